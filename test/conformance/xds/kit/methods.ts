import type { ResourceType } from "../../../../src/snapshot/resource.ts";
import type { Protocol } from "./variant.ts";

/** Rate limit services ask over the aggregated stream alone. */
const services: Readonly<Partial<Record<ResourceType, readonly [service: string, noun: string]>>> = {
  runtime: ["runtime.v3.RuntimeDiscoveryService", "Runtime"],
  secret: ["secret.v3.SecretDiscoveryService", "Secrets"],
  cluster: ["cluster.v3.ClusterDiscoveryService", "Clusters"],
  endpoint: ["endpoint.v3.EndpointDiscoveryService", "Endpoints"],
  extension: ["extension.v3.ExtensionConfigDiscoveryService", "ExtensionConfigs"],
  listener: ["listener.v3.ListenerDiscoveryService", "Listeners"],
  "scoped-route": ["route.v3.ScopedRoutesDiscoveryService", "ScopedRoutes"],
  route: ["route.v3.RouteDiscoveryService", "Routes"],
  "virtual-host": ["route.v3.VirtualHostDiscoveryService", "VirtualHosts"],
};

/** The path of a discovery stream; written down here once more, so that a mistake in the server's own table shows. */
export function methodOf(scope: ResourceType | "ads", protocol: Protocol): string {
  const verb = protocol === "sotw" ? "Stream" : "Delta";
  if (scope === "ads") return `/envoy.service.discovery.v3.AggregatedDiscoveryService/${verb}AggregatedResources`;
  const [service, noun] = services[scope] ?? [];
  if (service === undefined) throw new RangeError(`There is no discovery service of ${scope} alone`);
  return `/envoy.service.${service}/${verb}${noun}`;
}
