import type { EffectivePolicy, LowerContext } from "../../graph/policy/graph-policy.ts";
import { durationMs } from "../../model/object/common.ts";
import { originOf, readEffective } from "../read-effective.ts";
import { retrySchema } from "./schema.ts";

/** How often and when a request is tried again. */
export interface RetryNode {
  readonly attempts: number;
  readonly on: readonly string[];
  readonly statusCodes: readonly number[];
  readonly perTryMs: number | undefined;
  readonly perTryIdleMs: number | undefined;
  readonly baseMs: number;
  readonly maxMs: number;
  readonly otherEndpoint: boolean;
}

const safeConditions = ["connect-failure", "refused-stream", "reset-before-request", "unavailable"] as const;

/** Object → graph. */
export function lowerRetry(effective: EffectivePolicy, context: LowerContext): RetryNode | undefined {
  const spec = readEffective(retrySchema, effective, context);
  if (spec === undefined) return undefined;
  const baseMs = durationMs(spec.backoff?.base ?? "25ms");
  const maxMs = spec.backoff?.max === undefined ? baseMs * 10 : durationMs(spec.backoff.max);
  if (maxMs < baseMs) {
    const origin = originOf(effective, ["backoff", "max"], context);
    const detail = `Longest wait ${maxMs} ms is shorter than the first wait ${baseMs} ms`;
    context.report({ ...origin, condition: "Accepted", code: "POLICY_DOES_NOT_FIT", detail, hint: "Make backoff.max at least backoff.base" });
    return undefined;
  }
  const statusCodes = [...(spec.statusCodes ?? [])].sort((left, right) => left - right);
  return {
    attempts: spec.attempts ?? 1,
    on: [...new Set([...(spec.on ?? safeConditions), ...(statusCodes.length > 0 ? ["retriable-status-codes"] : [])])].sort(),
    statusCodes,
    perTryMs: spec.perTry === undefined ? undefined : durationMs(spec.perTry),
    perTryIdleMs: spec.perTryIdle === undefined ? undefined : durationMs(spec.perTryIdle),
    baseMs,
    maxMs,
    otherEndpoint: spec.otherEndpoint ?? true,
  };
}
