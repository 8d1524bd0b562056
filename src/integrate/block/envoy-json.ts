import type { Cluster } from "../../gen/envoy/config/cluster/v3.ts";
import type { Listener } from "../../gen/envoy/config/listener/v3.ts";
import type { VirtualHost } from "../../gen/envoy/config/route/v3.ts";
import type { HttpFilter } from "../../gen/envoy/extensions/filters/network/http_connection_manager/v3.ts";
import { toJson } from "../../gen/to-json.ts";
import type { JsonObject } from "../../kit/json.ts";

/** A cluster as hosts take it in their patches. */
export function clusterJson(cluster: Cluster): JsonObject {
  return toJson("envoy.config.cluster.v3.Cluster", cluster) as JsonObject;
}

/** A virtual host, or a part of one. */
export function virtualHostJson(host: VirtualHost): JsonObject {
  return toJson("envoy.config.route.v3.VirtualHost", host) as JsonObject;
}

/** An HTTP filter with its configuration. */
export function httpFilterJson(filter: HttpFilter): JsonObject {
  return toJson("envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter", filter) as JsonObject;
}

/** A listener with everything in it. */
export function listenerJson(listener: Listener): JsonObject {
  return toJson("envoy.config.listener.v3.Listener", listener) as JsonObject;
}
