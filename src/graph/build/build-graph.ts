import type { Collection } from "../../kit/query/collection.ts";
import type { Model } from "../../model/model.ts";
import { sharedCredentials } from "../consumer/shared-credentials.ts";
import type { Graph, GroupMember } from "../graph.ts";
import { byObject, findingsIn } from "../node/finding.ts";
import type { ListenerNode } from "../node/listener-node.ts";
import type { GraphPolicy } from "../policy/graph-policy.ts";
import { attachStreams } from "./attach-streams.ts";
import { buildEdge } from "./build-edge.ts";
import { buildLimitConfigs, limitFindings } from "./build-limit-configs.ts";
import { buildMembers } from "./build-members.ts";
import { buildRoute, type RouteSources } from "./build-route.ts";
import { buildSecrets, systemTrustOf } from "./build-secrets.ts";
import { buildSlots } from "./build-slots.ts";
import { buildSubjects } from "./build-subjects.ts";
import { buildUpstreams, memberOf } from "./build-upstreams.ts";
import type { BuildContext } from "./context.ts";
import { inlinePolicies } from "./inline-policies.ts";
import { type ObjectInputs, parse } from "./inputs.ts";
import { madeByPatches } from "./made-by-patches.ts";
import { parseObjects } from "./parse-objects.ts";
import { policyExtensions } from "./policy-extensions.ts";
import { gatewayFacts, groupFacts, groupProxies, serviceFacts } from "./projections.ts";

/** What the graph is made with. */
export interface GraphOptions {
  readonly model: Model;
  readonly policies: readonly GraphPolicy<unknown>[];
  /** Ids of the proxies of each group, sorted; a group without an entry is not known yet. */
  readonly members: Collection<readonly string[]>;
}

/** Derives the graph from the objects: reads top to bottom as the order of the stages. */
export function buildGraph(inputs: ObjectInputs, { model, policies, members: known }: GraphOptions): Graph {
  const parsed = parseObjects(inputs, model);
  const proxies = groupProxies(parsed.nodeGroups);
  const groups = groupFacts(parsed.nodeGroups);
  const facts = { services: serviceFacts(parsed.services), gateways: gatewayFacts(parsed.gateways, groups), groups };
  const secrets = buildSecrets(parsed);
  const subjects = buildSubjects(parsed, inputs, model);
  const context = { parsed, facts, secrets, subjects, policies, accumulating: accumulatingNames(policies) };
  const secretEntries = inputs.Secret.map("secret entries", (object) => Object.keys(model.specOf("Secret", object).data).sort());
  const sources: RouteSources = { ...routeSources(context), secretEntries };
  const routes = inputs.Route.map("routes", (object, id, read) =>
    buildRoute({ ...parse("Route", object, model), id, inline: inlinePolicies(object, model) }, read, sources),
  );
  const streams = attachStreams(context);
  const edge = buildEdge(context, streams.targets);
  const slots = buildSlots(routes, policies);
  const members = buildMembers({ routes, policies, members: known });
  const upstreams = buildUpstreams(context, { routes, listeners: edge.listeners });
  const made = madeByPatches(parsed.patches, proxies);
  return {
    nodeGroups: parsed.nodeGroups,
    proxies,
    listeners: edge.listeners,
    tableNames: edge.tableNames,
    routes,
    hosts: routes.groupByEach("hosts", ({ tables }) => tables.flatMap(({ binding }) => binding.hostnames.map((hostname) => `${binding.table}|${hostname}`))),
    clusters: upstreams.clusters,
    endpointSets: upstreams.endpointSets,
    secrets: secrets.nodes,
    systemTrust: systemTrustOf(parsed.nodeGroups),
    groupClusters: upstreams.groupClusters,
    groupSecrets: listenerSecrets(edge.listeners).concat("group secrets", upstreams.clusterSecrets),
    slots: slots.slots,
    filteredTables: slots.tables,
    groupExtensions: policyExtensions(slots, policies).concat("group extensions", made.extensions),
    members: members.members,
    groupScopedRoutes: made.scopedRoutes,
    limitConfigs: buildLimitConfigs(parsed.rateLimitDomains, parsed.nodeGroups),
    patches: parsed.patches,
    patchesByTarget: subjects.patches,
    findings: [
      findingsIn("route", routes),
      ...streams.findings,
      ...edge.findings,
      ...upstreams.findings,
      slots.findings,
      members.findings,
      limitFindings(parsed.rateLimitDomains),
      sharedCredentials(parsed.consumers),
      ...subjects.findings,
    ].map(byObject),
  };
}

function routeSources({ facts, subjects, policies, accumulating }: BuildContext): Omit<RouteSources, "secretEntries"> {
  return {
    gateways: facts.gateways,
    services: facts.services,
    policyIndex: subjects.index,
    gatewaySubjects: subjects.gateways,
    policies,
    accumulating,
  };
}

function accumulatingNames(policies: readonly GraphPolicy<unknown>[]): ReadonlySet<string> {
  return new Set(policies.filter((policy) => policy.merge === "accumulate").map((policy) => policy.name));
}

/** By `group|secret`. */
function listenerSecrets(listeners: Collection<ListenerNode>): Collection<GroupMember> {
  return listeners
    .groupByEach("secrets of listeners", ({ group, chains }) =>
      chains.flatMap(({ tls }) =>
        [...(tls?.certificates ?? []), ...(tls?.clientTrust === undefined ? [] : [tls.clientTrust])].map((name) => `${group}|${name}`),
      ),
    )
    .map("secrets that listeners need", memberOf);
}
