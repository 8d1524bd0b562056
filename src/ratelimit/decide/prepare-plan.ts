import type { TokenBucketLimit } from "../../model/limit/limit.ts";
import { type LimitPlan, type PlanClass, type PlanLimit, planEntries } from "../../model/limit/limit-plan.ts";
import type { Charge } from "./charge.ts";
import { joinKey } from "./key.ts";
import type { LimitFacts, Prepared, PreparedAsk, PreparedDescriptor } from "./prepare.ts";
import { counterKey } from "./prepare-domain.ts";
import { type Descriptor, type Entry, hitsOf, type LimitRequest } from "./request.ts";
import type { MatchStep } from "./rules/match-descriptor.ts";
import { type ShownLimit, type UnitName, unitMs } from "./rules/rule.ts";

/** A plan that requests can be prepared for. */
export interface CompiledPlan {
  readonly plan: LimitPlan;
  /** By id. */
  readonly limits: ReadonlyMap<string, CompiledLimit>;
  /** By id and, for people, by name; of several with one name the first. */
  readonly named: ReadonlyMap<string, CompiledLimit>;
}

interface CompiledLimit {
  readonly limit: PlanLimit;
  readonly facts: LimitFacts;
}

/** Looks up what every request would ask for again. */
export function compilePlan(plan: LimitPlan): CompiledPlan {
  const compiled = plan.limits.map((limit): CompiledLimit => ({ limit, facts: factsOf(limit) }));
  const limits = compiled.map((one) => [one.limit.id, one] as const);
  const names = compiled.map((one) => [one.limit.name, one] as const).reverse();
  return { plan, limits: new Map(limits), named: new Map([...names, ...limits]) };
}

function factsOf({ counter, name, limit, shadow, headers }: PlanLimit): LimitFacts {
  return { metric: counter.join("/"), shown: shownOf(name, limit), limit, mode: shadow ? "shadow" : "enforce", headers, metadata: undefined };
}

/** The unit that the limit is told in: the largest one that its window is a whole number of. */
function shownOf(name: string, limit: PlanLimit["limit"]): ShownLimit {
  if (limit.kind === "concurrency") return { name, requestsPerUnit: limit.max, unit: "unknown", multiplier: 1 };
  if (limit.kind === "fixed-window" && limit.window.kind === "calendar") return { name, requestsPerUnit: limit.max, unit: limit.window.unit, multiplier: 1 };
  if (limit.kind === "token-bucket") return { name, ...shownBucket(limit) };
  return { name, ...shownWindow(limit.max, limit.kind === "sliding-window" ? limit.ms : lengthOf(limit.window)) };
}

function lengthOf(window: { readonly kind: string; readonly ms?: number }): number {
  return window.ms ?? 0;
}

type ShownWindow = Omit<ShownLimit, "name">;

const units: readonly Exclude<UnitName, "unknown">[] = ["week", "day", "hour", "minute", "second"];

function shownWindow(requestsPerUnit: number, windowMs: number): ShownWindow {
  const unit = units.find((candidate) => windowMs % unitMs[candidate] === 0);
  return { requestsPerUnit, unit: unit ?? "second", multiplier: unit === undefined ? 1 : windowMs / unitMs[unit] };
}

/** A bucket is told as what it holds in the time in which it fills; where that is no whole number of seconds, as its rate in the shortest unit that lets one pass. */
function shownBucket({ max, intervalMs }: TokenBucketLimit): ShownWindow {
  const fillMs = Math.round(max * intervalMs);
  if (fillMs > 0 && fillMs % 1000 === 0) return shownWindow(max, fillMs);
  const unit = units.findLast((candidate) => unitMs[candidate] >= intervalMs) ?? "week";
  return { requestsPerUnit: Math.max(1, Math.floor(unitMs[unit] / intervalMs + 1e-6)), unit, multiplier: 1 };
}

/**
 * Prepares a request of a policy: its limits stand or fall together, so that a refused request takes nothing – or, where the plan says so, all that
 * it asked for. Shadows are counted beside them and stand in nobody's way. A descriptor that the plan does not know is a part of another version
 * of it, and passes. A look may call limits by their names.
 */
export function preparePlan(
  request: LimitRequest,
  { plan, limits, named }: CompiledPlan,
  { isLook }: { readonly isLook: boolean } = { isLook: false },
): Prepared {
  const asks: PreparedAsk[] = [];
  const together: Charge[] = [];
  const descriptors = request.descriptors.map((descriptor): PreparedDescriptor => {
    const found = (isLook ? named : limits).get(entryValue(descriptor, planEntries.limit) ?? "");
    if (found === undefined) return { kind: "none" };
    const charge = chargeOf(found.limit, descriptor, request);
    const { facts } = found;
    // A counter that a request would charge twice cannot be looked at twice before it is charged.
    if (facts.mode === "shadow" || charge.hits < 0 || together.some(({ key }) => key === charge.key)) {
      asks.push({ charges: [charge], chargeDenied: false });
      return { kind: "limited", facts, hits: charge.hits, ask: asks.length, charge: 0 };
    }
    together.push(charge);
    return { kind: "limited", facts, hits: charge.hits, ask: 0, charge: together.length - 1 };
  });
  return { request, descriptors, asks: [{ charges: together, chargeDenied: plan.chargeDenied }, ...asks], globalShadow: false, globalQuota: false };
}

/** What each entry of a descriptor means to a plan: the limit that it names, a part of that one's counter, class or lease; nothing else is found. */
export function planSteps(entries: readonly Entry[], { named }: CompiledPlan): readonly MatchStep[] {
  const found = named.get(entries.find(({ key }) => key === planEntries.limit)?.value ?? "");
  const known = new Set(found === undefined ? [] : [...found.limit.entries, planEntries.priority, planEntries.connection, planEntries.lease]);
  return entries.map((entry): MatchStep => {
    if (found !== undefined && entry.key === planEntries.limit) return { entry, by: "value", pattern: undefined, rule: { path: found.facts.metric } };
    return { entry, by: known.has(entry.key) ? "key" : undefined, pattern: undefined, rule: undefined };
  });
}

function chargeOf(limit: PlanLimit, descriptor: Descriptor, request: LimitRequest): Charge {
  const values = limit.entries.map((entry) => entryValue(descriptor, entry));
  const parts = values.map((value) => (value === undefined ? "-" : `=${value}`));
  const hits = hitsOf(descriptor, request);
  return {
    key: counterKey(limit.limit, [...limit.counter, ...parts]),
    // Limits of one object that are counted by the same values lie together.
    group: joinKey("", [limit.counter[0] ?? "", ...parts]),
    limit: limit.limit,
    hits: limit.limit.kind === "concurrency" ? Math.sign(hits) : hits,
    ceiling: ceilingOf(limit, entryValue(descriptor, planEntries.priority)),
    lease: limit.limit.kind === "concurrency" ? leaseName(descriptor) : "",
    onOutage: limit.onOutage,
  };
}

/** Requests that nothing tells apart share one lease: they are few, and must not be without limit. */
function leaseName(descriptor: Descriptor): string {
  const parts = [planEntries.connection, planEntries.lease].map((key) => entryValue(descriptor, key) ?? "");
  return parts.every((part) => part === "") ? "-" : joinKey("", parts);
}

function entryValue({ entries }: Descriptor, key: string): string | undefined {
  return entries.find((entry) => entry.key === key)?.value;
}

/** How far the class of a request may fill the limit; who belongs to none belongs to the last. */
function ceilingOf({ limit, classes }: PlanLimit, priority: string | undefined): number {
  const own: PlanClass | undefined = classes.find(({ name }) => name === priority) ?? classes.at(-1);
  return own === undefined ? limit.max : Math.floor(limit.max * own.ceiling + 1e-9);
}
