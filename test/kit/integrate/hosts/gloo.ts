import type { z } from "zod";
import type { EnforcementPlaces } from "../it-enforces.ts";
import { settings, upstream, virtualService } from "../schemas/gloo.ts";
import { cluster, foreignProxy, type Node, speaksHttp2 } from "./foreign-proxy.ts";

/** What `sluice integrate gloo` writes. */
export interface GlooFiles {
  readonly upstreams: readonly unknown[];
  readonly settings: unknown;
  readonly virtualService: unknown;
}

/** The proxy that Gloo makes of these objects. */
export function glooProxy(files: GlooFiles, places: EnforcementPlaces): Record<string, unknown> {
  const upstreams = files.upstreams.map((one) => upstream.parse(one));
  const { ratelimitServer, extauth } = settings.parse(files.settings).spec;
  const { options } = virtualService.parse(files.virtualService).spec.virtualHost;
  const clusters = upstreams.map(({ metadata, spec }) =>
    cluster(
      metadata.name,
      spec.static.hosts.map(({ addr, port }) => ({ host: addr, port })),
      speaksHttp2,
    ),
  );
  const filters = [...(extauth === undefined ? [] : [authFilter(extauth)]), ...(ratelimitServer === undefined ? [] : [rateLimitFilter(ratelimitServer)])];
  const context_extensions = options.extauth?.customAuth.contextExtensions ?? {};
  const perRoute = { "@type": "type.googleapis.com/envoy.extensions.filters.http.ext_authz.v3.ExtAuthzPerRoute", check_settings: { context_extensions } };
  // Gloo asks in stage 1 for limits that are one's own.
  const rate_limits = options.ratelimit?.rateLimits.map(({ actions }) => ({ stage: 1, actions: actions.map(actionOf) }));
  return foreignProxy({ clusters, filters, virtualHost: { rate_limits, typed_per_filter_config: { "envoy.filters.http.ext_authz": perRoute } } }, places);
}

type Server = z.infer<typeof settings>["spec"];

function authFilter({ extauthzServerRef, requestTimeout, failureModeAllow, requestBody }: NonNullable<Server["extauth"]>): Node {
  const typed_config = {
    "@type": "type.googleapis.com/envoy.extensions.filters.http.ext_authz.v3.ExtAuthz",
    transport_api_version: "V3",
    grpc_service: { envoy_grpc: { cluster_name: extauthzServerRef.name }, timeout: requestTimeout },
    failure_mode_allow: failureModeAllow,
    ...(requestBody !== undefined && { with_request_body: requestBody }),
  };
  return { name: "envoy.filters.http.ext_authz", typed_config };
}

function rateLimitFilter({ ratelimitServerRef, requestTimeout, denyOnFail }: NonNullable<Server["ratelimitServer"]>): Node {
  const typed_config = {
    "@type": "type.googleapis.com/envoy.extensions.filters.http.ratelimit.v3.RateLimit",
    domain: "custom",
    stage: 1,
    request_type: "both",
    timeout: requestTimeout,
    failure_mode_deny: denyOnFail,
    rate_limit_service: { transport_api_version: "V3", grpc_service: { envoy_grpc: { cluster_name: ratelimitServerRef.name } } },
  };
  return { name: "envoy.filters.http.ratelimit", typed_config };
}

type Action = NonNullable<z.infer<typeof virtualService>["spec"]["virtualHost"]["options"]["ratelimit"]>["rateLimits"][number]["actions"][number];

function actionOf(action: Action): Node {
  if ("genericKey" in action) return { generic_key: { descriptor_value: action.genericKey.descriptorValue } };
  if ("requestHeaders" in action)
    return { request_headers: { header_name: action.requestHeaders.headerName, descriptor_key: action.requestHeaders.descriptorKey } };
  if ("remoteAddress" in action) return { remote_address: {} };
  const { descriptorValue, expectMatch, headers } = action.headerValueMatch;
  return {
    header_value_match: {
      descriptor_value: descriptorValue,
      expect_match: expectMatch,
      headers: headers.map(({ name, presentMatch, invertMatch }) => ({ name, present_match: presentMatch, invert_match: invertMatch })),
    },
  };
}
