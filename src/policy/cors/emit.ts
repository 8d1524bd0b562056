import { packAny } from "../../gen/codec.ts";
import type { Route } from "../../gen/envoy/config/route/v3.ts";
import type { CorsPolicy } from "../../gen/envoy/extensions/filters/http/cors/v3.ts";
import { stringMatcher } from "../../xds/common.ts";
import type { CorsNode } from "./lower.ts";

/** Name of Envoy's filter, which is the key of its per-route configuration. */
export const corsFilter = "envoy.filters.http.cors";

/** Graph → Envoy's Route: the per-route message switches the standing filter on. */
export function routeCors(node: CorsNode, route: Route): Route {
  const policy = packAny("envoy.extensions.filters.http.cors.v3.CorsPolicy", corsPolicy(node));
  return { ...route, typed_per_filter_config: { ...route.typed_per_filter_config, [corsFilter]: policy } };
}

function corsPolicy(node: CorsNode): CorsPolicy {
  return {
    allow_origin_string_match: node.origins.map(stringMatcher),
    allow_methods: node.methods,
    allow_headers: node.headers,
    expose_headers: node.expose,
    ...(node.maxAgeSeconds !== undefined && { max_age: String(node.maxAgeSeconds) }),
    allow_credentials: { value: node.credentials },
    allow_private_network_access: { value: node.privateNetwork },
  };
}
