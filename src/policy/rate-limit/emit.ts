import { packAny } from "../../gen/codec.ts";
import type { Route } from "../../gen/envoy/config/route/v3.ts";
import type { Any } from "../../gen/google/protobuf.ts";
import { planDomain } from "../../model/limit/limit-plan.ts";
import { limitClusterName } from "../../xds/cluster/role-cluster.ts";
import { roleService } from "../../xds/cluster/role-service.ts";
import { duration } from "../../xds/common.ts";
import type { RoutePlace } from "../../xds/policy.ts";
import { cookieNamespace, rateLimitsOf } from "./actions.ts";
import type { FilterSetting, LimitNode, RateLimitNode } from "./lower.ts";

/** Envoy's filter that puts cookies where descriptors can read them. */
export const cookieFilter = "envoy.filters.http.header_to_metadata";

/** Graph → Envoy's Route: the slot's filter is switched on with the plan's domain and descriptors. */
export function routeRateLimit(node: RateLimitNode, route: Route, { slot }: RoutePlace): Route {
  const { plan, exact } = node;
  if (plan === undefined || slot === undefined) return route;
  const perRoute = packAny("envoy.extensions.filters.http.ratelimit.v3.RateLimitPerRoute", {
    domain: planDomain(plan),
    rate_limits: exact.flatMap(rateLimitsOf),
  });
  const cookies = cookieRules(exact);
  return {
    ...route,
    typed_per_filter_config: { ...route.typed_per_filter_config, [slot]: perRoute, ...(cookies !== undefined && { [cookieFilter]: cookies }) },
  };
}

function cookieRules(limits: readonly LimitNode[]): Any | undefined {
  const parts = limits.flatMap(({ key, priority }) => (priority === undefined ? key : [...key, priority]));
  const names = new Set(parts.flatMap((part) => (typeof part === "object" && part.cookie !== undefined ? [part.cookie] : [])));
  if (names.size === 0) return undefined;
  const request_rules = [...names].sort().map((cookie) => ({ cookie, on_header_present: { metadata_namespace: cookieNamespace, key: cookie } }));
  return packAny("envoy.extensions.filters.http.header_to_metadata.v3.Config", { request_rules });
}

/** What the filter of a slot is told. */
export function slotConfig(setting: string): Any {
  const { timeoutMs, failClosed } = JSON.parse(setting) as FilterSetting;
  return packAny("envoy.extensions.filters.http.ratelimit.v3.RateLimit", {
    domain: "sluice",
    timeout: duration(timeoutMs),
    failure_mode_deny: failClosed,
    status_on_error: { code: 503 },
    rate_limited_as_resource_exhausted: true,
    rate_limit_service: { grpc_service: roleService(limitClusterName, timeoutMs), transport_api_version: 2 },
  });
}
