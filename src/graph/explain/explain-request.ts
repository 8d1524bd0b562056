import type { ObjectKey } from "../../model/object/object.ts";
import type { RouteEntry } from "../build/build-route.ts";
import type { Graph } from "../graph.ts";
import type { FilterChainNode, ListenerNode } from "../node/listener-node.ts";
import type { RouteAction } from "../node/route-node.ts";
import { coversHostname } from "../route/hostname.ts";
import { compareRanked } from "../route/precedence.ts";
import type { ExplainedCluster, ExplainedRequest, RequestExplanation, Step } from "./explanation.ts";
import { describePath, type FullMatch, type RoutedRequest, whyNot } from "./match-request.ts";
import { normalPath } from "./normal-path.ts";

/** At most this many rules that do not fit are listed; the rest is counted. */
const listedRules = 200;

/** Walks the graph as Envoy walks its configuration: listener, host, each rule in the order tried, clusters, endpoints. */
export function explainRequest(graph: Graph, request: ExplainedRequest, fullMatch: FullMatch): RequestExplanation {
  const url = new URL(request.url);
  const steps: Step[] = [];
  const found = findChain(graph, { url, group: request.group }, steps);
  if (found === undefined) return ended("no-listener", `Nothing listens on port ${portOf(url)} for ${url.protocol}//${url.hostname}`, steps);
  if (found.target.kind !== "http") return streamExplanation(graph, found, steps);
  const path = normalPath(url.pathname);
  if (path.kind === "invalid") return ended("no-rule", "Envoy answers 400: the path holds a null byte", steps);
  if (path.kind === "redirect") return ended("redirected", `Envoy answers 307 to ${path.location}: the path has escaped slashes`, steps);
  const table = found.target.routeConfiguration;
  const hostname = findHost(graph, table, (request.headers["host"] ?? url.hostname).replace(/:\d+$/u, "").toLowerCase());
  if (hostname === undefined) {
    steps.push({ stage: "host", name: table, taken: false, detail: `No route of listener ${table} serves hostname ${url.hostname}` });
    return ended("no-host", `Envoy answers 404: no route serves hostname ${url.hostname}`, steps);
  }
  steps.push({ stage: "host", name: hostname, taken: true, detail: `The most specific hostname that covers ${url.hostname}` });
  return explainRules(graph, { key: `${table}|${hostname}`, request: routedRequest(request, url, path.path), fullMatch, steps });
}

function ended(outcome: RequestExplanation["outcome"], summary: string, steps: readonly Step[]): RequestExplanation {
  return { outcome, summary, steps, clusters: [] };
}

function portOf(url: URL): number {
  if (url.port !== "") return Number(url.port);
  return url.protocol === "https:" ? 443 : 80;
}

function routedRequest(request: ExplainedRequest, url: URL, path: string): RoutedRequest {
  const query = new Map<string, string>();
  for (const [name, value] of url.searchParams) if (!query.has(name)) query.set(name, value);
  const cookies = new Map<string, string>();
  for (const pair of (request.headers["cookie"] ?? "").split(/;\s*/u)) {
    const [name = "", ...value] = pair.split("=");
    if (name !== "" && !cookies.has(name)) cookies.set(name, value.join("="));
  }
  return { method: request.method.toUpperCase(), path, query, headers: { ...request.headers, host: request.headers["host"] ?? url.host }, cookies };
}

function findChain(graph: Graph, where: { readonly url: URL; readonly group: string | undefined }, steps: Step[]): FilterChainNode | undefined {
  const port = portOf(where.url);
  for (const [, listener] of graph.listeners.entries()) {
    if (where.group !== undefined && listener.group !== where.group) continue;
    const chain = suits(listener, where.url, port) ? chainFor(listener, where.url) : undefined;
    const taken = chain !== undefined;
    const name = `${listener.group}|${listener.name}`;
    const detail = taken ? `Chain ${chain.name}` : `It is not ${where.url.protocol}//${where.url.hostname}:${port}`;
    const origin = chain?.origin ?? listener.chains[0]?.origin;
    steps.push({ stage: "listener", name, taken, detail, ...(origin !== undefined && { object: origin.object, pointer: origin.pointer }) });
    if (chain !== undefined) return chain;
  }
  return undefined;
}

function suits(listener: ListenerNode, url: URL, port: number): boolean {
  if (listener.kind === "api") return listener.name === url.hostname;
  return listener.kind === "tcp" && listener.port === port && listener.inspectTls === (url.protocol === "https:");
}

/** Exact server name, then the longest wildcard, then the chain without names. */
function chainFor(listener: ListenerNode, url: URL): FilterChainNode | undefined {
  const names = listener.chains.flatMap((chain) => chain.serverNames.filter((name) => coversHostname(name, url.hostname)).map((name) => ({ chain, name })));
  const [best] = names.sort((left, right) => Number(left.name.startsWith("*")) - Number(right.name.startsWith("*")) || right.name.length - left.name.length);
  return best?.chain ?? listener.chains.find((chain) => chain.serverNames.length === 0);
}

/** Exact hostname, then the longest wildcard, then every host. */
function findHost(graph: Graph, table: string, hostname: string): string | undefined {
  if (graph.hosts.has(`${table}|${hostname}`)) return hostname;
  const labels = hostname.split(".");
  for (let index = 1; index < labels.length; index += 1) {
    const wildcard = `*.${labels.slice(index).join(".")}`;
    if (graph.hosts.has(`${table}|${wildcard}`)) return wildcard;
  }
  return graph.hosts.has(`${table}|*`) ? "*" : undefined;
}

interface RuleWalk {
  readonly key: string;
  readonly request: RoutedRequest;
  readonly fullMatch: FullMatch;
  readonly steps: Step[];
}

function explainRules(graph: Graph, walk: RuleWalk): RequestExplanation {
  const table = walk.key.slice(0, walk.key.indexOf("|"));
  const routes = [...(graph.hosts.get(walk.key)?.values() ?? [])];
  const entries = routes.flatMap(({ tables }) => tables.find(({ binding }) => binding.table === table)?.entries ?? []).sort(compareRanked);
  const index = entries.findIndex((entry) => whyNot(entry.node.match, walk.request, walk.fullMatch) === undefined);
  const tried = index < 0 ? entries : entries.slice(0, index);
  for (const entry of tried.slice(0, listedRules)) walk.steps.push(ruleStep(entry, false, whyNot(entry.node.match, walk.request, walk.fullMatch) ?? ""));
  if (tried.length > listedRules) walk.steps.push({ stage: "rule", name: "…", taken: false, detail: `${tried.length - listedRules} more rules do not fit` });
  const taken = entries[index];
  if (taken === undefined) return ended("no-rule", `Envoy answers 404: none of ${entries.length} rules fits`, walk.steps);
  walk.steps.push(ruleStep(taken, true, `Path is ${describePath(taken.node.match.path)}, and all other conditions hold`));
  const { object } = taken.node.origin;
  for (const name of Object.keys(taken.node.policies)) walk.steps.push({ stage: "policy", name, taken: true, detail: "In force on this rule", object });
  return actionExplanation(graph, taken.node.action, { name: taken.node.name, steps: walk.steps });
}

function ruleStep(entry: RouteEntry, taken: boolean, detail: string): Step {
  return { stage: "rule", name: entry.node.name, taken, detail, object: entry.node.origin.object, pointer: entry.node.origin.pointer };
}

function actionExplanation(graph: Graph, action: RouteAction, rule: { readonly name: string; readonly steps: Step[] }): RequestExplanation {
  switch (action.kind) {
    case "redirect":
      return ended("redirected", `Rule ${rule.name} answers with a redirect, status ${action.status}`, rule.steps);
    case "respond":
      return ended("answered", `Rule ${rule.name} answers by itself, status ${action.status}`, rule.steps);
    case "forward":
      return clustersExplanation(graph, action.clusters, rule);
  }
}

function streamExplanation(graph: Graph, chain: FilterChainNode, steps: Step[]): RequestExplanation {
  const clusters = chain.target.kind === "stream" ? chain.target.clusters : [];
  return clustersExplanation(graph, clusters, { name: chain.name, steps });
}

function clustersExplanation(
  graph: Graph,
  targets: readonly { readonly cluster: string; readonly weight: number }[],
  rule: { readonly name: string; readonly steps: Step[] },
): RequestExplanation {
  const clusters = targets.map(({ cluster, weight }): ExplainedCluster => {
    const exists = graph.clusters.has(cluster);
    const endpoints = endpointsOf(graph, cluster);
    const object = serviceOf(cluster);
    const detail = exists ? `Weight ${weight}` : "It does not exist: requests to it get a 500";
    rule.steps.push({ stage: "cluster", name: cluster, taken: exists, detail, object });
    if (exists)
      rule.steps.push({
        stage: "endpoints",
        name: cluster,
        taken: endpoints.length > 0,
        detail: endpoints.length > 0 ? endpoints.join(", ") : "It has no endpoint: requests to it get a 503",
        object,
      });
    return { name: cluster, weight, endpoints, object };
  });
  const usable = clusters.some((cluster) => cluster.weight > 0 && cluster.endpoints.length > 0);
  const names = clusters.map((cluster) => cluster.name).join(", ");
  return {
    outcome: usable ? "routed" : "no-backend",
    summary: usable ? `Rule ${rule.name} sends it to ${names}` : `Rule ${rule.name} sends it to ${names}, which has no endpoint`,
    steps: rule.steps,
    clusters,
  };
}

/** A cluster's name is `namespace/service` or `namespace/service/version`. */
function serviceOf(cluster: string): ObjectKey {
  const [namespace = "", name = ""] = cluster.split("/");
  return { kind: "Service", namespace, name };
}

function endpointsOf(graph: Graph, cluster: string): readonly string[] {
  const discovery = graph.clusters.get(cluster)?.discovery;
  if (discovery?.kind === "dns") return [`${discovery.hostname}:${discovery.port}`];
  const localities = graph.endpointSets.get(cluster)?.localities ?? [];
  return localities.flatMap(({ endpoints }) =>
    endpoints
      .filter(({ health }) => health === "healthy" || health === "degraded")
      .map(({ address, port }) => (address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`)),
  );
}
