import { packAny } from "../../gen/codec.ts";
import { type Cluster, Cluster_DiscoveryType as DiscoveryType, Cluster_DnsLookupFamily as DnsLookupFamily } from "../../gen/envoy/config/cluster/v3.ts";
import { type Address, RoutingPriority } from "../../gen/envoy/config/core/v3.ts";
import type { ListenAddress } from "../../kit/listen-address.ts";
import { isIpAddress, type ServiceTls, transportSocket } from "./transport-socket.ts";

/** What a cluster of one of our services is made from. */
export interface ServiceClusterOptions {
  readonly name: string;
  readonly endpoints: readonly ListenAddress[];
  /** Absent: plain text. */
  readonly tls?: ServiceTls | undefined;
}

const httpOptions = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions";

/** Calls at once that a proxy may have open; Envoy's default of 1,024 fails a burst open (rate limits) or closed (authorization). */
const mostCalls = 100_000;
/** Envoy's default of 3 makes retries overflow just when a replica is gone. */
const mostRetries = 1000;

/**
 * The cluster of one of our services: HTTP/2, raised breakers, outlier detection and keepalive, so that a replica that restarts, is killed
 * or hangs costs no request.
 */
export function serviceCluster({ name, endpoints, tls }: ServiceClusterOptions): Cluster {
  const isStatic = endpoints.every(({ host }) => isIpAddress(host));
  return {
    name,
    connect_timeout: { seconds: 1 },
    ...(isStatic ? { type: DiscoveryType.STATIC } : { type: DiscoveryType.STRICT_DNS, dns_lookup_family: DnsLookupFamily.ALL }),
    load_assignment: { cluster_name: name, endpoints: [{ lb_endpoints: endpoints.map((endpoint) => ({ endpoint: { address: socketAddress(endpoint) } })) }] },
    ...resilience(),
    ...(tls !== undefined && { transport_socket: transportSocket(tls, endpoints[0]?.host ?? "") }),
  };
}

/** What makes a cluster of a service sturdy, apart from where it is. */
export function resilience(): Pick<Cluster, "circuit_breakers" | "common_lb_config" | "outlier_detection" | "typed_extension_protocol_options"> {
  const thresholds = [RoutingPriority.DEFAULT, RoutingPriority.HIGH].map((priority) => ({
    priority,
    max_connections: { value: mostCalls },
    max_pending_requests: { value: mostCalls },
    max_requests: { value: mostCalls },
    max_retries: { value: mostRetries },
  }));
  return {
    circuit_breakers: { thresholds },
    // Without it Envoy puts off for a second what it learns of a second service, and asks one that is gone meanwhile.
    common_lb_config: { update_merge_window: { seconds: 0 } },
    outlier_detection: {
      consecutive_gateway_failure: { value: 2 },
      // Envoy counts gateway failures but acts on none unless it is told to.
      enforcing_consecutive_gateway_failure: { value: 100 },
      base_ejection_time: { seconds: 2 },
      max_ejection_time: { seconds: 10 },
      // Once all are put out all are asked again: the last one that is left must not stay alone when it fails too.
      max_ejection_percent: { value: 100 },
      interval: { seconds: 1 },
    },
    typed_extension_protocol_options: {
      [httpOptions]: packAny(httpOptions, {
        explicit_http_config: { http2_protocol_options: { connection_keepalive: { interval: { seconds: 10 }, timeout: { seconds: 3 } } } },
      }),
    },
  };
}

/** The address of one endpoint. */
export function socketAddress({ host, port }: ListenAddress): Address {
  return { socket_address: { address: host, port_value: port } };
}
