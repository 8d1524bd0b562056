import type { RouteEntry } from "../build/build-route.ts";
import type { Graph } from "../graph.ts";
import type { FilterChainNode } from "../node/listener-node.ts";
import type { RouteAction, RouteNode } from "../node/route-node.ts";
import { compareRanked } from "../route/precedence.ts";
import { explainClusters } from "./explain-clusters.ts";
import { findHost } from "./explain-host.ts";
import { type FoundChain, findChain, portOf } from "./explain-listener.ts";
import type { ExplainedRequest, RequestExplanation, Step } from "./explanation.ts";
import { describePath, type FullMatch, whyNot } from "./match-request.ts";
import { type ReadRequest, type RoutedRequest, readRequest } from "./routed-request.ts";

/** At most this many rules that do not fit are listed; the rest is counted. */
const listedRules = 200;

/** Walks the graph as Envoy walks its configuration: listener, host, each rule in the order tried, clusters, endpoints. */
export function explainRequest(graph: Graph, request: ExplainedRequest, fullMatch: FullMatch): RequestExplanation {
  const url = new URL(request.url);
  const steps: Step[] = [];
  const found = findChain(graph, { url, group: request.group }, steps);
  if (found === undefined) return ended("no-listener", `Nothing listens on port ${portOf(url)} for ${url.protocol}//${url.hostname}`, steps);
  if (found.chain.target.kind !== "http") return streamExplanation(graph, found.chain, steps);
  const read = readRequest(request);
  switch (read.path?.kind) {
    case "invalid":
      return ended("no-rule", `Envoy answers 400: ${read.path.why}`, steps);
    case "redirect":
      return ended("redirected", `Envoy answers 307 to ${read.path.path}${read.search}: the path has escaped slashes`, steps);
    default:
      return {
        ...explainHost(graph, { url, found, read: { ...read, path: read.path?.path }, fullMatch, steps }),
        path: `${read.path?.path ?? ""}${read.search}`,
      };
  }
}

function ended(outcome: RequestExplanation["outcome"], summary: string, steps: readonly Step[]): RequestExplanation {
  return { outcome, summary, steps, clusters: [] };
}

interface HostWalk {
  readonly url: URL;
  readonly found: FoundChain;
  readonly read: Omit<ReadRequest, "path"> & RoutedRequest;
  readonly fullMatch: FullMatch;
  readonly steps: Step[];
}

function explainHost(graph: Graph, { url, found: { listener, chain }, read, fullMatch, steps }: HostWalk): RequestExplanation {
  const name = chain.target.kind === "http" ? chain.target.routeConfiguration : "";
  const table = listener.tables.find((use) => use.name === name) ?? { name, misdirected: [], onDemand: false };
  const hostname = (read.headers["host"] ?? url.hostname).replace(/:\d+$/u, "").toLowerCase();
  const host = findHost(graph, table, hostname);
  if (host.kind === "none") {
    steps.push({ stage: "host", name, taken: false, detail: `No route of listener ${name} serves hostname ${hostname}` });
    return ended("no-host", `Envoy answers 404: no route serves hostname ${hostname}`, steps);
  }
  if (host.kind === "misdirected") {
    const detail = `Hostname ${hostname} belongs to another listener of the port, and the connection has come for ${url.hostname}`;
    steps.push({ stage: "host", name: host.name, taken: false, detail });
    return ended("no-host", `Envoy answers 421: hostname ${hostname} belongs to another listener of the port`, steps);
  }
  steps.push({ stage: "host", name: host.name, taken: true, detail: `The most specific hostname that covers ${hostname}` });
  return explainRules(graph, { table: name, key: `${name}|${host.name}`, request: read, fullMatch, steps });
}

interface RuleWalk {
  readonly table: string;
  readonly key: string;
  readonly request: RoutedRequest;
  readonly fullMatch: FullMatch;
  readonly steps: Step[];
}

function explainRules(graph: Graph, { table, key, request, fullMatch, steps }: RuleWalk): RequestExplanation {
  const routes = [...(graph.hosts.get(key)?.values() ?? [])];
  const entries = routes.flatMap(({ tables }) => tables.find(({ binding }) => binding.table === table)?.entries ?? []).sort(compareRanked);
  const index = entries.findIndex((entry) => whyNot(entry.node.match, request, fullMatch) === undefined);
  const tried = index < 0 ? entries : entries.slice(0, index);
  for (const entry of tried.slice(0, listedRules)) steps.push(ruleStep(entry, false, whyNot(entry.node.match, request, fullMatch) ?? ""));
  if (tried.length > listedRules) steps.push({ stage: "rule", name: "…", taken: false, detail: `${tried.length - listedRules} more rules do not fit` });
  const taken = entries[index];
  if (taken === undefined) return ended("no-rule", `Envoy answers 404: none of ${entries.length} rules fits`, steps);
  const { node } = taken;
  steps.push(ruleStep(taken, true, `Path is ${describePath(node.match.path)}, and all other conditions hold`));
  steps.push(...policySteps(node));
  return { ...actionExplanation(graph, node.action, { name: node.name, steps }), rule: node };
}

function ruleStep({ node }: RouteEntry, taken: boolean, detail: string): Step {
  return { stage: "rule", name: node.name, taken, detail, object: node.origin.object, pointer: node.origin.pointer };
}

/** Each policy in force, and the blocks that it is made of; of an overlay policy the later ones win. */
function policySteps({ policies, policyOrigins, origin }: RouteNode): readonly Step[] {
  return Object.keys(policies).flatMap((name) => [
    { stage: "policy", name, taken: true, detail: "In force on this rule", ...origin },
    ...(policyOrigins[name] ?? []).map((block) => ({ stage: "policy", name, taken: true, detail: "Set here", ...block }) as const),
  ]);
}

function actionExplanation(graph: Graph, action: RouteAction, rule: { readonly name: string; readonly steps: Step[] }): RequestExplanation {
  switch (action.kind) {
    case "redirect":
      return ended("redirected", `Rule ${rule.name} answers with a redirect, status ${action.status}`, rule.steps);
    case "respond":
      return ended("answered", `Rule ${rule.name} answers by itself, status ${action.status}`, rule.steps);
    case "forward":
      return explainClusters(graph, action.clusters, rule);
  }
}

function streamExplanation(graph: Graph, { name, target }: FilterChainNode, steps: Step[]): RequestExplanation {
  return explainClusters(graph, target.kind === "stream" ? target.clusters : [], { name, steps });
}
