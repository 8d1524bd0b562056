import type { EffectivePolicy, LowerContext } from "../../graph/policy/graph-policy.ts";
import { durationMs } from "../../model/object/common.ts";
import { readEffective } from "../read-effective.ts";
import { timeoutSchema } from "./schema.ts";

/** Limits in milliseconds; 0 is none, undefined leaves Envoy's default. */
export interface TimeoutNode {
  readonly requestMs: number | undefined;
  readonly idleMs: number | undefined;
  readonly streamMs: number | undefined;
}

/** Object → graph. */
export function lowerTimeout(effective: EffectivePolicy, context: LowerContext): TimeoutNode | undefined {
  const spec = readEffective(timeoutSchema, effective, context);
  return spec && { requestMs: milliseconds(spec.request), idleMs: milliseconds(spec.idle), streamMs: milliseconds(spec.stream) };
}

function milliseconds(limit: string | undefined): number | undefined {
  if (limit === undefined) return undefined;
  return limit === "off" ? 0 : durationMs(limit);
}
