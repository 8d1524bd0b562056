import type { LaneAddress } from "../../../src/http2/serve/lane.ts";

/** An Envoy whose one route asks a rate limit service. */
export interface RlsBootstrap {
  /** The port that Envoy listens on. */
  readonly port: number;
  /** The backend behind the route, on loopback. */
  readonly backendPort: number;
  /** Replicas of the rate limit service. */
  readonly services: readonly LaneAddress[];
  /** Default 5s; Envoy's own is 20ms. */
  readonly timeout?: string;
  /** PEM texts: Envoy speaks TLS with the services. */
  readonly tls?: { readonly trustedCa: string; readonly certificate: string; readonly privateKey: string };
  /** Further fields of the cluster of services, as health checks. */
  readonly cluster?: Readonly<Record<string, unknown>>;
}

const typeUrl = "type.googleapis.com/envoy.extensions";

/**
 * The bootstrap. Calls that find no service are tried again on another one, as the guide of every user of Envoy's rate limit should say: without it a
 * restart of a replica lets requests pass unasked.
 */
export function rlsBootstrap(options: RlsBootstrap): Record<string, unknown> {
  const backend = { kind: "tcp", host: "127.0.0.1", port: options.backendPort } as const;
  return {
    static_resources: {
      listeners: [listener(options)],
      clusters: [
        { name: "backend", type: "STATIC", load_assignment: assignment("backend", [backend]) },
        {
          name: "rls",
          type: "STATIC",
          typed_extension_protocol_options: {
            "envoy.extensions.upstreams.http.v3.HttpProtocolOptions": {
              "@type": `${typeUrl}.upstreams.http.v3.HttpProtocolOptions`,
              explicit_http_config: { http2_protocol_options: {} },
            },
          },
          circuit_breakers: { thresholds: [{ max_requests: 100_000, max_pending_requests: 100_000, max_retries: 1000 }] },
          load_assignment: assignment("rls", options.services),
          ...(options.tls === undefined ? {} : { transport_socket: upstreamTls(options.tls) }),
          ...options.cluster,
        },
      ],
    },
  };
}

function listener({ port, timeout = "5s" }: RlsBootstrap): Record<string, unknown> {
  const service = {
    envoy_grpc: { cluster_name: "rls" },
    // With a retry policy each try has 20 ms, whatever the timeout is; only this header says otherwise. It stays in Envoy.
    initial_metadata: [{ key: "x-envoy-upstream-rq-per-try-timeout-ms", value: "4000" }],
    retry_policy: {
      retry_on: "unavailable,connect-failure,refused-stream,reset,5xx",
      num_retries: 2,
      retry_back_off: { base_interval: "0.005s", max_interval: "0.020s" },
      retry_host_predicate: [{ name: "previous", typed_config: { "@type": `${typeUrl}.retry.host.previous_hosts.v3.PreviousHostsPredicate` } }],
      host_selection_retry_max_attempts: 5,
    },
  };
  const rateLimit = {
    "@type": `${typeUrl}.filters.http.ratelimit.v3.RateLimit`,
    domain: "test",
    timeout,
    failure_mode_deny: true,
    rate_limit_service: { transport_api_version: "V3", grpc_service: service },
  };
  const rateLimits = [{ actions: [{ request_headers: { header_name: "x-user", descriptor_key: "user" } }] }];
  const route = { match: { prefix: "/" }, route: { cluster: "backend", timeout: "10s", rate_limits: rateLimits } };
  const manager = {
    "@type": `${typeUrl}.filters.network.http_connection_manager.v3.HttpConnectionManager`,
    stat_prefix: "edge",
    route_config: { name: "edge", virtual_hosts: [{ name: "all", domains: ["*"], routes: [route] }] },
    http_filters: [
      { name: "envoy.filters.http.ratelimit", typed_config: rateLimit },
      { name: "envoy.filters.http.router", typed_config: { "@type": `${typeUrl}.filters.http.router.v3.Router` } },
    ],
  };
  return {
    name: "edge",
    address: { socket_address: { address: "127.0.0.1", port_value: port } },
    filter_chains: [{ filters: [{ name: "envoy.filters.network.http_connection_manager", typed_config: manager }] }],
  };
}

function assignment(cluster: string, addresses: readonly LaneAddress[]): Record<string, unknown> {
  const endpoint = (address: LaneAddress): unknown =>
    address.kind === "tcp" ? { socket_address: { address: address.host, port_value: address.port } } : { pipe: { path: address.path } };
  return { cluster_name: cluster, endpoints: [{ lb_endpoints: addresses.map((address) => ({ endpoint: { address: endpoint(address) } })) }] };
}

function upstreamTls({ trustedCa, certificate, privateKey }: NonNullable<RlsBootstrap["tls"]>): Record<string, unknown> {
  const context = {
    "@type": `${typeUrl}.transport_sockets.tls.v3.UpstreamTlsContext`,
    sni: "lane.test",
    common_tls_context: {
      alpn_protocols: ["h2"],
      tls_certificates: [{ certificate_chain: { inline_string: certificate }, private_key: { inline_string: privateKey } }],
      validation_context: { trusted_ca: { inline_string: trustedCa } },
    },
  };
  return { name: "envoy.transport_sockets.tls", typed_config: context };
}
