import type { Limit } from "../../model/limit/limit.ts";
import type { Ask, Verdict } from "./charge.ts";
import type { Prepared, PreparedDescriptor } from "./prepare.ts";
import type { LimitRequest } from "./request.ts";
import type { MatchStep } from "./rules/match-descriptor.ts";
import type { RuleMode, ShownLimit } from "./rules/rule.ts";

/** One entry of a descriptor and what the rules have for it. */
interface ExplainedStep {
  readonly key: string;
  readonly value: string;
  /** `none`: no rule has this entry here, and the way ends. */
  readonly by: "value" | "key" | "wildcard" | "none";
  /** The wildcard that fits. */
  readonly pattern?: string;
  /** The rule that stands here; absent: only deeper ones. */
  readonly rule?: string;
}

/** How one counter stands. */
interface ExplainedCounter {
  /** Its name in metrics: without the values that rules do not name. */
  readonly counter: string;
  readonly algorithm: Limit["kind"];
  readonly limit: ShownLimit;
  readonly mode: RuleMode;
  /** Whether one more hit would pass this limit now. */
  readonly admits: boolean;
  readonly used: number;
  readonly remaining: number;
  /** Until the next hit would pass, in milliseconds; 0: now. */
  readonly retryMs: number;
  /** Until the counter is as good as new, in milliseconds. */
  readonly resetMs: number;
  readonly source: Verdict["source"];
}

/** What becomes of one descriptor. */
interface ExplainedDescriptor {
  readonly outcome: PreparedDescriptor["kind"];
  readonly steps: readonly ExplainedStep[];
  /** Only of `limited`. */
  readonly counter?: ExplainedCounter;
}

/** How a request stands, descriptor by descriptor, in the order of the request. */
export interface Explanation {
  readonly domain: string;
  readonly descriptors: readonly ExplainedDescriptor[];
}

/** The same request, that only looks. */
export function lookAt(request: LimitRequest): LimitRequest {
  return { ...request, descriptors: request.descriptors.map((descriptor) => ({ ...descriptor, hitsAddend: 0, isNegativeHits: false })) };
}

/** Each counter is looked at by itself, and refuses where the next hit would be refused. */
export function lookingAsks({ asks }: Prepared): readonly Ask[] {
  return asks.map(({ charges }) => ({ charges: charges.map((charge) => ({ ...charge, hits: 0 })), chargeDenied: false, count: 1 }));
}

/** Puts an explanation together from the verdicts of {@link lookingAsks}, in their order, and the way of each descriptor. */
export function explanationOf(prepared: Prepared, verdicts: readonly Verdict[], steps: readonly (readonly MatchStep[])[]): Explanation {
  const descriptors = prepared.descriptors.map((descriptor, index): ExplainedDescriptor => {
    const walked = (steps[index] ?? []).map(explainStep);
    if (descriptor.kind !== "limited") return { outcome: descriptor.kind, steps: walked };
    const before = prepared.asks.slice(0, descriptor.ask).reduce((sum, { charges }) => sum + charges.length, 0);
    const verdict = verdicts[before + descriptor.charge];
    if (verdict === undefined) throw new RangeError(`Counters gave ${verdicts.length} verdicts, that of descriptor ${index} is missing`);
    const { metric, limit, shown, mode } = descriptor.facts;
    const { admitted, used, remaining, retryMs, resetMs, source } = verdict;
    const counter = { counter: metric, algorithm: limit.kind, limit: shown, mode, admits: admitted, used, remaining, retryMs, resetMs, source };
    return { outcome: "limited", steps: walked, counter };
  });
  return { domain: prepared.request.domain, descriptors };
}

function explainStep({ entry, by, pattern, rule }: MatchStep): ExplainedStep {
  return { ...entry, by: by ?? "none", ...(pattern !== undefined && { pattern }), ...(rule !== undefined && { rule: rule.path }) };
}
