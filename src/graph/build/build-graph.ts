import type { Collection } from "../../kit/query/collection.ts";
import { referencesOf } from "../../model/check/references.ts";
import type { Model } from "../../model/model.ts";
import { keyOf, keyText, kinds, type StoredObject } from "../../model/object/object.ts";
import type { Graph, GroupMember, Reference } from "../graph.ts";
import { byObject } from "../node/finding.ts";
import type { ListenerNode } from "../node/listener-node.ts";
import type { GraphPolicy } from "../policy/graph-policy.ts";
import { attachTables } from "./attach-tables.ts";
import { buildEdge } from "./build-edge.ts";
import { buildSecrets } from "./build-secrets.ts";
import { buildSubjects } from "./build-subjects.ts";
import { buildUpstreams, distinct } from "./build-upstreams.ts";
import type { ObjectInputs } from "./inputs.ts";
import { parseObjects } from "./parse-objects.ts";
import { gatewayFacts, serviceFacts } from "./projections.ts";

/** What the graph is made with. */
export interface GraphOptions {
  readonly model: Model;
  readonly policies: readonly GraphPolicy<unknown>[];
}

/** Derives the graph from the objects: reads top to bottom as the order of the stages. */
export function buildGraph(inputs: ObjectInputs, { model, policies }: GraphOptions): Graph {
  const parsed = parseObjects(inputs, model);
  const facts = { services: serviceFacts(parsed.services), gateways: gatewayFacts(parsed.gateways) };
  const secrets = buildSecrets(parsed);
  const subjects = buildSubjects(parsed, inputs, model);
  const context = { parsed, facts, secrets, subjects, policies, accumulating: accumulatingNames(policies) };
  const tables = attachTables(context);
  const edge = buildEdge(context, tables.streams);
  const upstreams = buildUpstreams(context, { tables: tables.tables, listeners: edge.listeners });
  return {
    nodeGroups: parsed.nodeGroups,
    listeners: edge.listeners,
    tableNames: edge.tableNames,
    tables: tables.tables,
    hosts: tables.hosts,
    clusters: upstreams.clusters,
    endpointSets: upstreams.endpointSets,
    secrets: secrets.nodes,
    groupClusters: upstreams.groupClusters,
    groupSecrets: groupSecrets(edge.listeners, upstreams.clusterSecrets),
    patches: subjects.patches,
    findings: [...tables.findings, ...edge.findings, ...upstreams.findings, ...subjects.findings].map(byObject),
    referrers: referrersOf(inputs, model),
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

function referrersOf(inputs: ObjectInputs, model: Model): Graph["referrers"] {
  const all = kinds.map((kind) =>
    inputs[kind].flatMap(`${kind} references`, (object: StoredObject) =>
      referencesOf(object, model).map((reference) => {
        const entry: Reference = { from: keyOf(object), pointer: reference.pointer, target: reference.target };
        return [`${keyText(reference.target)}|${keyText(entry.from)}|${reference.pointer}`, entry] as const;
      }),
    ),
  );
  const [first, ...others] = all;
  if (first === undefined) throw new TypeError("There are no kinds");
  return others.reduce((joined, next) => joined.concat(`${joined.name}, ${next.name}`, next), first).groupBy("referrers", ({ target }) => keyText(target));
}
