import type { Collection } from "../../kit/query/collection.ts";
import type { Model } from "../../model/model.ts";
import type { Graph, GroupMember } from "../graph.ts";
import { byObject } from "../node/finding.ts";
import type { ListenerNode } from "../node/listener-node.ts";
import type { GraphPolicy } from "../policy/graph-policy.ts";
import { attachTables } from "./attach-tables.ts";
import { buildEdge } from "./build-edge.ts";
import { buildSecrets } from "./build-secrets.ts";
import { buildSubjects } from "./build-subjects.ts";
import { buildUpstreams, distinct } from "./build-upstreams.ts";
import type { BuildContext } from "./context.ts";
import type { ObjectInputs } from "./inputs.ts";
import { parseObjects } from "./parse-objects.ts";
import { gatewayFacts, groupProxies, serviceFacts } from "./projections.ts";
import type { TableSources } from "./route-table.ts";

/** What the graph is made with. */
export interface GraphOptions {
  readonly model: Model;
  readonly policies: readonly GraphPolicy<unknown>[];
}

/** Derives the graph from the objects: reads top to bottom as the order of the stages. */
export function buildGraph(inputs: ObjectInputs, { model, policies }: GraphOptions): Graph {
  const parsed = parseObjects(inputs, model);
  const proxies = groupProxies(parsed.nodeGroups);
  const facts = { services: serviceFacts(parsed.services), gateways: gatewayFacts(parsed.gateways, proxies), proxies };
  const secrets = buildSecrets(parsed);
  const subjects = buildSubjects(parsed, inputs, model);
  const context = { parsed, facts, secrets, subjects, policies, accumulating: accumulatingNames(policies) };
  const sources = tableSources(context);
  const tables = attachTables(context, sources);
  const edge = buildEdge(context, tables.streams);
  const upstreams = buildUpstreams(context, { tables: tables.tables, listeners: edge.listeners });
  return {
    nodeGroups: parsed.nodeGroups,
    proxies,
    listeners: edge.listeners,
    tableNames: edge.tableNames,
    tables: tables.tables,
    hosts: tables.hosts,
    clusters: upstreams.clusters,
    endpointSets: upstreams.endpointSets,
    secrets: secrets.nodes,
    groupClusters: upstreams.groupClusters,
    groupSecrets: groupSecrets(edge.listeners, upstreams.clusterSecrets),
    patches: parsed.patches,
    patchesByTarget: subjects.patches,
    findings: [...tables.findings, ...edge.findings, ...upstreams.findings, ...subjects.findings].map(byObject),
    routePolicies: sources,
  };
}

function tableSources({ parsed, facts, subjects, policies, accumulating }: BuildContext): TableSources {
  return {
    routes: parsed.routes,
    services: facts.services,
    policyIndex: subjects.index,
    gatewaySubjects: subjects.gateways,
    inline: subjects.routes,
    policies,
    accumulating,
  };
}

function accumulatingNames(policies: readonly GraphPolicy<unknown>[]): ReadonlySet<string> {
  return new Set(policies.filter((policy) => policy.merge === "accumulate").map((policy) => policy.name));
}

function groupSecrets(listeners: Collection<ListenerNode>, clusterSecrets: Collection<GroupMember>): Collection<GroupMember> {
  const ofListeners = listeners.flatMap("listener secrets", (listener) =>
    listener.chains.flatMap(({ tls }) =>
      [...(tls?.certificates ?? []), ...(tls?.clientTrust === undefined ? [] : [tls.clientTrust])].map(
        (name) => [`${listener.group}|${name}|${listener.name}`, { group: listener.group, name }] as const,
      ),
    ),
  );
  return distinct("group secrets", ofListeners.concat("secret users", clusterSecrets));
}
