import { contentHash } from "../../kit/hash.ts";
import { canonicalJson } from "../../kit/json.ts";
import type { Collection, Read } from "../../kit/query/collection.ts";
import type { Origin } from "../../model/object/object.ts";
import { type RouteRule, type RouteSpec, ruleIdentity } from "../../model/object/route.ts";
import { distinctFindings, type Finding } from "../node/finding.ts";
import type { RequestMatch } from "../node/match.ts";
import type { RouteAction, RouteNode } from "../node/route-node.ts";
import type { GraphPolicy, LowerContext, PolicySource } from "../policy/graph-policy.ts";
import { mergePolicies } from "../policy/merge-policies.ts";
import { broadSourcesOf, type PolicyIndex, type PolicySubject, sourcesOf } from "../policy/policy-index.ts";
import type { Ranked } from "../route/precedence.ts";
import type { Binding } from "./attach.ts";
import { unfitForGrpc } from "./grpc-limits.ts";
import { inputKey, type Parsed } from "./inputs.ts";
import { lowerAction } from "./lower-action.ts";
import { connectMatch, lowerMatches } from "./lower-match.ts";
import { type LoweredPolicies, lowerPolicies } from "./lower-policies.ts";
import type { ServiceFacts } from "./projections.ts";
import { resolveBackend } from "./resolve.ts";

/** One entry with its rank among the entries of a hostname. */
export interface RouteEntry extends Ranked {
  readonly node: RouteNode;
}

/** All entries that one route has on one listener. */
export interface RouteTable {
  readonly binding: Binding;
  readonly entries: readonly RouteEntry[];
  readonly findings: readonly Finding[];
}

/** The inline policies of an object and, by identity, of its rules. */
export interface InlinePolicies {
  readonly own: readonly PolicySource[];
  readonly rules: ReadonlyMap<string, readonly PolicySource[]>;
}

/** What policies of routes come from. */
export interface RoutePolicySources {
  readonly policyIndex: PolicyIndex;
  readonly gatewaySubjects: Collection<PolicySubject>;
  readonly inline: Collection<InlinePolicies>;
  readonly accumulating: ReadonlySet<string>;
}

/** What building a table reads. */
export interface TableSources extends RoutePolicySources {
  readonly routes: Collection<Parsed<RouteSpec>>;
  readonly services: Collection<ServiceFacts>;
  readonly policies: readonly GraphPolicy<unknown>[];
}

/** Builds the entries of one route on one listener. */
export function buildRouteTable(binding: Binding, read: Read, sources: TableSources): RouteTable | undefined {
  const route = read.get(sources.routes, inputKey(binding.route));
  if (route === undefined) return undefined;
  const findings: Finding[] = [];
  const common = commonSources(route, binding, { read, sources });
  const entries = route.spec.rules.flatMap((rule, index) => ruleEntries({ binding, route, rule, index, common, read, sources, findings }));
  return { binding, entries, findings: distinctFindings(findings) };
}

interface RuleInput {
  readonly binding: Binding;
  readonly route: Parsed<RouteSpec>;
  readonly rule: RouteRule;
  readonly index: number;
  readonly common: readonly PolicySource[];
  readonly read: Read;
  readonly sources: TableSources;
  readonly findings: Finding[];
}

/** A route where its policies are looked for. */
export type RouteSubject = Pick<Parsed<RouteSpec>, "key" | "labels">;

/** Policies of fleet, namespace, gateway and route: the same for every rule. */
function commonSources(
  route: RouteSubject,
  binding: Pick<Binding, "gateway">,
  { read, sources }: { readonly read: Read; readonly sources: RoutePolicySources },
): readonly PolicySource[] {
  const gateway = read.get(sources.gatewaySubjects, inputKey(binding.gateway));
  const inline = read.get(sources.inline, inputKey(route.key));
  return [
    ...broadSourcesOf(read, sources.policyIndex, route.key.namespace),
    ...(gateway === undefined ? [] : sourcesOf(read, sources.policyIndex, gateway)),
    ...sourcesOf(read, sources.policyIndex, { level: "route", key: route.key, labels: route.labels, inline: inline?.own ?? [] }),
  ];
}

/** Policies of one rule. */
function ruleSources(
  route: RouteSubject,
  rule: string,
  { read, sources }: { readonly read: Read; readonly sources: RoutePolicySources },
): readonly PolicySource[] {
  const inline = read.get(sources.inline, inputKey(route.key))?.rules.get(rule) ?? [];
  return sourcesOf(read, sources.policyIndex, { level: "rule", key: route.key, labels: route.labels, section: rule, inline });
}

function ruleEntries(input: RuleInput): readonly RouteEntry[] {
  const { binding, route, rule, index, read, sources, findings } = input;
  const identity = ruleIdentity(rule);
  const origin: Origin = { object: route.key, pointer: `/spec/rules/${index}` };
  const report = (finding: Finding) => void findings.push(finding);
  const resolving = { read, services: sources.services, traffic: binding.proxy === "grpc" ? "grpc" : "http", report } as const;
  const action = lowerAction(rule, { origin, listener: binding, report, resolve: (reference, at) => resolveBackend(reference, at, resolving) });
  const context: LowerContext = { action, subject: origin, report, backend: (reference, at) => resolveBackend(reference, at, resolving).cluster };
  const lowered = lowerRoutePolicies(input, identity, context);
  return namedMatches(rule, `${inputKey(route.key)}/${identity}`, action).flatMap(({ name, match }): readonly RouteEntry[] => {
    const unfit = binding.proxy === "grpc" ? unfitForGrpc(match, action, origin) : undefined;
    if (unfit !== undefined) {
      report(unfit);
      return [];
    }
    const node: RouteNode = { name, match, action, policies: lowered.nodes, policyOrigins: lowered.origins, policyClusters: lowered.clusters, origin };
    return [{ node, match, createdAt: route.createdAt, route: inputKey(route.key), index }];
  });
}

interface NamedMatch {
  readonly name: string;
  readonly match: RequestMatch;
}

/** A rule with several matches makes several entries; one that lets CONNECT through has one more, because CONNECT has no path. */
function namedMatches(rule: RouteRule, base: string, action: RouteAction): readonly NamedMatch[] {
  const matches = lowerMatches(rule.matches);
  const written = matches.map((match, index): NamedMatch => {
    if (matches.length === 1) return { name: base, match };
    return { name: `${base}/${contentHash(canonicalJson(rule.matches?.[index] ?? {})).slice(0, 8)}`, match };
  });
  if (action.kind !== "forward" || !action.upgrades.includes("connect")) return written;
  const connecting = written.flatMap(({ name, match }): readonly NamedMatch[] => {
    const connect = connectMatch(match);
    return connect === undefined ? [] : [{ name: `${name}/connect`, match: connect }];
  });
  return [...written, ...connecting];
}

function lowerRoutePolicies({ binding, route, read, sources, common, findings }: RuleInput, identity: string, context: LowerContext): LoweredPolicies {
  const merged = mergePolicies([...common, ...ruleSources(route, identity, { read, sources })], sources.accumulating);
  findings.push(...merged.findings);
  return lowerPolicies({ side: "route", policies: sources.policies, chain: binding }, merged.effective, context);
}
