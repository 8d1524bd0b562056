import { contentHash } from "../../kit/hash.ts";
import { canonicalJson } from "../../kit/json.ts";
import type { Collection, Read } from "../../kit/query/collection.ts";
import { withoutSpareRoom } from "../../kit/without-spare-room.ts";
import type { Origin } from "../../model/object/object.ts";
import { type RouteRule, type RouteSpec, ruleIdentity } from "../../model/object/route.ts";
import { distinctFindings, type Finding } from "../node/finding.ts";
import type { RequestMatch } from "../node/match.ts";
import type { RouteAction, RouteNode } from "../node/route-node.ts";
import type { ClientCertificates, GraphPolicy, LowerContext, PolicySource } from "../policy/graph-policy.ts";
import { mergePolicies } from "../policy/merge-policies.ts";
import { type Ranked, rankOf } from "../route/precedence.ts";
import { attach, type Binding } from "./attach.ts";
import { unfitForGrpc } from "./grpc-limits.ts";
import type { InlinePolicies } from "./inline-policies.ts";
import { inputKey, type Parsed } from "./inputs.ts";
import { lowerAction } from "./lower-action.ts";
import { connectMatch, lowerMatches } from "./lower-match.ts";
import { type LoweredPolicies, lowerPolicies } from "./lower-policies.ts";
import type { GatewayFacts, ServiceFacts } from "./projections.ts";
import { resolveBackend } from "./resolve.ts";
import { commonSources, type RoutePolicySources, ruleSources } from "./route-policies.ts";

/** One entry with its rank among the entries of a hostname. */
export interface RouteEntry extends Ranked {
  readonly node: RouteNode;
}

/** All entries that one route has on one listener. */
export interface RouteTable {
  readonly binding: Binding;
  readonly entries: readonly RouteEntry[];
}

/** One route on every listener that it attaches to. */
export interface BuiltRoute {
  readonly tables: readonly RouteTable[];
  readonly findings: readonly Finding[];
}

/** What building a route reads. */
export interface RouteSources extends RoutePolicySources {
  readonly gateways: Collection<GatewayFacts>;
  readonly services: Collection<ServiceFacts>;
  /** Names of the entries of each Secret. */
  readonly secretEntries: Collection<readonly string[]>;
  readonly policies: readonly GraphPolicy<unknown>[];
}

/** A route with the policies that stand in it. */
export interface ReadRoute extends Parsed<RouteSpec> {
  /** `namespace/name`, the one text that all its entries share. */
  readonly id: string;
  readonly inline: InlinePolicies;
}

/** Attaches one route and builds its entries. */
export function buildRoute(route: ReadRoute, read: Read, sources: RouteSources): BuiltRoute {
  const { bindings, findings } = attach(route, read, sources.gateways);
  const found = [...findings];
  const tables = bindings.map((binding): RouteTable => {
    const certificates = certificatesAt(binding, bindings);
    const common = commonSources(route, binding.gateway, { read, sources });
    const entries = route.spec.rules.flatMap((rule, index) =>
      ruleEntries({ binding, certificates, route, rule, index, common, read, sources, findings: found }),
    );
    return { binding, entries: withoutSpareRoom(entries) };
  });
  return { tables, findings: found.length === 0 ? noFindings : distinctFindings(found) };
}

const noFindings: readonly Finding[] = [];

function certificatesAt({ gateway, listener, protocol, asksForCertificates: asked }: Binding, bindings: readonly Binding[]): ClientCertificates {
  const askedElsewhere = bindings.some((other) => other.asksForCertificates);
  return { gateway, listener, protocol: protocol === "https" ? "https" : "http", asked, askedElsewhere };
}

interface RuleInput {
  readonly binding: Binding;
  readonly certificates: ClientCertificates;
  readonly route: ReadRoute;
  readonly rule: RouteRule;
  readonly index: number;
  readonly common: readonly PolicySource[];
  readonly read: Read;
  readonly sources: RouteSources;
  readonly findings: Finding[];
}

function ruleEntries(input: RuleInput): readonly RouteEntry[] {
  const { binding, route, rule, index, read, sources, findings } = input;
  const identity = ruleIdentity(rule);
  const origin: Origin = { object: route.key, pointer: `/spec/rules/${index}` };
  const report = (finding: Finding) => void findings.push(finding);
  const resolving = { read, services: sources.services, traffic: binding.proxy === "grpc" ? "grpc" : "http", report } as const;
  const action = lowerAction(rule, { origin, listener: binding, report, resolve: (reference, at) => resolveBackend(reference, at, resolving) });
  const context: LowerContext = {
    action,
    certificates: input.certificates,
    ...(binding.forwardedHops !== undefined && { forwardedHops: binding.forwardedHops }),
    entry: `${route.id}/${identity}`,
    subject: origin,
    report,
    backend: (reference, at) => resolveBackend(reference, at, resolving).cluster,
    secretEntries: (key) => read.get(sources.secretEntries, inputKey(key)),
  };
  const lowered = lowerRoutePolicies(input, identity, context);
  const taken = lowered.blocked ? blockedAction(binding.proxy) : action;
  return namedMatches(rule, `${route.id}/${identity}`, action).flatMap(({ name, match }): readonly RouteEntry[] => {
    const unfit = binding.proxy === "grpc" ? unfitForGrpc(match, taken, origin) : undefined;
    if (unfit !== undefined) {
      report(unfit);
      return [];
    }
    const node: RouteNode = {
      name,
      match,
      action: taken,
      policies: lowered.nodes,
      policyOrigins: lowered.origins,
      policyClusters: lowered.clusters,
      origin,
    };
    return [{ node, rank: rankOf(match), createdAt: route.createdAt, route: route.id, index }];
  });
}

/**
 * What stands in place of an action that a policy should guard and cannot. The entry itself stays: without it, its requests might fit another one that is
 * not guarded. gRPC clients know no answers of their own, but a cluster that does not exist fails their calls.
 */
function blockedAction(proxy: Binding["proxy"]): RouteAction {
  if (proxy !== "grpc") return { kind: "respond", status: 503, body: undefined, headers: [] };
  const clusters = [{ cluster: "sluice_blocked", weight: 1 }];
  return { kind: "forward", clusters, path: undefined, host: undefined, upgrades: [], priority: "default", streaming: true };
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
