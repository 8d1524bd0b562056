import { ask, forget } from "./items.ts";
import { isSubscribed, type Turn, type TypeState } from "./state.ts";

/** The name that stands for everything. */
export const wildcardName = "*";

/** An empty first request means everything for these two alone (xDS, "How the client specifies what resources to return"). */
export function hasLegacyWildcard(ts: TypeState): boolean {
  return ts.type === "listener" || ts.type === "cluster";
}

/** Subscribes to one name. Asking again is asking for it to be sent again. */
export function subscribe(turn: Turn, ts: TypeState, name: string): void {
  const isNew = !isSubscribed(ts, name);
  // The view's own text is kept, so that thousands of streams share it.
  const shared = turn.state.snapshot.types[ts.type].get(name)?.name ?? name;
  ts.names.add(shared);
  ask(turn.state, ts, { name: shared, isNew });
}

/** Subscribes to everything; `isHeld` says what the client has already. */
export function subscribeAll(turn: Turn, ts: TypeState, isHeld: (name: string) => boolean): void {
  const { state } = turn;
  const before = ts.wildcard;
  ts.wildcard = true;
  for (const name of state.snapshot.types[ts.type].names()) {
    if (!isHeld(name)) ask(state, ts, { name, isNew: !before && !ts.names.has(name) });
  }
}

/** Ends the subscription to everything; names that were asked for one by one stay. */
export function unsubscribeAll(ts: TypeState): void {
  if (!ts.wildcard) return;
  ts.wildcard = false;
  for (const name of [...ts.items.keys()]) if (!ts.names.has(name)) forget(ts, name);
}

/** Ends the subscription to one name; answers whether there was one. */
export function unsubscribe(ts: TypeState, name: string): boolean {
  if (!ts.names.delete(name)) return false;
  if (!ts.wildcard) forget(ts, name);
  return true;
}
