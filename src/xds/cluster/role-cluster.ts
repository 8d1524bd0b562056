import { packAny } from "../../gen/codec.ts";
import type { Cluster } from "../../gen/envoy/config/cluster/v3.ts";
import type { TransportSocket } from "../../gen/envoy/config/core/v3.ts";
import { duration } from "../common.ts";
import { type EncodedPiece, encodeResource } from "../encode-resource.ts";

/** Name of the cluster that leads to the role ratelimit; no service can have it, for want of a slash. */
export const limitClusterName = "sluice_ratelimit";

/** Name of the cluster that leads to the role authz. */
export const authzClusterName = "sluice_authz";

/** Where a replica of a role is. */
export type RolePlace = { readonly kind: "tcp"; readonly host: string; readonly port: number } | { readonly kind: "unix"; readonly path: string };

/** Where the replicas of a role are, for proxies. */
export interface RoleEndpoints {
  readonly places: readonly RolePlace[];
  /** Certificates (PEM) that theirs are checked by; undefined: cleartext. */
  readonly trust: string | undefined;
}

const plenty = 1_000_000;

/**
 * A cluster of a role that is asked with each request. Envoy's default of 1,024 requests and 3 retries at a time would let a burst through unasked, so
 * there is no bound here: the route's own limits are the bound. A replica that fails twice in a row is left out for two seconds.
 */
export function encodeRoleCluster(name: string, { places, trust }: RoleEndpoints): EncodedPiece {
  const isStatic = places.every((place) => place.kind === "unix" || isIpAddress(place.host));
  const thresholds = {
    max_connections: { value: plenty },
    max_pending_requests: { value: plenty },
    max_requests: { value: plenty },
    max_retries: { value: 1000 },
  };
  const cluster = {
    name,
    type: isStatic ? 0 : 1,
    connect_timeout: duration(250),
    ...(isStatic ? {} : { dns_lookup_family: 4 }),
    load_assignment: { cluster_name: name, endpoints: [{ lb_endpoints: places.map(endpointOf) }] },
    circuit_breakers: {
      thresholds: [
        { priority: 0, ...thresholds },
        { priority: 1, ...thresholds },
      ],
    },
    // By default Envoy collects what changes within a second: a replica that fails right after another one is back would be asked all that time.
    common_lb_config: { update_merge_window: duration(0) },
    outlier_detection: {
      consecutive_gateway_failure: { value: 2 },
      enforcing_consecutive_gateway_failure: { value: 100 },
      consecutive_5xx: { value: 0 },
      base_ejection_time: duration(2000),
      // One that was away for an hour is asked again soon after it is back.
      max_ejection_time: duration(10_000),
      interval: duration(500),
      max_ejection_percent: { value: 100 },
    },
    typed_extension_protocol_options: {
      "envoy.extensions.upstreams.http.v3.HttpProtocolOptions": packAny("envoy.extensions.upstreams.http.v3.HttpProtocolOptions", {
        explicit_http_config: { http2_protocol_options: { connection_keepalive: { interval: duration(10_000), timeout: duration(2000) } } },
      }),
    },
    ...(trust !== undefined && { transport_socket: tlsSocket(trust) }),
  } as Cluster;
  return encodeResource({
    message: "envoy.config.cluster.v3.Cluster",
    value: cluster,
    type: "cluster",
    name,
    origins: [],
    warming: isStatic ? "none" : "slow",
  });
}

function endpointOf(place: RolePlace) {
  const address = place.kind === "unix" ? { pipe: { path: place.path } } : { socket_address: { address: place.host, port_value: place.port } };
  return { endpoint: { address } };
}

function tlsSocket(trust: string): TransportSocket {
  return {
    name: "envoy.transport_sockets.tls",
    typed_config: packAny("envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext", {
      common_tls_context: { alpn_protocols: ["h2"], validation_context: { trusted_ca: { inline_string: trust } } },
    }),
  };
}

function isIpAddress(host: string): boolean {
  return /^\d{1,3}(?:\.\d{1,3}){3}$/u.test(host) || host.includes(":");
}
