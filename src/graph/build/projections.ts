import type { Collection } from "../../kit/query/collection.ts";
import type { AllowedFrom } from "../../model/object/common.ts";
import type { GatewayListener, GatewaySpec } from "../../model/object/gateway.ts";
import type { ObjectKey } from "../../model/object/object.ts";
import type { ServiceSpec } from "../../model/object/service.ts";
import type { Parsed } from "./inputs.ts";

/**
 * What others need to know of an object, and no more: a route that reads a service's versions is not built again when the service's
 * endpoints change.
 */
export interface ServiceFacts {
  readonly protocol: ServiceSpec["protocol"];
  readonly versions: readonly string[];
  readonly allowedFrom: AllowedFrom | undefined;
}

/** What routes need to know of the gateway that they attach to. */
export interface GatewayFacts {
  readonly key: ObjectKey;
  readonly group: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly createdAt: string;
  readonly listeners: readonly Pick<GatewayListener, "name" | "protocol" | "hostname" | "allowedRoutes" | "tls">[];
}

/** The facts of services, by `namespace/name`. */
export function serviceFacts(services: Collection<Parsed<ServiceSpec>>): Collection<ServiceFacts> {
  return services.map("service facts", ({ spec }) => ({
    protocol: spec.protocol,
    versions: Object.keys(spec.versions ?? {}).sort(),
    allowedFrom: spec.allowedFrom,
  }));
}

/** The facts of gateways, by `namespace/name`. */
export function gatewayFacts(gateways: Collection<Parsed<GatewaySpec>>): Collection<GatewayFacts> {
  return gateways.map("gateway facts", ({ key, labels, createdAt, spec }) => ({
    key,
    group: spec.nodeGroup,
    labels,
    createdAt,
    listeners: spec.listeners.map(({ name, protocol, hostname, allowedRoutes, tls }) => ({
      name,
      protocol,
      ...(hostname !== undefined && { hostname }),
      ...(allowedRoutes !== undefined && { allowedRoutes }),
      ...(tls !== undefined && { tls }),
    })),
  }));
}

/** True when an object of `namespace` may use one that says `allowedFrom` and lives in `owner`; by default only its own namespace may. */
export function mayUse(allowedFrom: AllowedFrom | undefined, owner: string, namespace: string): boolean {
  if (owner === namespace || allowedFrom === "all") return true;
  return allowedFrom?.namespaces.includes(namespace) === true;
}
