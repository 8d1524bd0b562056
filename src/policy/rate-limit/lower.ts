import type { DividedLimit, EffectivePolicy, LowerContext, PolicySource } from "../../graph/policy/graph-policy.ts";
import { contentHash } from "../../kit/hash.ts";
import type { Limit } from "../../model/limit/limit.ts";
import { type LimitPlan, limitPlanHash, type PlanClass, type PlanLimit } from "../../model/limit/limit-plan.ts";
import { durationMs } from "../../model/object/common.ts";
import { keyText, type Origin } from "../../model/object/object.ts";
import { distinctSources } from "../distinct-sources.ts";
import { entryKey } from "./entry-key.ts";
import { type KeyPart, type LimitSpec, parseRate, type RateLimitSpec, rateLimitSchema } from "./schema.ts";
import { unknownCallers } from "./unknown-callers.ts";

/** A limit as the proxies need it: what its descriptor is made of. */
export interface LimitNode {
  readonly id: string;
  readonly limit: Limit;
  /** Where the values of the key come from, in the order of their entries `k0`, `k1` and so on. */
  readonly key: readonly KeyPart[];
  readonly priority: KeyPart | undefined;
  readonly cost: number | string | undefined;
}

/** A limit of which each proxy of a group has a share. */
export interface DividedNode extends LimitNode, DividedLimit {}

/** What an entry's requests are held against. */
export interface RateLimitNode {
  /** Limits that are asked for per request; undefined: there are none. */
  readonly plan: LimitPlan | undefined;
  readonly exact: readonly LimitNode[];
  /** Limits that each proxy keeps by itself. */
  readonly local: readonly LimitNode[];
  /** Limits that each proxy keeps its share of. */
  readonly divided: readonly DividedNode[];
  /** What the filter must be told: wait so long, and what an error means. */
  readonly setting: FilterSetting;
  /** When the oldest object that says so was made. */
  readonly since: string;
}

/** What Envoy has once a filter, not once a route. */
export interface FilterSetting {
  readonly timeoutMs: number;
  readonly failClosed: boolean;
}

const defaultTimeoutMs = 100;
const defaultLeaseMs = 60_000;

/** Object → graph: all levels apply, so the limits of every block stand beside each other. */
export function lowerRateLimit(effective: EffectivePolicy, context: LowerContext): RateLimitNode | undefined {
  const blocks = distinctSources(effective.sources).map((source) => ({ source, spec: rateLimitSchema.parse(source.value) }));
  for (const finding of unknownCallers(blocks, context)) context.report(finding);
  const isForward = context.action?.kind === "forward";
  if (!isForward) {
    for (const { source } of blocks) context.report(noEffect(source));
    return undefined;
  }
  const all = blocks.flatMap(({ source, spec }) =>
    spec.limits.map((limit, index) => ({ ...counted(limit, source, context), origin: originOf(source, index) })),
  );
  const exact = all.filter(({ spec }) => spec.enforce === "exact");
  const local = all.filter(({ spec }) => spec.enforce === "local");
  const limits = exact.map(planLimit);
  const chargeDenied = blocks.every(({ spec }) => spec.denied === "charge");
  const target = context.entry ?? "";
  return {
    plan: limits.length === 0 ? undefined : { target, hash: limitPlanHash({ chargeDenied, limits }), chargeDenied, limits },
    exact: exact.map(({ node }) => node),
    local: local.filter(({ spec }) => !spec.perFleet).map(({ node }) => node),
    divided: local.filter(({ spec }) => spec.perFleet).map(({ spec, node, origin }) => ({ ...node, name: spec.name, max: node.limit.max, origin })),
    setting: settingOf(blocks.map(({ spec }) => spec)),
    since: effective.sources.map(({ createdAt }) => createdAt).sort()[0] ?? "",
  };
}

function noEffect({ origin }: PolicySource) {
  return {
    ...origin,
    condition: "Accepted",
    code: "POLICY_HAS_NO_EFFECT",
    detail: "Policy rateLimit has no effect on a rule that answers by itself: Envoy asks for no limit there",
    hint: "Put the limit on rules that forward",
  } as const;
}

function settingOf(specs: readonly RateLimitSpec[]): FilterSetting {
  return {
    timeoutMs: Math.max(...specs.map(({ timeout }) => (timeout === undefined ? defaultTimeoutMs : durationMs(timeout)))),
    failClosed: specs.some(({ limits }) => limits.some(({ enforce, onOutage, shadow }) => enforce === "exact" && onOutage === "deny" && !shadow)),
  };
}

function originOf({ origin }: PolicySource, index: number): Origin {
  return { ...origin, pointer: `${origin.pointer}/limits/${index}` };
}

interface Counted {
  readonly spec: LimitSpec;
  readonly counter: readonly string[];
  readonly node: LimitNode;
}

/**
 * What names a counter beside its values: the object, in a rule of a route the rule, and the limit's name – never what the limit is, so that an edit
 * of it refills nothing, nor a place in a list.
 */
function counted(spec: LimitSpec, { origin, level }: PolicySource, { entry }: LowerContext): Counted {
  const inRule = level === "rule" && origin.object.kind === "Route" ? (entry ?? "") : "";
  const counter = [keyText(origin.object), inRule, spec.name];
  const id = contentHash(counter.map((part) => `${part.length}:${part}`).join("")).slice(0, 16);
  return { spec, counter, node: { id, limit: limitOf(spec), key: spec.key, priority: spec.priority?.from, cost: spec.cost } };
}

function planLimit({ spec, counter, node }: Counted): PlanLimit {
  return {
    id: node.id,
    counter,
    name: spec.name,
    entries: spec.key.map(entryKey),
    limit: node.limit,
    shadow: spec.shadow,
    onOutage: spec.onOutage,
    classes: classesOf(spec),
    headers: spec.headers,
  };
}

/** How far each class may go: what more important ones have reserved is left to them. */
function classesOf({ priority }: LimitSpec): readonly PlanClass[] {
  let ceiling = 100;
  return (priority?.classes ?? []).map(({ name, reserved }) => {
    const own = ceiling;
    ceiling -= reserved;
    return { name, ceiling: own / 100 };
  });
}

function limitOf(spec: LimitSpec): Limit {
  const { algorithm, burst, max = 1, lease, timeZone = "UTC" } = spec;
  if (algorithm === "concurrency") return { kind: "concurrency", max, leaseMs: lease === undefined ? defaultLeaseMs : durationMs(lease) };
  const rate = parseRate(spec.rate ?? "") ?? { kind: "length", count: 1, ms: 1000 };
  if (rate.kind === "calendar") return { kind: "fixed-window", max: rate.count, window: { kind: "calendar", unit: rate.unit, timeZone } };
  switch (algorithm) {
    case "fixed-window":
      return { kind: "fixed-window", max: rate.count, window: { kind: "length", ms: rate.ms } };
    case "sliding-window":
      return { kind: "sliding-window", max: rate.count, ms: rate.ms };
    case "token-bucket":
      return { kind: "token-bucket", max: burst ?? rate.count, intervalMs: rate.ms / rate.count };
  }
}
