import { HealthStatus } from "../../gen/envoy/config/core/v3.ts";
import type { ClusterLoadAssignment, LbEndpoint, LocalityLbEndpoints } from "../../gen/envoy/config/endpoint/v3.ts";
import type { EndpointNode, EndpointSetNode, LocalityNode } from "../../graph/node/endpoint-set-node.ts";
import type { Origin } from "../../model/object/object.ts";
import { type EncodedPiece, encodeResource } from "../encode-resource.ts";

const healthStatus = {
  healthy: HealthStatus.HEALTHY,
  unhealthy: HealthStatus.UNHEALTHY,
  degraded: HealthStatus.DEGRADED,
  draining: HealthStatus.DRAINING,
} as const;

/** Envoy takes no set whose weights add up to more (endpoint.proto, `load_balancing_weight`). */
const heaviest = 4_294_967_295;

/** Envoy's ClusterLoadAssignment; a set without endpoints is said explicitly, so that the cluster becomes ready. */
function loadAssignment(set: EndpointSetNode): ClusterLoadAssignment {
  const total = set.localities.reduce((sum, locality) => sum + weightOf(locality, 1), 0);
  const scale = Math.ceil(total / heaviest);
  return { cluster_name: set.cluster, endpoints: set.localities.map((locality) => localityEndpoints(locality, Math.max(1, scale))) };
}

/** The endpoint set as a resource. `current` answers the set as it is now. */
export function encodeLoadAssignment(set: EndpointSetNode, current: () => EndpointSetNode | undefined = () => undefined): EncodedPiece {
  return encodeResource({
    message: "envoy.config.endpoint.v3.ClusterLoadAssignment",
    value: loadAssignment(set),
    type: "endpoint",
    name: set.cluster,
    origins: originsOf(set),
    currentOrigins: () => {
      const now = current();
      return now === undefined ? undefined : originsOf(now);
    },
  });
}

function originsOf(set: EndpointSetNode): readonly Origin[] {
  return set.localities.flatMap((locality) => locality.endpoints.map((endpoint) => endpoint.origin));
}

function localityEndpoints(locality: LocalityNode, scale: number): LocalityLbEndpoints {
  return {
    locality: { region: locality.region, zone: locality.zone },
    lb_endpoints: locality.endpoints.map((endpoint) => lbEndpoint(endpoint, scale)),
    load_balancing_weight: { value: weightOf(locality, scale) },
    priority: locality.priority,
  };
}

function weightOf(locality: LocalityNode, scale: number): number {
  return locality.endpoints.reduce((sum, endpoint) => sum + scaled(endpoint, scale), 0);
}

/** Shares stay what they are, as far as whole numbers go; nobody falls to nothing. */
function scaled({ weight }: EndpointNode, scale: number): number {
  return scale === 1 ? weight : Math.max(1, Math.floor(weight / scale));
}

function lbEndpoint(endpoint: EndpointNode, scale: number): LbEndpoint {
  return {
    endpoint: { address: { socket_address: { address: endpoint.address, port_value: endpoint.port } } },
    load_balancing_weight: { value: scaled(endpoint, scale) },
    health_status: healthStatus[endpoint.health],
  };
}
