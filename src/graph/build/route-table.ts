import { contentHash } from "../../kit/hash.ts";
import { canonicalJson, type Json } from "../../kit/json.ts";
import type { Collection, Read } from "../../kit/query/collection.ts";
import type { ObjectKey, Origin } from "../../model/object/object.ts";
import { type RouteRule, type RouteSpec, ruleIdentity } from "../../model/object/route.ts";
import type { Finding } from "../node/finding.ts";
import type { RouteNode } from "../node/route-node.ts";
import type { GraphPolicy, LowerContext, PolicySource } from "../policy/graph-policy.ts";
import { type MergedPolicies, mergePolicies } from "../policy/merge-policies.ts";
import { broadSourcesOf, type PolicyIndex, type PolicySubject, sourcesOf } from "../policy/policy-index.ts";
import type { Ranked } from "../route/precedence.ts";
import type { Binding } from "./attach.ts";
import { inputKey, type Parsed } from "./inputs.ts";
import { lowerAction } from "./lower-action.ts";
import { lowerMatches } from "./lower-match.ts";
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

/** The inline policies of an object and of its rules. */
export interface InlinePolicies {
  readonly own: readonly PolicySource[];
  readonly rules: Readonly<Record<string, readonly PolicySource[]>>;
}

/** What building a table reads. */
export interface TableSources {
  readonly routes: Collection<Parsed<RouteSpec>>;
  readonly services: Collection<ServiceFacts>;
  readonly policyIndex: PolicyIndex;
  readonly gatewaySubjects: Collection<PolicySubject>;
  readonly inline: Collection<InlinePolicies>;
  readonly policies: readonly GraphPolicy<unknown>[];
  readonly accumulating: ReadonlySet<string>;
}

/** Builds the entries of one route on one listener. */
export function buildRouteTable(binding: Binding, read: Read, sources: TableSources): RouteTable | undefined {
  const route = read.get(sources.routes, inputKey(binding.route));
  if (route === undefined) return undefined;
  const findings: Finding[] = [];
  const common = commonSources(route, binding.gateway, { read, sources });
  const entries = route.spec.rules.flatMap((rule, index) => ruleEntries({ route, rule, index, common, read, sources, findings }));
  return { binding, entries, findings };
}

interface RuleInput {
  readonly route: Parsed<RouteSpec>;
  readonly rule: RouteRule;
  readonly index: number;
  readonly common: readonly PolicySource[];
  readonly read: Read;
  readonly sources: TableSources;
  readonly findings: Finding[];
}

/** Policies of fleet, namespace, gateway and route: the same for every rule. */
function commonSources(route: Parsed<RouteSpec>, gatewayKey: ObjectKey, { read, sources }: Pick<RuleInput, "read" | "sources">): readonly PolicySource[] {
  const gateway = read.get(sources.gatewaySubjects, inputKey(gatewayKey));
  const inline = read.get(sources.inline, inputKey(route.key));
  return [
    ...broadSourcesOf(read, sources.policyIndex, route.key.namespace),
    ...(gateway === undefined ? [] : sourcesOf(read, sources.policyIndex, gateway)),
    ...sourcesOf(read, sources.policyIndex, { level: "route", key: route.key, labels: route.labels, inline: inline?.own ?? [] }),
  ];
}

function ruleEntries(input: RuleInput): readonly RouteEntry[] {
  const { route, rule, index, read, sources, findings } = input;
  const identity = ruleIdentity(rule);
  const origin: Origin = { object: route.key, pointer: `/spec/rules/${index}` };
  const report = (finding: Finding) => void findings.push(finding);
  const action = lowerAction(rule, origin, (reference, at) => resolveBackend(reference, at, { read, services: sources.services, report }));
  const context: LowerContext = {
    action,
    subject: origin,
    report,
    backend: (reference, at) => resolveBackend(reference, at, { read, services: sources.services, report }).cluster,
  };
  const lowered = lowerRoutePolicies(input, identity, context);
  const matches = lowerMatches(rule.matches);
  return matches.map((match, matchIndex): RouteEntry => {
    const name = `${inputKey(route.key)}/${identity}${matches.length === 1 ? "" : `/${contentHash(canonicalJson((rule.matches?.[matchIndex] ?? {}) as unknown as Json)).slice(0, 8)}`}`;
    const node: RouteNode = { name, match, action, policies: lowered.nodes, policyClusters: lowered.clusters, origin };
    return { node, match, createdAt: route.createdAt, route: inputKey(route.key), index };
  });
}

interface LoweredPolicies {
  readonly nodes: Readonly<Record<string, unknown>>;
  readonly clusters: readonly string[];
}

function lowerRoutePolicies(input: RuleInput, identity: string, context: LowerContext): LoweredPolicies {
  const { route, read, sources, common, findings } = input;
  const inline = read.get(sources.inline, inputKey(route.key))?.rules[identity] ?? [];
  const own = sourcesOf(read, sources.policyIndex, { level: "rule", key: route.key, labels: route.labels, section: identity, inline });
  const merged = mergePolicies([...common, ...own], sources.accumulating);
  findings.push(...merged.findings);
  return lowerPolicies({ name: "route", policies: sources.policies }, merged.effective, context);
}

/** Lowers every policy of a side that has a value in force. */
export function lowerPolicies(
  side: { readonly name: GraphPolicy<unknown>["side"]; readonly policies: readonly GraphPolicy<unknown>[] },
  effective: MergedPolicies["effective"],
  context: LowerContext,
): LoweredPolicies {
  const nodes: Record<string, unknown> = {};
  const clusters: string[] = [];
  for (const policy of side.policies) {
    const value = policy.side === side.name ? effective.get(policy.name) : undefined;
    const node = value === undefined ? undefined : policy.lower(value, context);
    if (node === undefined) continue;
    nodes[policy.name] = node;
    clusters.push(...(policy.clustersOf?.(node) ?? []));
  }
  return { nodes, clusters };
}
