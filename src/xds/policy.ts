import type { Cluster } from "../gen/envoy/config/cluster/v3.ts";
import type { Route, RouteAction } from "../gen/envoy/config/route/v3.ts";
import type { HttpConnectionManager } from "../gen/envoy/extensions/filters/network/http_connection_manager/v3.ts";
import type { TcpProxy } from "../gen/envoy/extensions/filters/network/tcp_proxy/v3.ts";
import type { UdpProxyConfig } from "../gen/envoy/extensions/filters/udp/udp_proxy/v3.ts";
import type { HttpProtocolOptions } from "../gen/envoy/extensions/upstreams/http/v3.ts";
import type { Any } from "../gen/google/protobuf.ts";
import type { MessageName } from "../gen/messages.ts";

/** An HTTP filter that stands, switched off, in every chain from a level on, so that switching a policy on drains no listener. */
export interface StandingFilter {
  /** `envoy.filters.http.cors`: the key of per-route configuration too. */
  readonly name: string;
  /** The filter-chain level of gateways that first has it; a stored field of each gateway, raised by people alone. */
  readonly level: number;
  readonly config: () => Any;
}

/** A filter that gets its configuration by ECDS, so that it changes without a change of the listener. */
interface DiscoveredFilter {
  /** Begins the names of its filters and extensions. */
  readonly prefix: string;
  readonly level: number;
  /** Name of the filter's message. */
  readonly message: MessageName;
  /** In force until a configuration comes. */
  readonly blank: () => Any;
}

/**
 * A filter that Envoy configures once a filter where routes differ: it stands `count` times in every chain, switched off. Each setting in use has one
 * of these slots, by ECDS, and routes switch on the slot of theirs.
 */
export interface SlotFilter extends DiscoveredFilter {
  readonly count: number;
  readonly config: (setting: string) => Any;
  /** Clusters that every configuration refers to. */
  readonly clusters: readonly string[];
}

/** A filter with one configuration a route table, made of the nodes of all its entries that have a part in it. It is never switched off: it does nothing without one. */
export interface TableFilter<Node> extends DiscoveredFilter {
  /** True when the node has a part in it. */
  has(node: Node): boolean;
  readonly config: (nodes: readonly Node[]) => Any;
}

/** Where a route stands. */
export interface RoutePlace {
  /** Name of the slot's filter that has the policy's setting; undefined: it needs none, or there is none left. */
  readonly slot: string | undefined;
}

/** Name of a slot's filter, and of the extension that configures it; slots count from 1. */
export function slotName({ prefix }: SlotFilter, slot: number): string {
  return `${prefix}.${slot}`;
}

/** Name of a table's filter, and of the extension that configures it. */
export function tableFilterName({ prefix }: TableFilter<never>, table: string): string {
  return `${prefix}/${table}`;
}

/** A cluster while it is put together: the message, and its HTTP options, which are packed into it last. */
export interface ClusterDraft {
  readonly cluster: Cluster;
  /** Undefined for TCP and UDP. */
  readonly http: HttpProtocolOptions | undefined;
}

/**
 * The translation's half of a policy: from a graph node to Envoy's messages. Each hook takes a message and gives a changed copy; hooks
 * of several policies run in the order of `order`.
 */
export interface EmittingPolicy<Node> {
  readonly name: string;
  /** Place in the filter chain and among hooks; a number with gaps. */
  readonly order: number;
  readonly filter?: StandingFilter;
  readonly slots?: SlotFilter;
  readonly tables?: readonly TableFilter<Node>[];
  /** True: what Envoy does not take with this policy is left out, not served without it. */
  readonly guards?: true;
  /** The setting that the node needs in one of the slots; as in the graph's half. */
  slotOf?(node: Node): { readonly setting: string } | undefined;
  /** On every kind of route. */
  route?(node: Node, route: Route, place: RoutePlace): Route;
  /** On routes that forward only. */
  forward?(node: Node, action: RouteAction): RouteAction;
  cluster?(node: Node, draft: ClusterDraft): ClusterDraft;
  /** True when the node makes the cluster warm by more than its endpoints (an active health check). */
  warmsSlowly?(node: Node): boolean;
  connectionManager?(node: Node, manager: HttpConnectionManager): HttpConnectionManager;
  tcpProxy?(node: Node, proxy: TcpProxy): TcpProxy;
  udpProxy?(node: Node, proxy: UdpProxyConfig): UdpProxyConfig;
}

/** A policy whose node type is known only to itself. */
export type AnyEmittingPolicy = EmittingPolicy<never>;

/** Runs one hook of all policies that have a node, in order. */
export function applyPolicies<T>(
  nodes: Readonly<Record<string, unknown>>,
  policies: readonly AnyEmittingPolicy[],
  hook: (policy: AnyEmittingPolicy, node: never) => ((value: T) => T) | undefined,
): (value: T) => T {
  const steps = policies.flatMap((policy) => {
    const node = nodes[policy.name];
    return node === undefined ? [] : (hook(policy, node as never) ?? []);
  });
  return (value) => steps.reduce((changed, step) => step(changed), value);
}
