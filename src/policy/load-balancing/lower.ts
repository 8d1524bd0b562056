import type { EffectivePolicy, LowerContext } from "../../graph/policy/graph-policy.ts";
import { durationMs } from "../../model/object/common.ts";
import { originOf, readEffective } from "../read-effective.ts";
import { type LoadBalancingSpec, loadBalancingSchema } from "./schema.ts";

/** What is hashed. */
export type HashSource =
  | { readonly kind: "header"; readonly name: string }
  | { readonly kind: "query"; readonly name: string }
  | { readonly kind: "cookie"; readonly name: string; readonly ttlMs: number | undefined }
  | { readonly kind: "sourceIp" };

/** How an endpoint is chosen. */
export interface LoadBalancingNode {
  readonly algorithm: "roundRobin" | "leastRequest" | "random" | "ringHash" | "maglev";
  readonly choices: number;
  readonly hash: readonly HashSource[];
  readonly slowStart: { readonly windowMs: number; readonly aggression: number; readonly minWeightPercent: number } | undefined;
  readonly panicThreshold: number | undefined;
}

/** Object → graph. */
export function lowerLoadBalancing(effective: EffectivePolicy, context: LowerContext): LoadBalancingNode | undefined {
  const spec = readEffective(loadBalancingSchema, effective, context);
  if (spec === undefined) return undefined;
  const algorithm = spec.algorithm ?? "leastRequest";
  const hashing = algorithm === "ringHash" || algorithm === "maglev";
  const mismatch = mismatchOf(spec, hashing);
  if (mismatch !== undefined) {
    context.report({
      ...originOf(effective, mismatch.path, context),
      condition: "Accepted",
      code: "POLICY_DOES_NOT_FIT",
      detail: `${mismatch.detail} with ${algorithm}`,
      hint: mismatch.hint,
    });
    return undefined;
  }
  return {
    algorithm,
    choices: spec.choices ?? 2,
    hash: (spec.hash ?? []).map(hashSource),
    slowStart: slowStartOf(spec.slowStart),
    panicThreshold: spec.panicThreshold,
  };
}

function mismatchOf(
  spec: LoadBalancingSpec,
  hashing: boolean,
): { readonly path: readonly string[]; readonly detail: string; readonly hint: string } | undefined {
  if (hashing && spec.hash === undefined)
    return { path: ["algorithm"], detail: "Nothing to hash is named", hint: "Set hash, for example [{ header: x-user }]" };
  if (!hashing && spec.hash !== undefined) return { path: ["hash"], detail: "A hash has no effect", hint: "Choose ringHash or maglev, or leave hash out" };
  if (hashing && spec.slowStart !== undefined)
    return { path: ["slowStart"], detail: "Slow start has no effect", hint: "Choose roundRobin or leastRequest, or leave slowStart out" };
  return undefined;
}

function slowStartOf(spec: LoadBalancingSpec["slowStart"]): LoadBalancingNode["slowStart"] {
  return spec && { windowMs: durationMs(spec.window), aggression: spec.aggression ?? 1, minWeightPercent: spec.minWeightPercent ?? 10 };
}

function hashSource(source: NonNullable<LoadBalancingSpec["hash"]>[number]): HashSource {
  if (source.header !== undefined) return { kind: "header", name: source.header.toLowerCase() };
  if (source.query !== undefined) return { kind: "query", name: source.query };
  if (source.cookie !== undefined) return { kind: "cookie", name: source.cookie, ttlMs: source.ttl === undefined ? undefined : durationMs(source.ttl) };
  return { kind: "sourceIp" };
}
