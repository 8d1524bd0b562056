import { referencesOf } from "../../snapshot/references.ts";
import type { Resource } from "../../snapshot/resource.ts";
import { hasBulk, isUnsent, itemOf, standing } from "./bulk.ts";
import { usesClusters } from "./cluster-users.ts";
import { createItem, type Item, isSubscribed, type StreamState, type Turn, type TypeState } from "./state.ts";
import { wantedOf } from "./wanted.ts";

/** How long an extension, listener or route waits for a cluster that it newly uses, milliseconds. */
export const warmingWaitMs = 5000;

/**
 * Sends the endpoints of new and changed clusters behind them, unasked: a changed cluster warms until endpoints come, also equal ones,
 * and Envoy does not ask for them (delta) or asks too late to be without a gap. Before the client has asked for any endpoints it serves
 * nothing yet, and it will ask.
 */
export function pushEndpoints(state: StreamState, clusters: readonly Resource[]): void {
  const ts = state.types.get("endpoint");
  if (ts === undefined) return;
  for (const cluster of clusters) {
    for (const name of referencesOf(cluster, "endpoint")) pushEndpoint(state, ts, name);
  }
}

/** Endpoints that come later than their cluster, and before the client has seen that one: it has not asked for them yet, and is about to. */
export function pushToWarming(state: StreamState, ts: TypeState, name: string): void {
  const clusters = state.types.get("cluster");
  if (clusters !== undefined && standing(clusters, name) !== undefined) pushEndpoint(state, ts, name);
}

function pushEndpoint(state: StreamState, ts: TypeState, name: string): void {
  if (isUnsent(ts, name) || typeof wantedOf(state, ts, name) !== "object") return;
  if (isSubscribed(ts, name)) itemOf(ts, name, state.snapshot.types.endpoint.get(name));
  ts.due.add(name);
}

/**
 * True while an extension, listener or route has to wait: it newly uses a cluster that becomes ready by more than its endpoints, and the client
 * has not said that it is (Envoy acknowledges a cluster when it is warm). After five seconds it goes, with a finding. On a stream of its own
 * nothing waits: there are no clusters.
 */
export function waitsForCluster(turn: Turn, ts: TypeState, resource: Resource): boolean {
  const { state, at } = turn;
  if (!usesClusters(ts.type)) return false;
  const item = ts.items.get(resource.name);
  if (item === undefined || item.overdue) return false;
  const clusters = newSlowClusters(state, item, resource);
  if (clusters.length === 0) {
    item.waitingSince = undefined;
    return false;
  }
  item.waitingSince ??= at;
  if (at - item.waitingSince < warmingWaitMs) return true;
  item.overdue = true;
  turn.actions.push({ kind: "overdue", type: ts.type, name: resource.name, clusters });
  return false;
}

/** True for what would have to wait for a cluster if the client had nothing of it. */
export function needsSlowCluster(state: StreamState, ts: TypeState, resource: Resource): boolean {
  return usesClusters(ts.type) && newSlowClusters(state, createItem(undefined), resource).length > 0;
}

function newSlowClusters(state: StreamState, { known, pending }: Item, resource: Resource): readonly string[] {
  const clusters = state.types.get("cluster");
  if (clusters === undefined || (clusters.items.size === 0 && !hasBulk(clusters))) return [];
  const inForce = [known, ...pending.map((sending) => sending.resource)].filter((content) => typeof content === "object");
  return [...referencesOf(resource, "cluster")].filter(
    (name) => isWarmingSlowly(state, clusters, name) && !inForce.some((held) => referencesOf(held, "cluster").has(name)),
  );
}

function isWarmingSlowly(state: StreamState, clusters: TypeState, name: string): boolean {
  const item = standing(clusters, name);
  const current = state.snapshot.types.cluster.get(name);
  if (item === undefined || current === undefined || item.refused !== undefined || !isSlow(state, current)) return false;
  return typeof item.known !== "object" || item.known.version !== current.version;
}

/** The first EDS cluster of a client is slow as well: its endpoints cannot be pushed before the client has asked for any. */
function isSlow(state: StreamState, cluster: Resource): boolean {
  return cluster.warming === "slow" || (cluster.warming === "endpoints" && !state.types.has("endpoint"));
}
