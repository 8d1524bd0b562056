import { codec } from "../../src/gen/codec.ts";
import { type Cluster, Cluster_LbPolicy } from "../../src/gen/envoy/config/cluster/v3.ts";
import { type ResourceType, typeUrls } from "../../src/snapshot/resource.ts";
import { edsCluster, endpoints, listener, routes, type WireResource } from "../../test/conformance/xds/kit/wire-resource.ts";

const clusters = 1000;
/** One in ten clusters takes its endpoints by EDS; the others have theirs inline, so that a change of one of them is one response on any server. */
const edsEvery = 10;
const routeName = "routes";

/** What changes, by the words of the bench. */
export type Change = "cluster" | "endpoint" | "route";

/** What every client is to have in the end: names by type. */
export const fleetNames: Readonly<Record<"cluster" | "endpoint" | "listener" | "route", readonly string[]>> = {
  cluster: Array.from({ length: clusters }, (_, index) => clusterName(index)),
  endpoint: Array.from({ length: clusters / edsEvery }, (_, index) => clusterName(index * edsEvery)),
  listener: ["listener"],
  route: [routeName],
};

/** The fleet's resources before any change. */
export function fleetResources(): readonly WireResource[] {
  const sets = new Set(fleetNames.endpoint);
  return [
    ...fleetNames.cluster.map((name) => (sets.has(name) ? edsCluster(name) : staticCluster(name, 1))),
    ...fleetNames.endpoint.map((name) => endpoints(name)),
    listener("listener", { route: routeName }),
    routeTable(1),
  ];
}

/** Another content of one resource; `generation` from 2 on. */
export function changedResource(change: Change, generation: number): WireResource {
  if (change === "cluster") return staticCluster(clusterName(generation * edsEvery + 1), generation);
  if (change === "endpoint") return endpoints(clusterName(generation * edsEvery), generation);
  return routeTable(generation);
}

/** A resource as the control protocol of the conformance kit carries it. */
export function controlled({ type, name, bytes }: WireResource): { readonly type: string; readonly name: string; readonly resource: string } {
  return { type: typeUrls[type], name, resource: Buffer.from(bytes).toString("base64") };
}

/** Names a resource among all. */
export function resourceKey(type: ResourceType, name: string): string {
  return `${type} ${name}`;
}

/** Some 200 bytes, as they are with one endpoint inline. */
function staticCluster(name: string, generation: number): WireResource {
  const address = { socket_address: { address: "10.0.0.1", port_value: 8080 } };
  const message: Cluster = {
    name,
    connect_timeout: { seconds: generation },
    lb_policy: Cluster_LbPolicy.LEAST_REQUEST,
    circuit_breakers: { thresholds: [{ max_connections: { value: 1024 }, max_pending_requests: { value: 1024 }, max_requests: { value: 1024 } }] },
    load_assignment: { cluster_name: name, endpoints: [{ lb_endpoints: [{ endpoint: { address } }] }] },
    alt_stat_name: `${name.replaceAll("-", "_")}_of_the_bench_of_propagation`,
  };
  return { type: "cluster", name, bytes: codec("envoy.config.cluster.v3.Cluster").encode(message) };
}

function routeTable(generation: number): WireResource {
  return routes(routeName, fleetNames.cluster.slice(0, 100), generation);
}

function clusterName(index: number): string {
  return `cluster-${String(index).padStart(5, "0")}`;
}
