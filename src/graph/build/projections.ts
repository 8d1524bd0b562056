import type { Collection } from "../../kit/query/collection.ts";
import type { AllowedFrom } from "../../model/object/common.ts";
import type { GatewayListener, GatewaySpec } from "../../model/object/gateway.ts";
import type { NodeGroupSpec } from "../../model/object/node-group.ts";
import type { ObjectKey } from "../../model/object/object.ts";
import type { ServiceSpec } from "../../model/object/service.ts";
import { inputKey, type Parsed } from "./inputs.ts";

/** What a group's proxies are: it decides what of the graph they can take. */
export type ProxyKind = NodeGroupSpec["proxy"];

/**
 * What others need to know of an object, and no more: a route that reads a service's versions is not built again when the service's
 * endpoints change.
 */
export interface ServiceFacts {
  readonly protocol: ServiceSpec["protocol"];
  readonly versions: readonly string[];
  readonly allowedFrom: AllowedFrom | undefined;
  /** Endpoints come from DNS, so that they have a hostname. */
  readonly dns: boolean;
}

/** What routes need to know of a listener. */
export interface ListenerFacts extends Pick<GatewayListener, "name" | "protocol" | "port" | "hostname" | "allowedRoutes"> {
  /** `namespace/gateway/listener`: its route table, and what stream listeners look their routes up by. */
  readonly table: string;
  /** Its hosts come when a request asks for them. */
  readonly onDemand: boolean;
  /** It is told whom to trust (`tls.clientCa`), and so asks clients for certificates. */
  readonly asksForCertificates: boolean;
  /** See {@link LowerContext}. */
  readonly forwardedHops: number | undefined;
}

/** What routes need to know of the gateway that they attach to. */
export interface GatewayFacts {
  readonly key: ObjectKey;
  readonly group: string;
  /** False: the group's proxies do not serve gateways of its namespace. */
  readonly admitted: boolean;
  readonly proxy: ProxyKind;
  /** The stored filter-chain level. */
  readonly level: number;
  readonly listeners: readonly ListenerFacts[];
}

/** What gateways need to know of the group that they name. */
export type GroupFacts = Pick<NodeGroupSpec, "proxy" | "allowedFrom" | "logFolders">;

/** The facts of node groups, by `/group`. */
export function groupFacts(nodeGroups: Collection<Parsed<NodeGroupSpec>>): Collection<GroupFacts> {
  return nodeGroups.map("group facts", ({ spec: { proxy, allowedFrom, logFolders } }) => ({ proxy, allowedFrom, logFolders }));
}

/** True when the group's proxies serve gateways of a namespace. A group stands in no namespace, so it has none of its own. */
export function admitsGateways({ allowedFrom }: Pick<GroupFacts, "allowedFrom">, namespace: string): boolean {
  return allowedFrom === "all" || allowedFrom.namespaces.includes(namespace);
}

/** The kind of proxy of each group, by `/group`: whatever else of a group changes, nothing is built again. */
export function groupProxies(nodeGroups: Collection<Parsed<NodeGroupSpec>>): Collection<ProxyKind> {
  return nodeGroups.map("group proxies", ({ spec }) => spec.proxy);
}

/** The facts of services, by `namespace/name`. */
export function serviceFacts(services: Collection<Parsed<ServiceSpec>>): Collection<ServiceFacts> {
  return services.map("service facts", ({ spec }) => ({
    protocol: spec.protocol,
    versions: Object.keys(spec.versions ?? {}).sort(),
    allowedFrom: spec.allowedFrom,
    dns: spec.endpoints.dns !== undefined,
  }));
}

/** The facts of gateways, by `namespace/name`. */
export function gatewayFacts(gateways: Collection<Parsed<GatewaySpec>>, groups: Collection<GroupFacts>): Collection<GatewayFacts> {
  return gateways.map("gateway facts", ({ key, spec }, _, read) => ({
    key,
    group: spec.nodeGroup,
    ...factsOfGroup(read.get(groups, `/${spec.nodeGroup}`), key.namespace),
    level: spec.level ?? 1,
    listeners: spec.listeners.map(({ name, protocol, port, hostname, allowedRoutes, http, tls }) => ({
      name,
      onDemand: http?.onDemand ?? false,
      asksForCertificates: tls?.clientCa !== undefined,
      forwardedHops: forwardedHops(http),
      table: `${inputKey(key)}/${name}`,
      protocol,
      port,
      ...(hostname !== undefined && { hostname }),
      ...(allowedRoutes !== undefined && { allowedRoutes }),
    })),
  }));
}

/** Without trusted proxies in front, whoever opened the connection is the caller. */
function forwardedHops(http: GatewayListener["http"]): number | undefined {
  return http === undefined || (http.useRemoteAddress && http.xffTrustedHops === 0) ? undefined : http.xffTrustedHops;
}

/** A gateway whose group is missing is told so itself; its routes wait for the group as they do for its proxies. */
function factsOfGroup(group: GroupFacts | undefined, namespace: string): Pick<GatewayFacts, "admitted" | "proxy"> {
  return group === undefined ? { admitted: true, proxy: "envoy" } : { admitted: admitsGateways(group, namespace), proxy: group.proxy };
}

/** True when an object of `namespace` may use one that says `allowedFrom` and lives in `owner`; by default only its own namespace may. */
export function mayUse(allowedFrom: AllowedFrom | undefined, owner: string, namespace: string): boolean {
  if (owner === namespace || allowedFrom === "all") return true;
  return allowedFrom?.namespaces.includes(namespace) === true;
}
