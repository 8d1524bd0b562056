import type { ObjectKey, Origin } from "../../model/object/object.ts";
import type { Finding } from "../node/finding.ts";
import type { PolicyNodes, PolicyOrigins } from "../node/route-node.ts";
import type { EffectivePolicy, GraphPolicy, LowerContext } from "../policy/graph-policy.ts";
import type { MergedPolicies } from "../policy/merge-policies.ts";
import type { ProxyKind } from "./projections.ts";

/** The policies of one side in force on a piece of the graph. */
export interface LoweredPolicies {
  readonly nodes: PolicyNodes;
  readonly origins: PolicyOrigins;
  /** Clusters that they use beside the action's own. */
  readonly clusters: readonly string[];
  /** True: a policy that guards cannot be in force, so no request may pass. */
  readonly blocked: boolean;
}

/** Where policies are lowered for. */
export interface PolicyPlace {
  readonly side: GraphPolicy<unknown>["side"];
  readonly policies: readonly GraphPolicy<unknown>[];
  /** The filter chain that the policies will find; undefined on the upstream side. */
  readonly chain?: FilterChainFacts;
}

/** What a filter chain has, by the level of its gateway and the kind of its proxies. */
export interface FilterChainFacts {
  readonly gateway: ObjectKey;
  readonly level: number;
  readonly proxy: ProxyKind;
}

const none: LoweredPolicies = { nodes: {}, origins: {}, clusters: [], blocked: false };

/** Lowers every policy of a side that has a value in force. */
export function lowerPolicies({ side, policies, chain }: PolicyPlace, effective: MergedPolicies["effective"], context: LowerContext): LoweredPolicies {
  if (effective.size === 0) return none;
  const here: LowerContext = { ...context, sourcesOf: (policy) => effective.get(policy)?.sources ?? [] };
  const nodes: Record<string, unknown> = {};
  const origins: Record<string, readonly Origin[]> = {};
  const clusters: string[] = [];
  for (const policy of policies) {
    const value = policy.side === side ? effective.get(policy.name) : undefined;
    const node = value === undefined ? undefined : lowerOne(policy, value, { chain, context: here });
    if (value === undefined || node === undefined) continue;
    nodes[policy.name] = node;
    origins[policy.name] = value.sources.map(({ origin }) => origin);
    clusters.push(...(policy.clustersOf?.(node) ?? []));
  }
  const blocked = policies.some(({ name, side: own, guards }) => guards === true && own === side && effective.has(name) && nodes[name] === undefined);
  return { nodes, origins, clusters, blocked };
}

/** A policy whose filter is not in the chain is not in force, and its owner is told. */
function lowerOne(
  policy: GraphPolicy<unknown>,
  value: EffectivePolicy,
  { chain, context }: { readonly chain: FilterChainFacts | undefined; readonly context: LowerContext },
): unknown {
  const absence = chain === undefined ? undefined : absenceOf(policy, value, chain);
  if (absence === undefined) return policy.lower(value, context);
  context.report(absence);
  return undefined;
}

/** Envoy passes over the settings of a filter that it does not have; gRPC clients refuse the whole table for them. */
function absenceOf(policy: GraphPolicy<unknown>, { sources }: EffectivePolicy, chain: FilterChainFacts): Finding | undefined {
  const origin = sources.at(-1)?.origin;
  const level = policy.filter?.level ?? policy.slots?.level;
  if (level === undefined || origin === undefined) return undefined;
  const base = { ...origin, condition: "Accepted" } as const;
  if (chain.proxy === "grpc") return { ...base, ...unknownToGrpc(policy) };
  if (level <= chain.level) return undefined;
  const gateway = `Gateway ${chain.gateway.namespace}/${chain.gateway.name}`;
  return {
    ...base,
    code: "LEVEL_TOO_LOW",
    detail: `Policy ${policy.name} needs level ${level} of the filter chain, ${gateway} stands on level ${chain.level}`,
    hint: `Raise the gateway's level; its listeners are drained once${policy.guards === true ? ". Until then its requests are answered 503" : ""}`,
    involves: [chain.gateway],
  };
}

function unknownToGrpc({ name, guards }: GraphPolicy<unknown>): Pick<Finding, "code" | "detail" | "severity"> {
  const code = "NOT_FOR_GRPC_CLIENTS";
  if (guards === true) return { code, detail: `gRPC clients know no policy ${name}; what it guards fails for them` };
  return { code, detail: `gRPC clients know no policy ${name}; it is left out for them`, severity: "warning" };
}
