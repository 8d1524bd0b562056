import { codec, packAny } from "../../../../src/gen/codec.ts";
import { type Cluster, Cluster_DiscoveryType as DiscoveryType } from "../../../../src/gen/envoy/config/cluster/v3.ts";
import type { ConfigSource } from "../../../../src/gen/envoy/config/core/v3.ts";
import type { HttpFilter } from "../../../../src/gen/envoy/extensions/filters/network/http_connection_manager/v3.ts";
import type { ResourceType } from "../../../../src/snapshot/resource.ts";

/** A resource as a server under test is given it: a message that a real proxy would take. */
export interface WireResource {
  readonly type: ResourceType;
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Time to live, milliseconds. */
  readonly ttlMs?: number;
}

const overAds: ConfigSource = { ads: {}, resource_api_version: 2 };

/** A cluster that is ready at once. `generation` makes another content under the same name, here as below. */
export function cluster(name: string, generation = 1): WireResource {
  return clusterOf({ name, type: DiscoveryType.STATIC, connect_timeout: { seconds: generation } });
}

/** A cluster that becomes ready by its endpoint set, which has its name. */
export function edsCluster(name: string, generation = 1): WireResource {
  return clusterOf({ name, type: DiscoveryType.EDS, connect_timeout: { seconds: generation }, eds_cluster_config: { eds_config: overAds } });
}

function clusterOf(message: Cluster): WireResource {
  return { type: "cluster", name: message.name ?? "", bytes: codec("envoy.config.cluster.v3.Cluster").encode(message) };
}

/** An endpoint set of one endpoint; of none in generation 0. */
export function endpoints(name: string, generation = 1): WireResource {
  const address = { socket_address: { address: "127.0.0.1", port_value: 10_000 + generation } };
  const message = { cluster_name: name, ...(generation > 0 && { endpoints: [{ lb_endpoints: [{ endpoint: { address } }] }] }) };
  return { type: "endpoint", name, bytes: codec("envoy.config.endpoint.v3.ClusterLoadAssignment").encode(message) };
}

/** A route table that sends to these clusters. */
export function routes(name: string, clusters: readonly string[], generation = 1): WireResource {
  const hosts = clusters.map((target) => ({ name: target, domains: [`${target}.test`], routes: [{ match: { prefix: "/" }, route: { cluster: target } }] }));
  const message = { name, virtual_hosts: hosts, max_direct_response_body_size_bytes: { value: generation } };
  return { type: "route", name, bytes: codec("envoy.config.route.v3.RouteConfiguration").encode(message) };
}

/** What a listener asks for. */
export interface ListenerParts {
  readonly route?: string;
  /** A filter whose configuration travels by itself. */
  readonly extension?: string;
  readonly generation?: number;
}

/** An HTTP listener. */
export function listener(name: string, { route = "r", extension, generation = 1 }: ListenerParts = {}): WireResource {
  const router: HttpFilter = { name: "envoy.filters.http.router", typed_config: packAny("envoy.extensions.filters.http.router.v3.Router", {}) };
  const swapped = (filter: string): HttpFilter => ({
    name: filter,
    config_discovery: { config_source: overAds, type_urls: ["type.googleapis.com/envoy.extensions.filters.http.fault.v3.HTTPFault"] },
  });
  const manager = packAny("envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager", {
    stat_prefix: name,
    rds: { route_config_name: route, config_source: overAds },
    http_filters: [...(extension === undefined ? [] : [swapped(extension)]), router],
  });
  const message = {
    name,
    address: { socket_address: { address: "127.0.0.1", port_value: 10_000 } },
    filter_chains: [{ filters: [{ name: "envoy.filters.network.http_connection_manager", typed_config: manager }] }],
    per_connection_buffer_limit_bytes: { value: generation },
  };
  return { type: "listener", name, bytes: codec("envoy.config.listener.v3.Listener").encode(message) };
}

/** A scoped route: requests with this name as their key go by a route table. */
export function scopedRoute(name: string, table: string): WireResource {
  const message = { name, route_configuration_name: table, key: { fragments: [{ string_key: name }] } };
  return { type: "scoped-route", name, bytes: codec("envoy.config.route.v3.ScopedRouteConfiguration").encode(message) };
}

/** A virtual host of a table that is split, as VHDS names it. */
export function virtualHost(table: string, host: string, generation = 1): WireResource {
  const name = `${table}/${host}`;
  const message = { name, domains: [host], routes: [{ match: { prefix: "/" }, direct_response: { status: 200 + generation } }] };
  return { type: "virtual-host", name, bytes: codec("envoy.config.route.v3.VirtualHost").encode(message) };
}

/** A secret. */
export function secret(name: string, generation = 1): WireResource {
  const message = { name, generic_secret: { secret: { inline_string: `generation ${generation}` } } };
  return { type: "secret", name, bytes: codec("envoy.extensions.transport_sockets.tls.v3.Secret").encode(message) };
}

/** A filter configuration. */
export function extension(name: string, generation = 1): WireResource {
  const fault = packAny("envoy.extensions.filters.http.fault.v3.HTTPFault", { max_active_faults: { value: generation } });
  return { type: "extension", name, bytes: codec("envoy.config.core.v3.TypedExtensionConfig").encode({ name, typed_config: fault }) };
}
