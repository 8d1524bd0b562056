import { packAny } from "../../gen/codec.ts";
import { limitClusterName } from "../../xds/cluster/role-cluster.ts";
import type { Policy } from "../policy.ts";
import { checkRateLimit } from "./check.ts";
import { cookieFilter, routeRateLimit, slotConfig } from "./emit.ts";
import { dividedLimits, forwardLocalLimits, localLimits, noLocalLimits } from "./emit-local.ts";
import { lowerRateLimit, type RateLimitNode } from "./lower.ts";
import { rateLimitSchema } from "./schema.ts";

/** Level of the filter chain that has what rate limits need. */
const level = 2;

const localFilter = { level, message: "envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit", blank: noLocalLimits } as const;

/** How much callers may ask for: counted for the whole fleet by the role ratelimit, or in each proxy. */
export const rateLimit: Policy<RateLimitNode> = {
  name: "rateLimit",
  side: "route",
  merge: "accumulate",
  order: 600,
  filter: { name: cookieFilter, level, config: () => packAny("envoy.extensions.filters.http.header_to_metadata.v3.Config", {}) },
  slots: {
    prefix: "sluice.ratelimit",
    count: 4,
    level,
    message: "envoy.extensions.filters.http.ratelimit.v3.RateLimit",
    blank: () => slotConfig(JSON.stringify({ timeoutMs: 100, failClosed: false })),
    config: slotConfig,
    clusters: [limitClusterName],
  },
  tables: [
    { ...localFilter, prefix: "sluice.local_ratelimit", has: ({ local }) => local.length > 0, config: localLimits },
    { ...localFilter, prefix: "sluice.divided_ratelimit", has: ({ divided }) => divided.length > 0, config: dividedLimits },
  ],
  schema: rateLimitSchema,
  check: checkRateLimit,
  lower: lowerRateLimit,
  slotOf: ({ plan, setting, since }) => (plan === undefined ? undefined : { setting: JSON.stringify(setting), since }),
  dividedLimits: ({ divided }) => divided,
  clustersOf: ({ plan }) => (plan === undefined ? [] : [limitClusterName]),
  route: routeRateLimit,
  forward: forwardLocalLimits,
};
