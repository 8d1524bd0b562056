import type { Json, JsonObject } from "../../kit/json.ts";
import type { Verdict } from "./charge.ts";
import type { JudgedLimit } from "./judged-limit.ts";
import { limitHeaders } from "./limit-headers.ts";
import type { LimitFacts, Prepared, PreparedDescriptor } from "./prepare.ts";
import type { RuleMode, ShownLimit } from "./rules/rule.ts";

/** What is told of one descriptor (envoy.service.ratelimit.v3.RateLimitResponse.DescriptorStatus). */
export interface Status {
  readonly over: boolean;
  readonly limit: ShownLimit | undefined;
  /** At most 2^32 - 1, which also stands for "no limit". */
  readonly remaining: number;
  /** Whole seconds, rounded up; undefined where no limit is held. */
  readonly resetSeconds: number | undefined;
}

/** A decision (envoy.service.ratelimit.v3.RateLimitResponse). */
export interface Answer {
  readonly over: boolean;
  /** Would be over, were not every limit a shadow. */
  readonly spared: boolean;
  readonly statuses: readonly Status[];
  /** Headers for the caller's response. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly metadata: JsonObject | undefined;
}

/** Finds the verdict of a descriptor. */
export type VerdictOf = (descriptor: Extract<PreparedDescriptor, { kind: "limited" }>) => Verdict;

/** Largest number of the wire's uint32. */
const noLimit = 4_294_967_295;

/** Puts an answer together. Reads no clock: everything is in the verdicts. */
export function answerOf(prepared: Prepared, verdictOf: VerdictOf): Answer {
  const judged: JudgedLimit[] = [];
  const statuses = prepared.descriptors.map((descriptor, index): Status => {
    if (descriptor.kind === "none") return nothing;
    if (descriptor.kind === "unlimited") return unlimited;
    const verdict = verdictOf(descriptor);
    const one: JudgedLimit = { facts: descriptor.facts, mode: modeOf(descriptor.facts, prepared), hits: descriptor.hits, verdict, index };
    judged.push(one);
    return statusOf(one);
  });
  const refused = isOver(judged);
  const over = refused && !prepared.globalShadow;
  return { over, spared: refused && !over, statuses, headers: limitHeaders(judged, over), metadata: metadataOf(prepared, judged) };
}

const nothing: Status = { over: false, limit: undefined, remaining: 0, resetSeconds: undefined };
const unlimited: Status = { over: false, limit: undefined, remaining: noLimit, resetSeconds: undefined };

function statusOf({ mode, facts, verdict: { admitted, remaining, resetMs } }: JudgedLimit): Status {
  return {
    over: !admitted && mode === "enforce",
    limit: facts.shown,
    remaining: admitted ? Math.min(remaining, noLimit) : 0,
    resetSeconds: Math.ceil(resetMs / 1000),
  };
}

function modeOf({ mode }: LimitFacts, { globalQuota }: Prepared): RuleMode {
  return globalQuota && mode === "enforce" ? "quota" : mode;
}

/** Whether the request as a whole is over: one limit refuses it, or all of its quotas are used up. */
function isOver(judged: readonly JudgedLimit[]): boolean {
  let quotas = 0;
  let spent = 0;
  for (const { mode, verdict } of judged) {
    if (mode === "quota") {
      quotas += 1;
      spent += verdict.admitted ? 0 : 1;
    } else if (!verdict.admitted && mode === "enforce") return true;
  }
  return quotas > 0 && spent === quotas;
}

/** The metadata of every limit that was kept; which quotas were used up, by the position of their descriptors. */
function metadataOf(prepared: Prepared, judged: readonly JudgedLimit[]): JsonObject | undefined {
  const kept = judged.flatMap(({ facts, verdict }) => (verdict.admitted ? (facts.metadata ?? []) : []));
  const free = prepared.descriptors.flatMap((descriptor) => (descriptor.kind === "unlimited" ? (descriptor.metadata ?? []) : []));
  const spent = judged.flatMap(({ mode, verdict, index }): readonly Json[] => (mode === "quota" && !verdict.admitted ? [index] : []));
  if (kept.length === 0 && free.length === 0 && spent.length === 0) return undefined;
  return Object.assign({}, ...free, ...kept, spent.length === 0 ? {} : { quotaModeViolations: spent }) as JsonObject;
}
