import type { Graph } from "../graph/graph.ts";
import { byObject, type Finding } from "../graph/node/finding.ts";
import { systemTrustName } from "../graph/node/secret-node.ts";
import type { Collection, Group, Read } from "../kit/query/collection.ts";
import type { SealKey } from "../kit/seal.ts";
import { localClusterName } from "../model/local-cluster.ts";
import { encodeCluster } from "./cluster/encode-cluster.ts";
import { encodeRoleCluster, type RoleEndpoints } from "./cluster/role-cluster.ts";
import { whenAsked } from "./cluster/when-asked.ts";
import { type EncodedPiece, encodedOptions } from "./encode-resource.ts";
import type { ResourceType } from "./encoded-resource.ts";
import { encodeLoadAssignment } from "./endpoint/load-assignment.ts";
import { encodeLocalMembers } from "./endpoint/local-members.ts";
import { encodePolicyExtensions } from "./extension/policy-extension.ts";
import { encodeLimitConfig } from "./limit/encode-limit-config.ts";
import { encodeListener } from "./listener/encode-listener.ts";
import { madeByPatch } from "./made-by-patch.ts";
import { patchTargets } from "./patch-targets.ts";
import type { AnyEmittingPolicy } from "./policy.ts";
import { deriveRouteConfigurations } from "./route/derive-route-configurations.ts";
import { deriveVirtualHosts } from "./route/derive-virtual-hosts.ts";
import { encodeSecret } from "./secret/encode-secret.ts";
import { patchedFor, type ViewOf, type ViewResource, viewOptions } from "./view-resource.ts";

/** What the translation needs beside the graph. */
export interface TranslationOptions {
  readonly policies: readonly AnyEmittingPolicy[];
  readonly sealKey: SealKey;
  /** Where the roles are that proxies ask with each request, by the cluster's name. */
  readonly roles?: ReadonlyMap<string, RoleEndpoints>;
}

/** What each kind of node gets. */
export interface Resources {
  /** By type; keys are `group|name`. */
  readonly views: Readonly<Record<Exclude<ResourceType, "runtime">, Collection<ViewResource>>>;
  /** By object: what Envoy would refuse. */
  readonly findings: readonly Collection<Group<Finding>>[];
}

/**
 * The translation: each entry is a collection derived from the graph, so a changed host encodes that host again and nothing else. A piece
 * is encoded once, whatever number of groups needs it.
 */
export function deriveResources(graph: Graph, { policies, sealKey, roles = new Map() }: TranslationOptions): Resources {
  const clusters = graph.clusters.map("encoded clusters", (node) => encodeCluster(node, policies), encodedOptions);
  const endpoints = graph.endpointSets.map("encoded endpoints", (set, name) => encodeLoadAssignment(set, () => graph.endpointSets.get(name)), encodedOptions);
  const secrets = graph.secrets.map("encoded secrets", (node) => encodeSecret(node, sealKey), encodedOptions);
  const systemTrust = graph.systemTrust.map("encoded system trust", (node) => encodeSecret(node, sealKey), encodedOptions);
  const secretOf = (read: Read, group: string, name: string) => (name === systemTrustName ? read.get(systemTrust, `/${group}`) : read.get(secrets, name));
  const listeners = graph.listeners.map("encoded listeners", (node, key) => encodeListener(node, policies, () => graph.listeners.get(key)), encodedOptions);
  const routes = deriveRouteConfigurations(graph, policies);
  const limits = graph.limitConfigs.map("encoded rate limits", encodeLimitConfig, encodedOptions);
  const extensions = encodePolicyExtensions(graph, policies);
  const roleClusters = new Map([...roles].map(([name, endpoints]) => [name, encodeRoleCluster(name, endpoints)]));
  const view = patchedFor(graph);
  const views = {
    cluster: graph.groupClusters.map(
      "view clusters",
      ({ group, name, onDemand }, _, read) => whenAsked(view(read, group, read.get(clusters, name) ?? roleClusters.get(name)), onDemand),
      viewOptions,
    ),
    endpoint: graph.groupClusters
      .map("view endpoints of clusters", ({ group, name }, _, read) => view(read, group, read.get(endpoints, name)), viewOptions)
      .concat("view endpoints", viewMembers(graph, view)),
    extension: graph.groupExtensions.map(
      "view extensions",
      ({ group, name }, key, read) => {
        const piece = read.get(extensions, key);
        return piece === undefined ? madeByPatch("extension", name, (blank) => view(read, group, blank)) : view(read, group, piece);
      },
      viewOptions,
    ),
    "scoped-route": graph.groupScopedRoutes.map(
      "view scoped routes",
      ({ group, name }, _, read) => madeByPatch("scoped-route", name, (piece) => view(read, group, piece)),
      viewOptions,
    ),
    secret: graph.groupSecrets.map("view secrets", ({ group, name }, _, read) => view(read, group, secretOf(read, group, name)), viewOptions),
    listener: graph.listeners.map("view listeners", ({ group }, key, read) => view(read, group, read.get(listeners, key)), viewOptions),
    "rate-limit": graph.limitConfigs.map("view rate limits", ({ group }, key, read) => view(read, group, read.get(limits, key)), viewOptions),
    route: graph.tableNames.map("view routes", ({ group, name }, _, read) => view(read, group, read.get(routes.configurations, name)), viewOptions),
  };
  const hosts = deriveVirtualHosts(graph, { hosts: routes.hosts, tables: views.route });
  const pieces: readonly Collection<EncodedPiece>[] = [clusters, endpoints, secrets, systemTrust, listeners, extensions, limits, ...Object.values(views)];
  return { views: { ...views, "virtual-host": hosts }, findings: [...pieces.map(findingsOf), routes.findings, patchTargets(graph, views)].map(byObject) };
}

/** The local cluster of each group that needs it. */
function viewMembers(graph: Graph, view: ViewOf): Collection<ViewResource> {
  const members = graph.members.map("encoded members", encodeLocalMembers, encodedOptions);
  return members.flatMap(
    "view members",
    (piece, group, read) => {
      const made = view(read, group, piece);
      return made === undefined ? [] : [[`${group}|${localClusterName}`, made]];
    },
    viewOptions,
  );
}

function findingsOf(pieces: Collection<EncodedPiece>): Collection<readonly Finding[]> {
  return pieces.map(`${pieces.name} findings`, ({ findings }) => (findings.length === 0 ? undefined : findings));
}
