import { codec, packAny } from "../../../src/gen/codec.ts";
import { type Cluster, Cluster_DiscoveryType as DiscoveryType } from "../../../src/gen/envoy/config/cluster/v3.ts";
import type { Listener } from "../../../src/gen/envoy/config/listener/v3.ts";
import type { RouteAction, RouteConfiguration } from "../../../src/gen/envoy/config/route/v3.ts";
import type { MessageName, Messages } from "../../../src/gen/messages.ts";
import { contentHash } from "../../../src/kit/hash.ts";
import type { Resource, ResourceType } from "../../../src/snapshot/resource.ts";
import type { TestCertificate } from "../tls/certificates.ts";

/** Resources that a real Envoy takes, written by hand; their versions are hashes of their contents. */
const messageNames = {
  cluster: "envoy.config.cluster.v3.Cluster",
  endpoint: "envoy.config.endpoint.v3.ClusterLoadAssignment",
  extension: "envoy.config.core.v3.TypedExtensionConfig",
  listener: "envoy.config.listener.v3.Listener",
  route: "envoy.config.route.v3.RouteConfiguration",
  secret: "envoy.extensions.transport_sockets.tls.v3.Secret",
  "virtual-host": "envoy.config.route.v3.VirtualHost",
} as const satisfies Partial<Record<ResourceType, MessageName>>;

type Served = keyof typeof messageNames;

interface Extra {
  readonly warming?: Resource["warming"];
  readonly references?: Partial<Record<ResourceType, readonly string[]>>;
}

/** Any message of a served type as a resource. */
function realResource<T extends Served>(
  type: T,
  content: { readonly name: string; readonly message: Messages[(typeof messageNames)[T]] },
  extra: Extra = {},
): Resource {
  const bytes = Uint8Array.from(codec(messageNames[type]).encode(content.message));
  const references = Object.fromEntries(Object.entries(extra.references ?? {}).map(([key, names]) => [key, new Set(names)]));
  return { type, name: content.name, version: contentHash(bytes), bytes, warming: extra.warming ?? "none", references: () => references, origins: () => [] };
}

const overAds = { ads: {}, resource_api_version: 2 } as const;

/** A cluster with EDS; `more` changes it. */
export function realCluster(name: string, more: Partial<Cluster> = {}): Resource {
  const message = { name, type: DiscoveryType.EDS, connect_timeout: { seconds: 1 }, eds_cluster_config: { eds_config: overAds }, ...more } as Cluster;
  return realResource("cluster", { name, message }, { warming: "endpoints", references: { endpoint: [name] } });
}

/** A cluster without EDS. */
export function plainCluster(name: string, message: Cluster, warming: Resource["warming"] = "none"): Resource {
  return realResource("cluster", { name, message: { name, ...message } }, { warming });
}

/** A cluster with one endpoint on loopback that is ready when its health was checked. */
export function checkedCluster(name: string, port: number, path: string): Resource {
  const address = { socket_address: { address: "127.0.0.1", port_value: port } };
  const once = { value: 1 };
  const check = { timeout: { seconds: 30 }, interval: { seconds: 60 }, unhealthy_threshold: once, healthy_threshold: once, http_health_check: { path } };
  const load_assignment = { cluster_name: name, endpoints: [{ lb_endpoints: [{ endpoint: { address } }] }] };
  return plainCluster(name, { type: DiscoveryType.STATIC, connect_timeout: { seconds: 1 }, load_assignment, health_checks: [check] }, "slow");
}

/** Endpoints on loopback. */
export function realEndpoints(cluster: string, ...ports: readonly number[]): Resource {
  const lb_endpoints = ports.map((port_value) => ({ endpoint: { address: { socket_address: { address: "127.0.0.1", port_value } } } }));
  return realResource("endpoint", { name: cluster, message: { cluster_name: cluster, endpoints: [{ lb_endpoints }] } });
}

/** Asks for hosts, and for the clusters that their routes lead to, when a request needs them. */
const onDemandFilter = {
  name: "envoy.filters.http.on_demand",
  typed_config: packAny("envoy.extensions.filters.http.on_demand.v3.OnDemand", { odcds: { source: overAds, timeout: { seconds: 5 } } }),
};

/** An HTTP listener on loopback with its routes by RDS; with `certificate` TLS with that secret. */
export function realListener(port: number, options: { readonly route: string; readonly certificate?: string; readonly onDemand?: boolean }): Resource {
  const { route, certificate, onDemand = false } = options;
  const manager = packAny("envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager", {
    stat_prefix: "edge",
    rds: { route_config_name: route, config_source: overAds },
    http_filters: [
      ...(onDemand ? [onDemandFilter] : []),
      { name: "envoy.filters.http.router", typed_config: packAny("envoy.extensions.filters.http.router.v3.Router", {}) },
    ],
  });
  const tls = packAny("envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext", {
    common_tls_context: { tls_certificate_sds_secret_configs: [{ name: certificate ?? "", sds_config: overAds }] },
  });
  const name = `tcp/127.0.0.1/${port}`;
  const message: Listener = {
    name,
    address: { socket_address: { address: "127.0.0.1", port_value: port } },
    filter_chains: [
      {
        filters: [{ name: "envoy.filters.network.http_connection_manager", typed_config: manager }],
        ...(certificate !== undefined && { transport_socket: { name: "envoy.transport_sockets.tls", typed_config: tls } }),
      },
    ],
  };
  return realResource("listener", { name, message }, { references: { route: [route], ...(certificate !== undefined && { secret: [certificate] }) } });
}

/** A route table that sends everything to one cluster; `regex` matches on it besides. */
export function realRoute(name: string, cluster: string, regex?: string): Resource {
  const route: RouteAction = { cluster };
  const odd = regex === undefined ? [] : [{ match: { safe_regex: { regex } }, route }];
  const message: RouteConfiguration = { name, virtual_hosts: [{ name: "all", domains: ["*"], routes: [...odd, { match: { prefix: "/" }, route }] }] };
  return realResource("route", { name, message }, { references: { cluster: [cluster] } });
}

/** A certificate with its key, for SDS. */
export function realSecret(name: string, certificate: TestCertificate): Resource {
  const inline = (text: string) => ({ inline_string: text });
  return realResource("secret", {
    name,
    message: { name, tls_certificate: { certificate_chain: inline(certificate.chain), private_key: inline(certificate.privateKey) } },
  });
}

/** A route table whose hosts travel by themselves: all of them behind it, or each when a request asks for it. */
export function realTable(name: string, hosts: "pushed" | "onDemand"): Resource {
  const whole = realResource("route", { name, message: { name } });
  const message: RouteConfiguration = { name, ignore_port_in_host_matching: true, vhds: { config_source: overAds } };
  const split = { ...realResource("route", { name, message }), hosts };
  return { ...whole, split: () => split };
}

/** A host of such a table, whose requests go to one cluster; `regex` matches on it besides. */
export function realHost(table: string, host: string, cluster: string, regex?: string): Resource {
  const name = `${table}/${host}`;
  const odd = regex === undefined ? [] : [{ match: { safe_regex: { regex } }, route: { cluster } }];
  const message = { name, domains: [host], routes: [...odd, { match: { prefix: "/" }, route: { cluster } }] };
  return realResource("virtual-host", { name, message }, { references: { cluster: [cluster] } });
}
