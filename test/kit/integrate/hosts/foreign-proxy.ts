import type { EnforcementPlaces } from "../it-enforces.ts";

/** Any JSON object. */
export type Node = Readonly<Record<string, unknown>>;

/** What a host adds to a proxy of its own. */
export interface ProxyParts {
  readonly clusters: readonly unknown[];
  /** Before the router. */
  readonly filters: readonly unknown[];
  readonly virtualHost: object;
  /** Further fields of the bootstrap. */
  readonly bootstrap?: object;
}

const router = { name: "envoy.filters.http.router", typed_config: { "@type": "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router" } };

/** A proxy as a host would make it around these parts: one listener, one virtual host, one application behind. */
export function foreignProxy({ clusters, filters, virtualHost, bootstrap = {} }: ProxyParts, places: EnforcementPlaces): Record<string, unknown> {
  return {
    ...bootstrap,
    static_resources: { listeners: [foreignListener(filters, virtualHost, places)], clusters: [applicationCluster(places), ...clusters] },
  };
}

function foreignListener(filters: readonly unknown[], virtualHost: object, { listenPort }: EnforcementPlaces): Node {
  const host = { name: "app", domains: ["*"], routes: [{ match: { prefix: "/" }, route: { cluster: "local_app" } }], ...virtualHost };
  const typed_config = {
    "@type": "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
    stat_prefix: "app",
    route_config: { name: "app", virtual_hosts: [host] },
    http_filters: [...filters, router],
  };
  const filter = { name: "envoy.filters.network.http_connection_manager", typed_config };
  return { name: "app", address: { socket_address: { address: "127.0.0.1", port_value: listenPort } }, filter_chains: [{ filters: [filter] }] };
}

/** The application behind. */
export function applicationCluster({ backendPort }: EnforcementPlaces): Node {
  return cluster("local_app", [{ host: "127.0.0.1", port: backendPort }]);
}

/** A cluster with addresses and nothing else. */
export function cluster(name: string, hosts: readonly { readonly host: string; readonly port: number }[], more: object = {}): Node {
  const lb_endpoints = hosts.map(({ host, port }) => ({ endpoint: { address: { socket_address: { address: host, port_value: port } } } }));
  return { name, type: "STATIC", connect_timeout: "1s", load_assignment: { cluster_name: name, endpoints: [{ lb_endpoints }] }, ...more };
}

/** What makes a cluster speak HTTP/2 without TLS. */
export const speaksHttp2: Node = {
  typed_extension_protocol_options: {
    "envoy.extensions.upstreams.http.v3.HttpProtocolOptions": {
      "@type": "type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
      explicit_http_config: { http2_protocol_options: {} },
    },
  },
};
