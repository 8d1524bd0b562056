import { packAny } from "../../gen/codec.ts";
import type { Address } from "../../gen/envoy/config/core/v3.ts";
import { SocketAddress_Protocol as SocketProtocol } from "../../gen/envoy/config/core/v3.ts";
import type { Filter, FilterChain, Listener, ListenerFilter } from "../../gen/envoy/config/listener/v3.ts";
import type { TcpProxy } from "../../gen/envoy/extensions/filters/network/tcp_proxy/v3.ts";
import type { UdpProxyConfig } from "../../gen/envoy/extensions/filters/udp/udp_proxy/v3.ts";
import type { Finding } from "../../graph/node/finding.ts";
import type { ChainTarget, FilterChainNode, ListenerNode } from "../../graph/node/listener-node.ts";
import type { PolicyNodes } from "../../graph/node/route-node.ts";
import type { Origin } from "../../model/object/object.ts";
import { duration } from "../common.ts";
import { type EncodedPiece, encodeResource } from "../encode-resource.ts";
import type { References } from "../encoded-resource.ts";
import { fitPolicies } from "../fit-policies.ts";
import { type AnyEmittingPolicy, applyPolicies } from "../policy.ts";
import { downstreamTransportSocket } from "../tls.ts";
import { apiConnectionManager, connectionManager } from "./connection-manager.ts";

/** For UDP, Envoy takes 0 as "at once", not as "never". */
const foreverMs = 31_536_000_000;

type StreamTarget = Extract<ChainTarget, { kind: "stream" }>;

/** Envoy's Listener of one node, with all its policies. */
function listenerMessage(node: ListenerNode, policies: readonly AnyEmittingPolicy[]): Listener {
  switch (node.kind) {
    case "api":
      return apiListener(node);
    case "udp":
      return udpListener(node, policies);
    case "tcp":
      return tcpListener(node, policies);
  }
}

/** The listener as a resource. `current` answers the node as it is now. */
export function encodeListener(
  node: ListenerNode,
  policies: readonly AnyEmittingPolicy[],
  current: () => ListenerNode | undefined = () => undefined,
): EncodedPiece {
  const fitted = fitChains(node, policies);
  const findings = fitted.flatMap((chain) => chain.findings);
  const chains = fitted.flatMap(({ chain }) => chain ?? []);
  if (chains.length === 0) return { resource: undefined, findings };
  const encoded = encodeResource({
    message: "envoy.config.listener.v3.Listener",
    value: listenerMessage({ ...node, chains }, policies),
    type: "listener",
    name: node.name,
    references: () => referencesOf(node),
    origins: originsOf(node),
    currentOrigins: () => {
      const now = current();
      return now === undefined ? undefined : originsOf(now);
    },
  });
  return { resource: encoded.resource, findings: [...findings, ...encoded.findings] };
}

function originsOf({ chains }: ListenerNode): readonly Origin[] {
  return chains.flatMap((chain) => [chain.origin, ...Object.values(chain.policyOrigins).flat()]);
}

interface FittedChain {
  readonly chain: FilterChainNode | undefined;
  readonly findings: readonly Finding[];
}

/** Several gateways may share a listener: a chain that Envoy would refuse is left out, the others stay. */
function fitChains(node: ListenerNode, policies: readonly AnyEmittingPolicy[]): readonly FittedChain[] {
  if (node.kind === "api") return node.chains.map((chain) => ({ chain, findings: [] }));
  return node.chains.map((chain): FittedChain => {
    const piece = { type: "listener", name: node.name, origins: [chain.origin] } as const;
    const { nodes, findings } = fitPolicies({
      message: "envoy.config.listener.v3.Listener",
      build: (kept) => listenerMessage({ ...node, chains: [{ ...chain, policies: kept }] }, policies),
      nodes: chain.policies,
      nodeOrigins: chain.policyOrigins,
      policies,
      piece,
    });
    return { chain: nodes === undefined ? undefined : { ...chain, policies: nodes }, findings };
  });
}

function tcpListener(node: ListenerNode, policies: readonly AnyEmittingPolicy[]): Listener {
  return {
    name: node.name,
    stat_prefix: node.name.replaceAll("/", "_"),
    address: socketAddress(node),
    per_connection_buffer_limit_bytes: { value: 32_768 },
    listener_filters: listenerFilters(node),
    filter_chains: node.chains.map((chain) => filterChain(chain, policies, node.inspectTls)),
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

/** A listener that tells connections apart by server name takes none without TLS: nothing plain slips through to a backend. */
function filterChain(chain: FilterChainNode, policies: readonly AnyEmittingPolicy[], inspectTls: boolean): FilterChain {
  return {
    name: chain.name,
    ...(inspectTls && { filter_chain_match: { transport_protocol: "tls", server_names: chain.serverNames } }),
    filters: [networkFilter(chain, policies)],
    ...(chain.tls !== undefined && { transport_socket: downstreamTransportSocket(chain.tls) }),
  };
}

function networkFilter({ target, policies: nodes }: FilterChainNode, policies: readonly AnyEmittingPolicy[]): Filter {
  if (target.kind === "http") {
    const manager = connectionManager(target, nodes, policies);
    return {
      name: "envoy.filters.network.http_connection_manager",
      typed_config: packAny("envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager", manager),
    };
  }
  return {
    name: "envoy.filters.network.tcp_proxy",
    typed_config: packAny("envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy", tcpProxy(target, nodes, policies)),
  };
}

function tcpProxy(target: StreamTarget, nodes: PolicyNodes, policies: readonly AnyEmittingPolicy[]): TcpProxy {
  const [first, ...others] = target.clusters;
  const weighted = { clusters: target.clusters.map(({ cluster, weight }) => ({ name: cluster, weight })) };
  const proxy: TcpProxy = {
    stat_prefix: target.statPrefix,
    ...(first !== undefined && others.length === 0 ? { cluster: first.cluster } : { weighted_clusters: weighted }),
    ...(target.idleTimeoutMs !== undefined && { idle_timeout: duration(target.idleTimeoutMs) }),
  };
  return applyPolicies<TcpProxy>(nodes, policies, (policy, value) => policy.tcpProxy && ((current) => policy.tcpProxy?.(value, current) ?? current))(proxy);
}

function udpListener(node: ListenerNode, policies: readonly AnyEmittingPolicy[]): Listener {
  const [chain] = node.chains;
  const target = chain?.target;
  const cluster = target?.kind === "stream" ? (target.clusters[0]?.cluster ?? "") : "";
  const idleMs = target?.kind === "stream" ? target.idleTimeoutMs : undefined;
  const action = { name: "route", typed_config: packAny("envoy.extensions.filters.udp.udp_proxy.v3.Route", { cluster }) };
  const proxy: UdpProxyConfig = {
    stat_prefix: node.name.replaceAll("/", "_"),
    matcher: { on_no_match: { action } },
    ...(idleMs !== undefined && { idle_timeout: duration(idleMs === 0 ? foreverMs : idleMs) }),
  };
  const changed = applyPolicies<UdpProxyConfig>(
    chain?.policies ?? {},
    policies,
    (policy, value) => policy.udpProxy && ((current) => policy.udpProxy?.(value, current) ?? current),
  )(proxy);
  return {
    name: node.name,
    address: socketAddress(node),
    udp_listener_config: { downstream_socket_config: { max_rx_datagram_size: { value: 9_000 } } },
    listener_filters: [
      { name: "envoy.filters.udp_listener.udp_proxy", typed_config: packAny("envoy.extensions.filters.udp.udp_proxy.v3.UdpProxyConfig", changed) },
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
