import type { MetricSample, Metrics } from "../kit/telemetry.ts";
import type { Tally } from "./decide/tally.ts";
import type { CallObserver } from "./grpc/should-rate-limit.ts";
import type { PlanShelf } from "./source/plan-shelf.ts";
import type { Tallies } from "./tallies.ts";

/** Metrics of the reference service: their names here, and what each counts. */
const perLimit: readonly (readonly [field: keyof Tally, name: string, help: string])[] = [
  ["totalHits", "total_hits", "Hits that were asked for"],
  ["overLimit", "over_limit", "Hits that were over the limit"],
  ["nearLimit", "near_limit", "Hits above four fifths of the limit and within it"],
  ["withinLimit", "within_limit", "Hits that were within the limit"],
  ["overLimitWithLocalCache", "over_limit_with_local_cache", "Hits that were refused by what was remembered, without asking the store"],
  ["shadowMode", "shadow_mode", "Hits that a shadow would have refused"],
  ["outage", "outage", "Hits that were decided by the limit's outage policy, while the store could not be asked"],
];

/** Publishes what the tallies count, one series a limit, and counts calls by their outcome. */
export function limitMetrics(metrics: Metrics, tallies: Tallies): CallObserver {
  for (const [field, name, help] of perLimit) {
    metrics.collected({ name: `sluice_ratelimit_${name}_total`, help, labels: ["limit"] }, () => samples(tallies, field));
  }
  const calls = { ok: 0, over_limit: 0, shadow: 0, invalid: 0, unavailable: 0 };
  metrics.collected(
    {
      name: "sluice_ratelimit_calls_total",
      help: "Calls of ShouldRateLimit by outcome; shadow is what would have been over_limit, were not every limit a shadow",
      labels: ["outcome"],
    },
    () => Object.entries(calls).map(([outcome, value]) => ({ labels: { outcome }, value })),
  );
  return {
    onAnswer: ({ over, spared }) => {
      if (over) calls.over_limit += 1;
      else if (spared) calls.shadow += 1;
      else calls.ok += 1;
    },
    onRefusal: (kind) => {
      calls[kind] += 1;
    },
  };
}

/** Publishes how often plans were not there that proxies asked by. */
export function planMetrics(metrics: Metrics, plans: Pick<PlanShelf, "strangers">): void {
  const help = "Calls by a plan that is not known here, or not any more, answered by the newest plan of its target";
  metrics.collected({ name: "sluice_ratelimit_strange_plans_total", help, labels: [] }, () => [{ labels: {}, value: plans.strangers }]);
}

function* samples(tallies: Tallies, field: keyof Tally): Iterable<MetricSample> {
  for (const [limit, tally] of tallies.entries()) yield { labels: { limit }, value: tally[field] };
}
