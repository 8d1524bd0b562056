import type { Origin } from "../model/object/object.ts";

/** The resource types that travel, in the order in which they are made (removals go the other way round). */
export const resourceTypes = [
  "runtime",
  "secret",
  "cluster",
  "endpoint",
  "extension",
  "listener",
  "scoped-route",
  "route",
  "virtual-host",
  "rate-limit",
] as const;

/** One of xDS's resource types, by its plain name. */
export type ResourceType = (typeof resourceTypes)[number];

/** Type URL of each resource type (xDS transport protocol, "Resource Types"). */
export const typeUrls: Readonly<Record<ResourceType, string>> = {
  runtime: "type.googleapis.com/envoy.service.runtime.v3.Runtime",
  secret: "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret",
  cluster: "type.googleapis.com/envoy.config.cluster.v3.Cluster",
  endpoint: "type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment",
  extension: "type.googleapis.com/envoy.config.core.v3.TypedExtensionConfig",
  listener: "type.googleapis.com/envoy.config.listener.v3.Listener",
  "scoped-route": "type.googleapis.com/envoy.config.route.v3.ScopedRouteConfiguration",
  route: "type.googleapis.com/envoy.config.route.v3.RouteConfiguration",
  "virtual-host": "type.googleapis.com/envoy.config.route.v3.VirtualHost",
  "rate-limit": "type.googleapis.com/ratelimit.config.ratelimit.v3.RateLimitConfig",
};

/** An encoded resource: bytes once, shared by all views and streams. Equal `version` means equal `bytes`. */
export interface EncodedResource {
  readonly type: ResourceType;
  readonly name: string;
  /** Content hash (keyed for secrets). */
  readonly version: string;
  /** The encoded message, that is the `value` of its Any. */
  readonly bytes: Uint8Array;
  /** Names of other resources that this one uses; computed when asked. */
  readonly references: () => References;
  /**
   * How a new or changed cluster becomes ready: `endpoints` – by its endpoint set alone (EDS); `slow` – by DNS, active health
   * checks or a new secret as well; `none` – at once, and for every other type.
   */
  readonly warming: "none" | "endpoints" | "slow";
  /** After so many milliseconds without the control plane a proxy drops it by itself; undefined: never. Of delta alone. */
  readonly ttlMs?: number;
  /** Of a route table: what proxies that speak delta get instead, a table whose virtual hosts travel by themselves. Undefined: nothing else. */
  readonly split?: (() => EncodedResource) | undefined;
  /** Of a table that is split: all of its hosts go behind it, or each when a request asks for it. */
  readonly hosts?: "pushed" | "onDemand";
  /** Of a cluster: it goes to those alone who ask for it by its name, and is not a part of everything. */
  readonly onDemand?: boolean;
  /** A patch made it what it is. */
  readonly patched?: boolean;
  /** The objects that made it; computed when asked, kept out of equality. */
  readonly origins: () => readonly Origin[];
  /**
   * Whether another resource has the same content, where that is known without reading the bytes. A resource that has it computes `version`
   * and `bytes` when they are first asked for.
   */
  readonly sameAs?: (other: EncodedResource) => boolean;
}

/** True when both have the same content, or both are absent. */
export function sameResource(left: EncodedResource | undefined, right: EncodedResource | undefined): boolean {
  if (left === right) return true;
  if (left === undefined || right === undefined) return false;
  return left.sameAs?.(right) ?? left.version === right.version;
}

/**
 * What a resource refers to, by type and name: a cluster to its endpoint set and secrets, a route table to clusters and the extensions that
 * it switches on, a scoped route to its table, an extension to clusters and secrets, a listener to all of these.
 */
export type References = Partial<Readonly<Record<ResourceType, ReadonlySet<string>>>>;
