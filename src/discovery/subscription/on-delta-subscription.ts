import type { DeltaRequest } from "./event.ts";
import { holdForClusters, mayWarm } from "./hold.ts";
import { ask } from "./items.ts";
import { isSubscribed, itemOf, type Turn, type TypeState } from "./state.ts";
import { hasLegacyWildcard, subscribe, subscribeAll, unsubscribe, unsubscribeAll, wildcardName } from "./subscribe.ts";
import { type Wanted, wantedOf } from "./wanted.ts";

/** A delta request as a change of subscriptions. Old nonces do not matter here (xDS, "Incremental xDS"). */
export function onDeltaSubscription(turn: Turn, ts: TypeState, { request, first }: { readonly request: DeltaRequest; readonly first: boolean }): void {
  if (first) onFirst(turn, ts, request);
  else onLater(turn, ts, request);
  if (request.subscribe.length > 0) ts.named = true;
}

function onLater(turn: Turn, ts: TypeState, request: DeltaRequest): void {
  for (const name of request.unsubscribe) {
    if (name === wildcardName) unsubscribeAll(ts);
    else if (unsubscribe(ts, name) && ts.wildcard) ask(turn.state, ts, { name, isNew: false });
  }
  for (const name of request.subscribe) {
    if (name === wildcardName) subscribeAll(turn, ts, () => false);
    else subscribe(turn, ts, name);
  }
}

/** What the client holds already, in the version that the view has, is not sent again. */
function onFirst(turn: Turn, ts: TypeState, request: DeltaRequest): void {
  const held = request.initialVersions;
  const isCurrent = (name: string): boolean => held.has(name) && versionOf(wantedOf(turn.state, ts, name)) === held.get(name);
  holdForClusters(turn, ts, held.size > 0);
  if (request.subscribe.includes(wildcardName) || (request.subscribe.length === 0 && hasLegacyWildcard(ts))) {
    subscribeAll(turn, ts, isCurrent);
    ts.owed = held.size === 0;
  }
  for (const name of request.subscribe) {
    if (name !== wildcardName) firstName(turn, ts, { name, isCurrent: isCurrent(name) });
  }
  for (const name of held.keys()) {
    if (isSubscribed(ts, name) && !isCurrent(name)) holdsOther(turn, ts, name);
  }
}

function versionOf(wanted: Wanted): string | undefined {
  return typeof wanted === "object" ? wanted.version : undefined;
}

function firstName(turn: Turn, ts: TypeState, { name, isCurrent }: { readonly name: string; readonly isCurrent: boolean }): void {
  if (!isCurrent) {
    subscribe(turn, ts, name);
    return;
  }
  const shared = turn.state.snapshot.types[ts.type].get(name)?.name ?? name;
  ts.names.add(shared);
  if (ts.type === "endpoint") sendIfWarming(turn, ts, shared);
}

/** A cluster that was warming when the client lost its stream goes on warming until its endpoints come anew. */
function sendIfWarming(turn: Turn, ts: TypeState, name: string): void {
  if (ts.holdUntil !== undefined) ts.held.add(name);
  else if (mayWarm(turn.state, name)) ask(turn.state, ts, { name, isNew: false });
}

/** The client holds a version whose content is not known here, or something that the view does not have. */
function holdsOther(turn: Turn, ts: TypeState, name: string): void {
  const item = itemOf(ts, name, "unknown");
  item.known = "unknown";
  if (turn.state.snapshot.types[ts.type].get(name) !== undefined || ts.type === "runtime") ts.due.add(name);
  else {
    ts.due.delete(name);
    ts.gone.set(name, turn.at);
  }
}
