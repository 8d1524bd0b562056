/** How the Envoy is to ask for limits. */
export interface LimitedEnvoyOptions {
  readonly port: number;
  /** Ports of rate limit services. */
  readonly services: readonly number[];
  readonly backendPort: number;
  readonly domain: string;
  /** Envoy's rate limit actions, one list a descriptor. */
  readonly rateLimits: readonly (readonly Readonly<Record<string, unknown>>[])[];
  /** Further fields of the filter. */
  readonly filter?: Readonly<Record<string, unknown>>;
  /** Tries a call again that fails, on another connection if need be, as our rateLimit policy has Envoy do it. */
  readonly retries?: boolean;
}

/** A bootstrap with one listener whose requests are limited as an envoyproxy/ratelimit user has written it. */
export function limitedEnvoy({ port, services, backendPort, domain, rateLimits, filter = {}, retries = false }: LimitedEnvoyOptions): Record<string, unknown> {
  const route = {
    match: { prefix: "/" },
    route: { cluster: "backend", rate_limits: rateLimits.map((actions) => ({ actions })) },
  };
  const ratelimit = {
    "@type": "type.googleapis.com/envoy.extensions.filters.http.ratelimit.v3.RateLimit",
    domain,
    timeout: "2s",
    failure_mode_deny: true,
    rate_limit_service: { grpc_service: { envoy_grpc: { cluster_name: "ratelimit" }, ...(retries && retrying) }, transport_api_version: "V3" },
    ...filter,
  };
  const manager = {
    "@type": "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
    stat_prefix: "edge",
    route_config: { virtual_hosts: [{ name: "all", domains: ["*"], routes: [route] }] },
    http_filters: [
      { name: "envoy.filters.http.ratelimit", typed_config: ratelimit },
      { name: "envoy.filters.http.router", typed_config: { "@type": "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router" } },
    ],
  };
  return {
    static_resources: {
      listeners: [
        {
          name: "edge",
          address: address(port),
          filter_chains: [{ filters: [{ name: "envoy.filters.network.http_connection_manager", typed_config: manager }] }],
        },
      ],
      clusters: [cluster("backend", [backendPort]), { ...cluster("ratelimit", services), ...http2, ...plenty }],
    },
  };
}

/** Envoy gives each try 20 ms, whatever the filter's timeout is, unless this header says otherwise. */
const retrying = {
  retry_policy: {
    retry_on: "unavailable,connect-failure,refused-stream,reset,5xx",
    num_retries: 3,
    retry_back_off: { base_interval: "0.005s", max_interval: "0.05s" },
  },
  initial_metadata: [{ key: "x-envoy-upstream-rq-per-try-timeout-ms", value: "500" }],
};

/** More than the default of three retries at a time. */
const plenty = { circuit_breakers: { thresholds: [{ max_retries: 1000 }] } };

const http2 = {
  typed_extension_protocol_options: {
    "envoy.extensions.upstreams.http.v3.HttpProtocolOptions": {
      "@type": "type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
      explicit_http_config: { http2_protocol_options: {} },
    },
  },
};

function cluster(name: string, ports: readonly number[]): Record<string, unknown> {
  const endpoints = ports.map((port) => ({ endpoint: { address: address(port) } }));
  return { name, type: "STATIC", load_assignment: { cluster_name: name, endpoints: [{ lb_endpoints: endpoints }] } };
}

function address(port: number): Record<string, unknown> {
  return { socket_address: { address: "127.0.0.1", port_value: port } };
}
