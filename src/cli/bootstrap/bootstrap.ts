import type { Json, JsonObject } from "../../kit/json.ts";
import type { ListenAddress } from "../../kit/listen-address.ts";
import { defaultMaxProgramSize } from "../../kit/re2/check-re2.ts";
import { localClusterName } from "../../model/local-cluster.ts";

/** Number of the bootstrap's form; every node tells it in its metadata (`sluice.bootstrap`), so that the control plane knows what it may rely on. */
const bootstrapVersion = 1;

/** Name of the cluster that leads to the control plane: configuration and load reports. */
const discoveryClusterName = "sluice_discovery";

/** Name of the runtime layer that the control plane may fill. */
const runtimeLayerName = "sluice";

/** What one node needs to find its control plane. */
export interface BootstrapOptions {
  readonly nodeId: string;
  /** The service cluster that the node says it belongs to; node groups match it. */
  readonly cluster: string;
  /** One or more replicas of the control plane. */
  readonly discovery: readonly ListenAddress[];
  /** Incremental xDS, or state of the world. */
  readonly variant: "delta" | "sotw";
  /** Where the node runs; empty texts are left out. */
  readonly locality: { readonly region: string; readonly zone: string; readonly subZone: string };
  /** Loopback port of Envoy's own admin interface; 0 lets the system choose. */
  readonly adminPort: number;
  /** Heap at which Envoy begins to give back and refuse, in bytes. */
  readonly maxHeapBytes: number;
  readonly maxConnections: number;
  /** Sent as `authorization: Bearer …`. */
  readonly token?: string;
  readonly tls?: BootstrapTls;
}

/** TLS towards the control plane; files are read by Envoy, so their paths are those of its machine. */
export interface BootstrapTls {
  /** Certificates that the control plane's certificate is checked by. */
  readonly caFile: string;
  /** The name that the certificate must carry, and that is sent as SNI. */
  readonly serverName: string;
  /** The node's own certificate: mTLS. */
  readonly client?: { readonly certFile: string; readonly keyFile: string };
}

/** Envoy's bootstrap for one node (envoy.config.bootstrap.v3.Bootstrap as JSON). What it leaves out cannot be added by xDS later. */
export function makeBootstrap(options: BootstrapOptions): JsonObject {
  const { region, zone, subZone } = options.locality;
  return {
    node: {
      id: options.nodeId,
      cluster: options.cluster,
      locality: { ...(region !== "" && { region }), ...(zone !== "" && { zone }), ...(subZone !== "" && { sub_zone: subZone }) },
      metadata: { sluice: { bootstrap: bootstrapVersion } },
    },
    admin: { address: socketAddress({ host: "127.0.0.1", port: options.adminPort }) },
    dynamic_resources: {
      ads_config: {
        api_type: options.variant === "delta" ? "DELTA_GRPC" : "GRPC",
        transport_api_version: "V3",
        set_node_on_first_message_only: true,
        grpc_services: [grpcService(options)],
      },
      lds_config: fromAds(),
      cds_config: fromAds(),
    },
    cluster_manager: {
      local_cluster_name: localClusterName,
      load_stats_config: { api_type: "GRPC", transport_api_version: "V3", grpc_services: [grpcService(options)] },
    },
    layered_runtime: {
      layers: [
        { name: "limits", static_layer: { "re2.max_program_size.error_level": defaultMaxProgramSize } },
        { name: runtimeLayerName, rtds_layer: { name: runtimeLayerName, rtds_config: fromAds() } },
        { name: "admin", admin_layer: {} },
      ],
    },
    overload_manager: overloadManager(options),
    static_resources: { clusters: [discoveryCluster(options), localCluster()] },
  };
}

/** Envoy's own back-off grows to 30 s after an outage; a node has to be back within a second. */
function grpcService(options: BootstrapOptions): JsonObject {
  const backOff = { base_interval: "0.2s", max_interval: "1s" };
  return {
    envoy_grpc: { cluster_name: discoveryClusterName, retry_policy: { retry_back_off: backOff } },
    // A percent sign starts a command of Envoy's formatter.
    ...(options.token === undefined ? {} : { initial_metadata: [{ key: "authorization", value: `Bearer ${options.token.replaceAll("%", "%%")}` }] }),
  };
}

function discoveryCluster(options: BootstrapOptions): JsonObject {
  const isStatic = options.discovery.every(({ host }) => isIpAddress(host));
  return {
    name: discoveryClusterName,
    type: isStatic ? "STATIC" : "STRICT_DNS",
    connect_timeout: "1s",
    ...(isStatic ? {} : { dns_lookup_family: "ALL" }),
    load_assignment: {
      cluster_name: discoveryClusterName,
      endpoints: [{ lb_endpoints: options.discovery.map((address) => ({ endpoint: { address: socketAddress(address) } })) }],
    },
    // A replica that vanished without a word is noticed by its pings, not by TCP's timeouts.
    typed_extension_protocol_options: {
      "envoy.extensions.upstreams.http.v3.HttpProtocolOptions": {
        "@type": "type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
        explicit_http_config: { http2_protocol_options: { connection_keepalive: { interval: "10s", timeout: "5s" } } },
      },
    },
    ...(options.tls === undefined ? {} : { transport_socket: transportSocket(options.tls) }),
  };
}

/** Empty until the control plane says otherwise; a control plane that says nothing holds the start up for a second only. */
function localCluster(): JsonObject {
  return {
    name: localClusterName,
    type: "EDS",
    connect_timeout: "1s",
    eds_cluster_config: { eds_config: { ...fromAds(), initial_fetch_timeout: "1s" } },
  };
}

function transportSocket(tls: BootstrapTls): JsonObject {
  const client = tls.client;
  return {
    name: "envoy.transport_sockets.tls",
    typed_config: {
      "@type": "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext",
      ...(isIpAddress(tls.serverName) ? {} : { sni: tls.serverName }),
      common_tls_context: {
        alpn_protocols: ["h2"],
        ...(client === undefined
          ? {}
          : { tls_certificates: [{ certificate_chain: { filename: client.certFile }, private_key: { filename: client.keyFile } }] }),
        validation_context: {
          trusted_ca: { filename: tls.caFile },
          match_typed_subject_alt_names: [{ san_type: isIpAddress(tls.serverName) ? "IP_ADDRESS" : "DNS", matcher: { exact: tls.serverName } }],
        },
      },
    },
  };
}

function overloadManager(options: BootstrapOptions): JsonObject {
  const heap = "envoy.resource_monitors.fixed_heap";
  return {
    refresh_interval: "0.25s",
    resource_monitors: [
      monitor(heap, "fixed_heap.v3.FixedHeapConfig", { max_heap_size_bytes: options.maxHeapBytes }),
      monitor("envoy.resource_monitors.global_downstream_max_connections", "downstream_connections.v3.DownstreamConnectionsConfig", {
        max_active_downstream_connections: options.maxConnections,
      }),
    ],
    actions: [
      { name: "envoy.overload_actions.shrink_heap", triggers: [{ name: heap, threshold: { value: 0.95 } }] },
      { name: "envoy.overload_actions.stop_accepting_requests", triggers: [{ name: heap, threshold: { value: 0.98 } }] },
    ],
  };
}

function monitor(name: string, type: string, fields: Readonly<Record<string, Json>>): JsonObject {
  return { name, typed_config: { "@type": `type.googleapis.com/envoy.extensions.resource_monitors.${type}`, ...fields } };
}

function fromAds(): JsonObject {
  return { ads: {}, resource_api_version: "V3" };
}

function socketAddress({ host, port }: ListenAddress): JsonObject {
  return { socket_address: { address: host, port_value: port } };
}

function isIpAddress(host: string): boolean {
  return /^\d{1,3}(?:\.\d{1,3}){3}$/u.test(host) || host.includes(":");
}
