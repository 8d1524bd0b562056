import { packAny } from "../../gen/codec.ts";
import { ApiVersion } from "../../gen/envoy/config/core/v3.ts";
import type { RateLimit_Action as Action, RateLimit as RouteRateLimit, VirtualHost } from "../../gen/envoy/config/route/v3.ts";
import type { ExtAuthz, ExtAuthzPerRoute } from "../../gen/envoy/extensions/filters/http/ext_authz/v3.ts";
import { RateLimit_XRateLimitHeadersRFCVersion as HeadersVersion, type RateLimit } from "../../gen/envoy/extensions/filters/http/ratelimit/v3.ts";
import type { HttpFilter } from "../../gen/envoy/extensions/filters/network/http_connection_manager/v3.ts";
import { planExtensions, sentBodies } from "../../model/auth/auth-plan.ts";
import { headerOf, keyName, type LimitKey } from "../ask/limit-key.ts";
import type { AuthzService, RateLimitService, Services } from "../ask/service-asks.ts";
import { duration } from "./duration.ts";
import { grpcService } from "./grpc-service.ts";

/** Names of the clusters that our files add. */
export const clusterNames = { ratelimit: "sluice_ratelimit", authz: "sluice_authz" } as const;

/** Names of the filters, which per-route settings go by. */
export const filterNames = { ratelimit: "envoy.filters.http.ratelimit", authz: "envoy.filters.http.ext_authz" } as const;

/** The filter that asks the authorization service; fails closed. */
function extAuthzFilter(service: AuthzService): HttpFilter {
  return { name: filterNames.authz, typed_config: packAny("envoy.extensions.filters.http.ext_authz.v3.ExtAuthz", extAuthz(service)) };
}

/** What stands in {@link extAuthzFilter}. */
export function extAuthz(service: AuthzService): ExtAuthz {
  return {
    grpc_service: grpcService({ cluster: clusterNames.authz, timeoutMs: service.timeoutMs }),
    transport_api_version: ApiVersion.V3,
    failure_mode_allow: false,
    include_peer_certificate: true,
    ...withBodies(service),
  };
}

/** Bodies whole, and headers line by line, as signatures have them. */
function withBodies({ bodyBytes }: AuthzService): Pick<ExtAuthz, "with_request_body" | "encode_raw_headers"> {
  if (bodyBytes === undefined) return {};
  return { with_request_body: { max_request_bytes: bodyBytes, pack_as_bytes: true }, encode_raw_headers: true };
}

/** What of the authorization filter stands at a virtual host or route: which policy decides. */
function extAuthzPerRoute(service: AuthzService): ExtAuthzPerRoute {
  return { check_settings: { context_extensions: contextExtensions(service) } };
}

/** How a request tells the authorization service which policy decides, and that no body goes on which was not sent along whole. */
export function contextExtensions({ policy, bodyBytes }: Pick<AuthzService, "policy" | "bodyBytes">): Readonly<Record<string, string>> {
  return { [planExtensions.target]: policy, ...(bodyBytes !== undefined && { [planExtensions.body]: sentBodies() }) };
}

/** The filter that asks the rate limit service. */
export function rateLimitFilter(service: RateLimitService): HttpFilter {
  return { name: filterNames.ratelimit, typed_config: packAny("envoy.extensions.filters.http.ratelimit.v3.RateLimit", rateLimit(service)) };
}

/** What stands in {@link rateLimitFilter}; what is asked stands in {@link rateLimits}. */
export function rateLimit(service: RateLimitService): RateLimit {
  const call = grpcService({ cluster: clusterNames.ratelimit, timeoutMs: service.timeoutMs, ownsTimeout: false });
  return {
    domain: service.domain,
    timeout: duration(service.timeoutMs),
    failure_mode_deny: service.onOutage === "deny",
    enable_x_ratelimit_headers: HeadersVersion.DRAFT_VERSION_03,
    rate_limit_service: { transport_api_version: ApiVersion.V3, grpc_service: call },
  };
}

/**
 * One descriptor a key. Envoy drops a descriptor whose header is absent, and with it the limit; so each begins with an entry that always is,
 * and a request without the header is counted under that entry alone.
 */
export function rateLimits(keys: readonly LimitKey[]): readonly RouteRateLimit[] {
  return keys.map((key) => ({ actions: [{ generic_key: { descriptor_key: "limit", descriptor_value: keyName(key) } }, actionOf(key)] }));
}

function actionOf(key: LimitKey): Action {
  const header = headerOf(key);
  if (header === undefined) return { remote_address: {} };
  return { request_headers: { header_name: header, descriptor_key: keyName(key), skip_if_absent: key.kind === "header" } };
}

/** What stands at a virtual host for both filters. */
export function virtualHostSettings({ ratelimit, authz }: Services): Pick<VirtualHost, "rate_limits" | "typed_per_filter_config"> {
  const perRoute = "envoy.extensions.filters.http.ext_authz.v3.ExtAuthzPerRoute";
  return {
    ...(ratelimit !== undefined && { rate_limits: rateLimits(ratelimit.keys) }),
    ...(authz !== undefined && { typed_per_filter_config: { [filterNames.authz]: packAny(perRoute, extAuthzPerRoute(authz)) } }),
  };
}

/** Both filters in their order: who is kept out costs no limit. */
export function serviceFilters({ ratelimit, authz }: Services): readonly HttpFilter[] {
  return [...(authz === undefined ? [] : [extAuthzFilter(authz)]), ...(ratelimit === undefined ? [] : [rateLimitFilter(ratelimit)])];
}
