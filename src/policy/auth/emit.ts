import { packAny } from "../../gen/codec.ts";
import type { Route } from "../../gen/envoy/config/route/v3.ts";
import type { Any } from "../../gen/google/protobuf.ts";
import { planExtensions, sentBodies } from "../../model/auth/auth-plan.ts";
import { authzClusterName } from "../../xds/cluster/role-cluster.ts";
import { roleService } from "../../xds/cluster/role-service.ts";
import { duration } from "../../xds/common.ts";
import type { RoutePlace } from "../../xds/policy.ts";
import { type AskSetting, usualSetting } from "./ask-setting.ts";
import type { AuthNode } from "./lower.ts";

/** Graph → Envoy's Route: the slot's filter is switched on and told the plan. Where there is no slot left, nobody passes. */
export function routeAuth({ plan, setting, forwardedHops }: AuthNode, route: Route, { slot }: RoutePlace): Route {
  if (slot === undefined) return closed(route);
  const perRoute = packAny("envoy.extensions.filters.http.ext_authz.v3.ExtAuthzPerRoute", {
    check_settings: {
      context_extensions: {
        [planExtensions.target]: plan.target,
        [planExtensions.hash]: plan.hash,
        ...(setting.bodyBytes !== undefined && { [planExtensions.body]: sentBodies(isPartial(setting) ? setting.bodyBytes : undefined) }),
        ...(forwardedHops !== undefined && { [planExtensions.hops]: String(forwardedHops) }),
      },
    },
  });
  return { ...route, typed_per_filter_config: { ...route.typed_per_filter_config, [slot]: perRoute } };
}

/** Nothing but shadows stands here, or nothing needs the whole: no body is too long then. */
function isPartial({ shadowOnly, partialBody }: AskSetting): boolean {
  return partialBody ?? shadowOnly ?? false;
}

function closed({ name, match, stat_prefix }: Route): Route {
  return {
    ...(name !== undefined && { name }),
    ...(match !== undefined && { match }),
    ...(stat_prefix !== undefined && { stat_prefix }),
    direct_response: { status: 503, body: { inline_string: "Nobody can say who gets in here.\n" } },
  };
}

/** In force until a slot has its own: it asks, and lets nobody in unasked. */
export function blankSlot(): Any {
  return slotConfig(JSON.stringify(usualSetting));
}

/**
 * What the filter of a slot is told. Not to validate mutations: the role escapes all that goes into headers and queries, and Envoy takes no query parameter with a
 * percent sign for valid, so that it would answer 500 to whoever has a space in their name.
 */
export function slotConfig(setting: string): Any {
  const parsed = JSON.parse(setting) as AskSetting;
  const { timeoutMs, bodyBytes, rawHeaders, headers, failOpen, shadowOnly = false, metadata, routeMetadata } = parsed;
  return packAny("envoy.extensions.filters.http.ext_authz.v3.ExtAuthz", {
    stat_prefix: "sluice",
    transport_api_version: 2,
    grpc_service: { ...roleService(authzClusterName, timeoutMs), timeout: duration(timeoutMs) },
    status_on_error: { code: 503 },
    failure_mode_allow: failOpen,
    failure_mode_allow_header_add: failOpen && !shadowOnly,
    include_peer_certificate: true,
    include_tls_session: true,
    ...(rawHeaders && { encode_raw_headers: true }),
    ...(bodyBytes !== undefined && { with_request_body: { max_request_bytes: bodyBytes, allow_partial_message: isPartial(parsed), pack_as_bytes: true } }),
    ...(metadata !== undefined && { metadata_context_namespaces: metadata }),
    ...(routeMetadata !== undefined && { route_metadata_context_namespaces: routeMetadata }),
    ...(headers !== "all" && { allowed_headers: { patterns: headers.map((exact) => ({ exact, ignore_case: true })) } }),
  });
}
