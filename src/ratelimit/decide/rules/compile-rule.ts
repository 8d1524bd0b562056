import type { Limit } from "../../../model/limit/limit.ts";
import type { RateLimitDescriptorSpec, RateLimitRuleSpec } from "../../../model/object/rate-limit-domain.ts";
import { type Rule, type RuleMode, type UnitName, unitMs, wireUnits } from "./rule.ts";

/** The rule of one descriptor of a domain that is right; undefined when it has none. */
export function compileRule(descriptor: RateLimitDescriptorSpec, path: string): Rule | undefined {
  const spec = descriptor.rate_limit;
  if (spec === undefined) return undefined;
  const unit = unitOf(spec);
  const metadata = { ...descriptor.metadata, ...spec.metadata };
  return {
    path,
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
