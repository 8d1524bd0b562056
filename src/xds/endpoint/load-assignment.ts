import { HealthStatus } from "../../gen/envoy/config/core/v3.ts";
import type { ClusterLoadAssignment, LbEndpoint, LocalityLbEndpoints } from "../../gen/envoy/config/endpoint/v3.ts";
import type { EndpointNode, EndpointSetNode, LocalityNode } from "../../graph/node/endpoint-set-node.ts";
import { type EncodedPiece, encodeResource } from "../encode-resource.ts";

const healthStatus = {
  healthy: HealthStatus.HEALTHY,
  unhealthy: HealthStatus.UNHEALTHY,
  degraded: HealthStatus.DEGRADED,
  draining: HealthStatus.DRAINING,
} as const;

/** Envoy's ClusterLoadAssignment; a set without endpoints is said explicitly, so that the cluster becomes ready. */
export function loadAssignment(set: EndpointSetNode): ClusterLoadAssignment {
  return { cluster_name: set.cluster, endpoints: set.localities.map(localityEndpoints) };
}

/** The endpoint set as a resource. */
export function encodeLoadAssignment(set: EndpointSetNode): EncodedPiece {
  return encodeResource({
    message: "envoy.config.endpoint.v3.ClusterLoadAssignment",
    value: loadAssignment(set),
    type: "endpoint",
    name: set.cluster,
    origins: set.localities.flatMap((locality) => locality.endpoints.map((endpoint) => endpoint.origin)),
  });
}

function localityEndpoints(locality: LocalityNode): LocalityLbEndpoints {
  return {
    locality: { region: locality.region, zone: locality.zone },
    lb_endpoints: locality.endpoints.map(lbEndpoint),
    load_balancing_weight: { value: locality.endpoints.reduce((sum, endpoint) => sum + endpoint.weight, 0) },
    priority: locality.priority,
  };
}

function lbEndpoint(endpoint: EndpointNode): LbEndpoint {
  return {
    endpoint: { address: { socket_address: { address: endpoint.address, port_value: endpoint.port } } },
    load_balancing_weight: { value: endpoint.weight },
    health_status: healthStatus[endpoint.health],
  };
}
