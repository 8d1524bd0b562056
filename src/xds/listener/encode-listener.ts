import { packAny } from "../../gen/codec.ts";
import type { Address } from "../../gen/envoy/config/core/v3.ts";
import { SocketAddress_Protocol as SocketProtocol } from "../../gen/envoy/config/core/v3.ts";
import type { Filter, FilterChain, Listener, ListenerFilter } from "../../gen/envoy/config/listener/v3.ts";
import type { TcpProxy } from "../../gen/envoy/extensions/filters/network/tcp_proxy/v3.ts";
import type { ChainTarget, FilterChainNode, ListenerNode } from "../../graph/node/listener-node.ts";
import { duration } from "../common.ts";
import { type EncodedPiece, encodeResource } from "../encode-resource.ts";
import type { References } from "../encoded-resource.ts";
import { type AnyEmittingPolicy, applyPolicies } from "../policy.ts";
import { downstreamTransportSocket } from "../tls.ts";
import { apiConnectionManager, connectionManager } from "./connection-manager.ts";

type StreamTarget = Extract<ChainTarget, { kind: "stream" }>;

/** Envoy's Listener of one node, with all its policies. */
export function listenerMessage(node: ListenerNode, policies: readonly AnyEmittingPolicy[]): Listener {
  switch (node.kind) {
    case "api":
      return apiListener(node);
    case "udp":
      return udpListener(node);
    case "tcp":
      return tcpListener(node, policies);
  }
}

/** The listener as a resource. */
export function encodeListener(node: ListenerNode, policies: readonly AnyEmittingPolicy[]): EncodedPiece {
  return encodeResource({
    message: "envoy.config.listener.v3.Listener",
    value: listenerMessage(node, policies),
    type: "listener",
    name: node.name,
    references: () => referencesOf(node),
    origins: node.chains.map((chain) => chain.origin),
  });
}

function tcpListener(node: ListenerNode, policies: readonly AnyEmittingPolicy[]): Listener {
  return {
    name: node.name,
    stat_prefix: node.name.replaceAll("/", "_"),
    address: socketAddress(node),
    per_connection_buffer_limit_bytes: { value: 32_768 },
    listener_filters: listenerFilters(node),
    filter_chains: node.chains.map((chain) => filterChain(chain, policies)),
  };
}

function listenerFilters(node: ListenerNode): readonly ListenerFilter[] {
  const filters: ListenerFilter[] = [];
  if (node.proxyProtocol) {
    filters.push({
      name: "envoy.filters.listener.proxy_protocol",
      typed_config: packAny("envoy.extensions.filters.listener.proxy_protocol.v3.ProxyProtocol", {}),
    });
  }
  if (node.inspectTls) {
    filters.push({
      name: "envoy.filters.listener.tls_inspector",
      typed_config: packAny("envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector", {}),
    });
  }
  return filters;
}

function filterChain(chain: FilterChainNode, policies: readonly AnyEmittingPolicy[]): FilterChain {
  return {
    name: chain.name,
    ...(chain.serverNames.length > 0 && { filter_chain_match: { server_names: chain.serverNames } }),
    filters: [networkFilter(chain.target, policies)],
    ...(chain.tls !== undefined && { transport_socket: downstreamTransportSocket(chain.tls) }),
  };
}

function networkFilter(target: ChainTarget, policies: readonly AnyEmittingPolicy[]): Filter {
  if (target.kind === "http") {
    const manager = connectionManager(target, policies);
    return {
      name: "envoy.filters.network.http_connection_manager",
      typed_config: packAny("envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager", manager),
    };
  }
  return {
    name: "envoy.filters.network.tcp_proxy",
    typed_config: packAny("envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy", tcpProxy(target, policies)),
  };
}

function tcpProxy(target: StreamTarget, policies: readonly AnyEmittingPolicy[]): TcpProxy {
  const [first, ...others] = target.clusters;
  const weighted = { clusters: target.clusters.map(({ cluster, weight }) => ({ name: cluster, weight })) };
  const proxy: TcpProxy = {
    stat_prefix: target.statPrefix,
    ...(first !== undefined && others.length === 0 ? { cluster: first.cluster } : { weighted_clusters: weighted }),
    ...(target.idleTimeoutMs !== undefined && { idle_timeout: duration(target.idleTimeoutMs) }),
  };
  return applyPolicies<TcpProxy>(
    target.policies,
    policies,
    (policy, value) => policy.tcpProxy && ((current) => policy.tcpProxy?.(value, current) ?? current),
  )(proxy);
}

function udpListener(node: ListenerNode): Listener {
  const target = node.chains[0]?.target;
  const cluster = target?.kind === "stream" ? (target.clusters[0]?.cluster ?? "") : "";
  const idle = target?.kind === "stream" && target.idleTimeoutMs !== undefined ? { idle_timeout: duration(target.idleTimeoutMs) } : {};
  const action = { name: "route", typed_config: packAny("envoy.extensions.filters.udp.udp_proxy.v3.Route", { cluster }) };
  const proxy = { stat_prefix: node.name.replaceAll("/", "_"), matcher: { on_no_match: { action } }, ...idle };
  return {
    name: node.name,
    address: socketAddress(node),
    udp_listener_config: { downstream_socket_config: { max_rx_datagram_size: { value: 9_000 } } },
    listener_filters: [
      { name: "envoy.filters.udp_listener.udp_proxy", typed_config: packAny("envoy.extensions.filters.udp.udp_proxy.v3.UdpProxyConfig", proxy) },
    ],
  };
}

function apiListener(node: ListenerNode): Listener {
  const target = node.chains[0]?.target;
  if (target?.kind !== "http") return { name: node.name };
  const manager = packAny("envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager", apiConnectionManager(target));
  return { name: node.name, api_listener: { api_listener: manager } };
}

function socketAddress(node: ListenerNode): Address {
  const protocol = node.kind === "udp" ? { protocol: SocketProtocol.UDP } : {};
  return { socket_address: { address: node.address, port_value: node.port, ...protocol, ...(node.address === "::" && { ipv4_compat: true }) } };
}

function referencesOf(node: ListenerNode): References {
  const route = new Set<string>();
  const cluster = new Set<string>();
  const secret = new Set<string>();
  for (const { target, tls } of node.chains) {
    if (target.kind === "http") route.add(target.routeConfiguration);
    else for (const weighted of target.clusters) cluster.add(weighted.cluster);
    for (const name of tls?.certificates ?? []) secret.add(name);
    if (tls?.clientTrust !== undefined) secret.add(tls.clientTrust);
  }
  return { route, cluster, secret };
}
