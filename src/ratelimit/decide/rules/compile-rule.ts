import type { Problem } from "../../../kit/problem.ts";
import type { Limit } from "../../../model/limit/limit.ts";
import type { RateLimitDescriptorSpec, RateLimitRuleSpec } from "../../../model/object/rate-limit-domain.ts";
import { type Rule, type RuleMode, type UnitName, unitMs, wireUnits } from "./rule.ts";

/** Where a rule stands, and where its problems go. */
export interface RulePlace {
  readonly problems: Problem[];
  readonly path: string;
  readonly pointer: string;
}

/** The rule of one descriptor; undefined when it has none. Problems are told with their hints, and the rule is made all the same. */
export function compileRule(descriptor: RateLimitDescriptorSpec, place: RulePlace): Rule | undefined {
  const spec = descriptor.rate_limit;
  if (spec === undefined) return undefined;
  const unit = unitOf(spec);
  place.problems.push(...unitProblems(spec, unit, place), ...replacesProblems(spec, place), ...burstProblems(spec, place));
  const metadata = { ...descriptor.metadata, ...spec.metadata };
  return {
    path: place.path,
    limit: spec.unlimited === true ? undefined : limitOf(spec, unit),
    shown: { name: spec.name ?? "", requestsPerUnit: spec.requests_per_unit ?? 0, unit, multiplier: spec.unit_multiplier ?? 1 },
    mode: modeOf(descriptor),
    replaces: (spec.replaces ?? []).map(({ name }) => name),
    detailedMetric: descriptor.detailed_metric === true,
    onOutage: spec.on_outage ?? "error",
    metadata: Object.keys(metadata).length === 0 ? undefined : metadata,
  };
}

/** A fixed window, sliding window or bucket of so many requests in so many units. */
export function limitOf(spec: Pick<RateLimitRuleSpec, "requests_per_unit" | "unit_multiplier" | "algorithm" | "burst">, unit: UnitName): Limit {
  const max = spec.requests_per_unit ?? 0;
  const ms = (unit === "unknown" ? unitMs.second : unitMs[unit]) * (spec.unit_multiplier ?? 1);
  if (spec.algorithm === "sliding-window") return { kind: "sliding-window", max, ms };
  if (spec.algorithm !== "token-bucket") return { kind: "fixed-window", max, window: { kind: "length", ms } };
  return { kind: "token-bucket", max: max === 0 ? 0 : (spec.burst ?? max), intervalMs: ms / Math.max(1, max) };
}

function modeOf({ shadow_mode: shadow, quota_mode: quota }: RateLimitDescriptorSpec): RuleMode {
  if (shadow === true) return "shadow";
  return quota === true ? "quota" : "enforce";
}

function unitOf({ unit }: RateLimitRuleSpec): UnitName {
  const name = unit?.toLowerCase() ?? "unknown";
  return name in wireUnits ? (name as UnitName) : "unknown";
}

function unitProblems({ unlimited }: RateLimitRuleSpec, unit: UnitName, { path, pointer }: RulePlace): readonly Problem[] {
  const at = `${pointer}/rate_limit/unit`;
  if (unlimited === true && unit !== "unknown") {
    return [{ code: "CONFLICTING_FIELDS", pointer: at, detail: `Limit ${path} is unlimited and has a unit`, hint: "Leave one of both out" }];
  }
  if (unlimited !== true && unit === "unknown") {
    return [{ code: "MISSING_FIELD", pointer: at, detail: `Limit ${path} has no unit of time`, hint: "Write for example unit: minute" }];
  }
  return [];
}

function replacesProblems({ name, replaces }: RateLimitRuleSpec, { path, pointer }: RulePlace): readonly Problem[] {
  return (replaces ?? []).flatMap((replaced, index): readonly Problem[] => {
    const at = `${pointer}/rate_limit/replaces/${index}/name`;
    if (replaced.name === "") return [{ code: "OUT_OF_RANGE", pointer: at, detail: `Limit ${path} replaces a limit without a name`, hint: "Name the limit" }];
    if (replaced.name !== name) return [];
    return [{ code: "INVALID_VALUE", pointer: at, detail: `Limit ${path} replaces itself`, hint: "Name a limit of another descriptor" }];
  });
}

function burstProblems({ algorithm, burst }: RateLimitRuleSpec, { path, pointer }: RulePlace): readonly Problem[] {
  if (burst === undefined || algorithm === "token-bucket") return [];
  const detail = `Limit ${path} has a burst and is no token bucket`;
  return [{ code: "CONFLICTING_FIELDS", pointer: `${pointer}/rate_limit/burst`, detail, hint: "Add algorithm: token-bucket, or leave burst out" }];
}
