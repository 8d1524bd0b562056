import type { Collection } from "../../kit/query/collection.ts";
import { refKey } from "../../model/object/common.ts";
import type { GroupCluster, GroupMember } from "../graph.ts";
import type { ClusterNode } from "../node/cluster-node.ts";
import type { EndpointSetNode } from "../node/endpoint-set-node.ts";
import { type Finding, findingsIn } from "../node/finding.ts";
import type { ListenerNode } from "../node/listener-node.ts";
import type { WeightedCluster } from "../node/route-node.ts";
import { buildUpstream, clusterOf } from "./build-cluster.ts";
import { endpointSet, instanceEndpoint, membersOf, staticEndpoints } from "./build-endpoints.ts";
import type { BuiltRoute, RouteEntry } from "./build-route.ts";
import type { BuildContext } from "./context.ts";
import { inputKey } from "./inputs.ts";
import { clusterParts } from "./resolve.ts";

/** Clusters with their endpoints, and which group needs which. */
export interface Upstreams {
  readonly clusters: Collection<ClusterNode>;
  readonly endpointSets: Collection<EndpointSetNode>;
  readonly groupClusters: Collection<GroupCluster>;
  readonly clusterSecrets: Collection<GroupMember>;
  readonly findings: readonly Collection<readonly Finding[]>[];
}

/** Who refers to clusters. */
export interface ClusterUsers {
  readonly routes: Collection<BuiltRoute>;
  readonly listeners: Collection<ListenerNode>;
}

/** Builds the clusters that routes and listeners refer to; what nobody uses is not sent to anybody. */
export function buildUpstreams(context: BuildContext, users: ClusterUsers): Upstreams {
  const { parsed, facts, secrets, subjects, policies, accumulating } = context;
  const sources = { services: facts.services, ...secrets, policyIndex: subjects.index, subjects: subjects.services, policies, accumulating };
  const upstreams = parsed.services.map("upstreams", (service, _, read) => buildUpstream(service, read, sources));
  const groupClusters = groupClustersOf(users);
  const names = groupClusters.groupBy("used clusters", ({ name }) => name);
  const clusters = names.map("clusters", (_, name, read) => {
    const { service, version } = clusterParts(name);
    const upstream = read.get(upstreams, inputKey(service));
    if (upstream === undefined || (version !== undefined && !upstream.versions.includes(version))) return undefined;
    return clusterOf(name, upstream);
  });
  return {
    clusters,
    endpointSets: endpointSetsOf(context, clusters),
    groupClusters,
    clusterSecrets: clusterSecretsOf(groupClusters, clusters),
    findings: [findingsIn("upstream", upstreams)],
  };
}

/**
 * Everything by `group|cluster`: whoever has users there is needed there. Of a host that comes on demand the cluster that its requests go to
 * comes so as well; what else its policies send to is there before.
 */
function groupClustersOf({ routes, listeners }: ClusterUsers): Collection<GroupCluster> {
  const ofRoutes = routes.groupByEach("clusters of routes", ({ tables }) =>
    tables.flatMap(({ binding, entries }) => keysIn(binding.group, entries.flatMap(binding.onDemand ? policyClusters : allClusters))),
  );
  const ofListeners = listeners.groupByEach("clusters of listeners", ({ group, chains }) =>
    chains.flatMap(({ target }) => (target.kind === "stream" ? target.clusters.map(({ cluster }) => `${group}|${cluster}`) : [])),
  );
  const onDemand = routes.groupByEach("clusters of routes on demand", ({ tables }) =>
    tables.flatMap(({ binding, entries }) => (binding.onDemand ? keysIn(binding.group, entries.flatMap(targets)) : [])),
  );
  return ofRoutes
    .map("clusters that routes need", neededAlways)
    .concat("clusters that are there", ofListeners.map("clusters that listeners need", neededAlways))
    .concat(
      "group clusters",
      onDemand.map("clusters that routes need on demand", (_, key) => ({ ...memberOf(_, key), onDemand: true })),
    );
}

function neededAlways(_: unknown, key: string): GroupCluster {
  return { ...memberOf(_, key), onDemand: false };
}

function keysIn(group: string, names: readonly string[]): readonly string[] {
  return names.map((name) => `${group}|${name}`);
}

function targets({ node }: RouteEntry): readonly string[] {
  return node.action.kind === "forward" ? node.action.clusters.map(nameOf) : [];
}

function policyClusters({ node }: RouteEntry): readonly string[] {
  return node.policyClusters;
}

function allClusters(entry: RouteEntry): readonly string[] {
  return [...targets(entry), ...policyClusters(entry)];
}

/** The group and the name that a key stands for. */
export function memberOf(_: unknown, key: string): GroupMember {
  const end = key.indexOf("|");
  return { group: key.slice(0, end), name: key.slice(end + 1) };
}

function nameOf(weighted: WeightedCluster): string {
  return weighted.cluster;
}

function endpointSetsOf({ parsed }: BuildContext, clusters: Collection<ClusterNode>): Collection<EndpointSetNode> {
  const fixed = parsed.services.map("static endpoints", staticEndpoints);
  const selectors = parsed.services.map("version selectors", ({ spec }) => ({
    registered: spec.endpoints.registered === true,
    versions: spec.versions ?? {},
  }));
  const registered = parsed.instances
    .map("instance endpoints", (instance) => ({
      service: inputKey(refKey(instance.spec.service, "Service", instance.key.namespace)),
      placed: instanceEndpoint(instance),
    }))
    .groupBy("instances of a service", ({ service }) => service);
  return clusters.map("endpoint sets", (cluster, name, read) => {
    if (cluster.discovery.kind !== "eds") return undefined;
    const { service, version } = clusterParts(name);
    const key = inputKey(service);
    const facts = read.get(selectors, key);
    const endpoints = facts?.registered === true ? membersOf(read.get(registered, key)).map(({ placed }) => placed) : (read.get(fixed, key) ?? []);
    return endpointSet(name, endpoints, version === undefined ? {} : (facts?.versions[version]?.labels ?? {}));
  });
}

/** By `group|secret`. */
function clusterSecretsOf(groupClusters: Collection<GroupMember>, clusters: Collection<ClusterNode>): Collection<GroupMember> {
  return groupClusters
    .map("cluster secrets", ({ group, name }, _, read) => {
      const tls = read.get(clusters, name)?.tls;
      const names = [tls?.certificate, tls?.trust].filter((secret) => secret !== undefined);
      return names.length === 0 ? undefined : names.map((secret) => `${group}|${secret}`);
    })
    .groupByEach("secrets of clusters", (secrets) => secrets)
    .map("secrets that clusters need", memberOf);
}
