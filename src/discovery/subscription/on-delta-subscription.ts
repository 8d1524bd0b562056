import { itemOf } from "./bulk.ts";
import type { DeltaRequest } from "./event.ts";
import { followHeld, followTables, leaveTable, subscribeHosts } from "./follow-tables.ts";
import { holdForClusters, mayWarm } from "./hold.ts";
import { ask, askNew } from "./items.ts";
import { isSubscribed, type Turn, type TypeState } from "./state.ts";
import { hasLegacyWildcard, subscribe, subscribeAll, unsubscribe, unsubscribeAll, wildcardName } from "./subscribe.ts";
import { wantedOf } from "./wanted.ts";

/** A delta request as a change of subscriptions. Old nonces do not matter here (xDS, "Incremental xDS"). */
export function onDeltaSubscription(turn: Turn, ts: TypeState, { request, first }: { readonly request: DeltaRequest; readonly first: boolean }): void {
  if (first) onFirst(turn, ts, request);
  else onLater(turn, ts, request);
}

function onLater(turn: Turn, ts: TypeState, request: DeltaRequest): void {
  for (const name of request.unsubscribe) {
    if (ts.type === "route") leaveTable(turn.state, name);
    if (name === wildcardName) unsubscribeAll(ts);
    else if (unsubscribe(ts, name) && ts.wildcard) ask(turn.state, ts, { name, isNew: false });
  }
  if (request.subscribe.includes(wildcardName) && ts.type !== "virtual-host") subscribeAll(turn, ts, () => false);
  const names = withoutWildcard(request.subscribe);
  if (ts.type === "virtual-host") subscribeHosts(turn, ts, names);
  else subscribe(turn, ts, names);
}

function withoutWildcard(names: readonly string[]): readonly string[] {
  return names.includes(wildcardName) ? names.filter((name) => name !== wildcardName) : names;
}

/** What the client holds already, in the version that the view has, is not sent again. */
function onFirst(turn: Turn, ts: TypeState, request: DeltaRequest): void {
  const held = request.initialVersions;
  holdForClusters(turn, ts, held.size > 0);
  if (asksForAll(ts, request)) {
    subscribeAll(turn, ts, (name) => held.has(name));
    ts.owed = held.size === 0;
  }
  const names = withoutWildcard(request.subscribe);
  ts.names.addAll(names);
  if (ts.type === "virtual-host") askNew(turn.state, ts, followHeld(turn.state, ts, request));
  else askNew(turn.state, ts, held.size === 0 ? names : names.filter((name) => !held.has(name)));
  if (ts.type === "cluster") keepHeld(turn, ts, held);
  for (const [name, version] of held) if (isSubscribed(ts, name)) holds(turn, ts, { name, version });
  if (ts.type === "route") followTables(turn, ts);
}

function asksForAll(ts: TypeState, { subscribe }: DeltaRequest): boolean {
  return ts.type !== "virtual-host" && (subscribe.includes(wildcardName) || (subscribe.length === 0 && hasLegacyWildcard(ts)));
}

/** A cluster that goes on demand alone and that the client has anyway, from a time when it was for everybody, stays as if it had been asked for. */
function keepHeld({ state }: Turn, ts: TypeState, held: ReadonlyMap<string, string>): void {
  for (const name of held.keys()) if (state.snapshot.types.cluster.get(name)?.onDemand === true) ts.names.add(name);
}

function holds(turn: Turn, ts: TypeState, { name, version }: { readonly name: string; readonly version: string }): void {
  const wanted = wantedOf(turn.state, ts, name);
  if (typeof wanted !== "object" || wanted.version !== version) {
    holdsOther(turn, ts, { name, version });
    return;
  }
  // Nobody knows how much of its time is left.
  if (wanted.ttlMs !== undefined) ts.leases.set(wanted.name, turn.at);
  if (ts.type === "endpoint") sendIfWarming(turn, ts, wanted.name);
}

/** A cluster that was warming when the client lost its stream goes on warming until its endpoints come anew. */
function sendIfWarming(turn: Turn, ts: TypeState, name: string): void {
  if (ts.holdUntil !== undefined) ts.held.add(name);
  else if (mayWarm(turn.state, name)) ask(turn.state, ts, { name, isNew: false });
}

/** The client holds a version whose content is not known here, or something that the view does not have. */
function holdsOther(turn: Turn, ts: TypeState, { name, version }: { readonly name: string; readonly version: string }): void {
  const item = itemOf(ts, name, undefined);
  item.known = "unknown";
  item.told = version;
  if (turn.state.snapshot.types[ts.type].get(name) !== undefined || ts.type === "runtime") ts.due.add(name);
  else ts.gone.set(name, turn.at);
}
