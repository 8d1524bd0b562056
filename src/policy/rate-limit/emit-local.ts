import { packAny } from "../../gen/codec.ts";
import type { RateLimit, RouteAction } from "../../gen/envoy/config/route/v3.ts";
import type { LocalRateLimitDescriptor } from "../../gen/envoy/extensions/common/ratelimit/v3.ts";
import type { LocalRateLimit } from "../../gen/envoy/extensions/filters/http/local_ratelimit/v3.ts";
import type { TokenBucket } from "../../gen/envoy/type/v3.ts";
import type { Any } from "../../gen/google/protobuf.ts";
import type { Limit } from "../../model/limit/limit.ts";
import { planEntries } from "../../model/limit/limit-plan.ts";
import { duration } from "../../xds/common.ts";
import { descriptorActions } from "./actions.ts";
import { entryKey } from "./entry-key.ts";
import type { LimitNode, RateLimitNode } from "./lower.ts";

/** Stages of the descriptors that are for the proxy itself; those of the service are in stage 0. */
const localStage = 9;
const dividedStage = 8;
/** Buckets that a proxy keeps for the values of a key; then the one that was used last gives way. */
const mostValues = 10_000;
/** Shortest time in which Envoy fills buckets. */
const shortestFillMs = 50;
/** What a request that no descriptor limits takes from; it never is empty. */
const plenty = 4_294_967_295;

const everything = { default_value: { numerator: 100 } } as const;

/** Graph → Envoy's RouteAction: the descriptors of local limits, in a stage of their own. */
export function forwardLocalLimits({ local, divided }: RateLimitNode, action: RouteAction): RouteAction {
  if (local.length + divided.length === 0) return action;
  return { ...action, rate_limits: [...(action.rate_limits ?? []), ...inStage(localStage, local), ...inStage(dividedStage, divided)] };
}

function inStage(stage: number, limits: readonly LimitNode[]): readonly RateLimit[] {
  return limits.map((node) => ({ stage: { value: stage }, actions: descriptorActions(node) }));
}

/** The filter of a route table without any local limit: it does nothing. */
export function noLocalLimits(): Any {
  return packAny("envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit", { stat_prefix: "local" });
}

/** The filter of a route table for limits that each proxy keeps whole. */
export function localLimits(nodes: readonly RateLimitNode[]): Any {
  const limits = nodes.flatMap(({ local }) => local);
  return packAny("envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit", filterConfig(localStage, limits));
}

/** The filter of a route table for limits that proxies divide: a request takes as many tokens of a bucket as the local cluster has members. */
export function dividedLimits(nodes: readonly RateLimitNode[]): Any {
  const config = filterConfig(
    dividedStage,
    nodes.flatMap(({ divided }) => divided),
  );
  return packAny("envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit", { ...config, local_cluster_rate_limit: {} });
}

/**
 * The filter of a route table. Its buckets lie in the filter, not in the routes: those of a route are filled anew by every change of their table. An
 * absent part of a key is a bucket of its own, so each limit has a descriptor for every set of parts that may be there.
 */
function filterConfig(stage: number, nodes: readonly LimitNode[]): LocalRateLimit {
  const limits = new Map(nodes.map((limit) => [limit.id, limit] as const));
  const descriptors = [...limits.values()].sort((left, right) => (left.id < right.id ? -1 : 1)).flatMap(descriptorsOf);
  return {
    stat_prefix: "local",
    stage,
    filter_enabled: everything,
    filter_enforced: everything,
    token_bucket: { max_tokens: plenty, tokens_per_fill: { value: plenty }, fill_interval: duration(1000) },
    always_consume_default_token_bucket: { value: false },
    max_dynamic_descriptors: { value: mostValues },
    enable_retry_after_header: true,
    descriptors,
  };
}

function descriptorsOf({ id, key, limit }: LimitNode): readonly LocalRateLimitDescriptor[] {
  const token_bucket = bucketOf(limit);
  return subsets(key.map(entryKey)).map((parts) => ({
    entries: [{ key: planEntries.limit, value: id }, ...parts.map((part) => ({ key: part }))],
    token_bucket,
  }));
}

function subsets(parts: readonly string[]): readonly (readonly string[])[] {
  let found: readonly (readonly string[])[] = [[]];
  for (const part of parts.toReversed()) found = found.flatMap((some) => [[part, ...some], some]);
  return found;
}

/** A fixed window becomes a bucket that is filled at once each time; a token bucket is filled in steps as small as Envoy has them. */
function bucketOf(limit: Limit): TokenBucket {
  if (limit.kind === "fixed-window") {
    const ms = limit.window.kind === "length" ? limit.window.ms : 1000;
    return { max_tokens: limit.max, tokens_per_fill: { value: limit.max }, fill_interval: duration(ms) };
  }
  const intervalMs = limit.kind === "token-bucket" ? limit.intervalMs : 1000;
  const tokens = Math.max(1, Math.ceil(shortestFillMs / intervalMs));
  return { max_tokens: limit.max, tokens_per_fill: { value: tokens }, fill_interval: duration(tokens * intervalMs) };
}
