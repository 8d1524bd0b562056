import type { EffectivePolicy, LowerContext } from "../../graph/policy/graph-policy.ts";
import { durationMs } from "../../model/object/common.ts";
import { originOf, readEffective } from "../read-effective.ts";
import { type OutlierDetectionSpec, outlierDetectionSchema } from "./schema.ts";

/** What users wrote, with times in milliseconds; undefined leaves Envoy's default. */
export interface OutlierDetectionNode extends Omit<OutlierDetectionSpec, "interval" | "baseEjection" | "maxEjection" | "ejectionJitter"> {
  readonly intervalMs: number | undefined;
  readonly baseEjectionMs: number | undefined;
  readonly maxEjectionMs: number | undefined;
  readonly ejectionJitterMs: number | undefined;
}

/** Object → graph. */
export function lowerOutlierDetection(effective: EffectivePolicy, context: LowerContext): OutlierDetectionNode | undefined {
  const spec = readEffective(outlierDetectionSchema, effective, context);
  if (spec === undefined) return undefined;
  const { interval, baseEjection, maxEjection, ejectionJitter, ...rest } = spec;
  const node = {
    ...rest,
    intervalMs: milliseconds(interval),
    baseEjectionMs: milliseconds(baseEjection),
    maxEjectionMs: milliseconds(maxEjection),
    ejectionJitterMs: milliseconds(ejectionJitter),
  };
  if ((node.maxEjectionMs ?? 300_000) >= (node.baseEjectionMs ?? 30_000)) return node;
  const origin = originOf(effective, ["maxEjection"], context);
  const detail = `Longest ejection ${maxEjection ?? "300s"} is shorter than the first one, ${baseEjection ?? "30s"}`;
  context.report({ ...origin, condition: "Accepted", code: "POLICY_DOES_NOT_FIT", detail, hint: "Make maxEjection at least baseEjection" });
  return undefined;
}

function milliseconds(text: string | undefined): number | undefined {
  return text === undefined ? undefined : durationMs(text);
}
