import type { ResourceType } from "../../snapshot/resource.ts";
import { ask, askNew, forget } from "./items.ts";
import { isSubscribed, type Turn, type TypeState } from "./state.ts";

/** The name that stands for everything. */
export const wildcardName = "*";

const withLegacyWildcard: ReadonlySet<ResourceType> = new Set(["cluster", "listener", "scoped-route", "rate-limit"]);

/**
 * An empty first request means everything for these alone (xDS, "How the client specifies what resources to return"; Envoy asks for its
 * scoped routes so as well, and rate limit services for their configurations).
 */
export function hasLegacyWildcard(ts: TypeState): boolean {
  return withLegacyWildcard.has(ts.type);
}

/** Subscribes to names. One that the client has asked for before is asked to be sent again. */
export function subscribe(turn: Turn, ts: TypeState, names: readonly string[]): void {
  const { state } = turn;
  const known = names.filter((name) => isSubscribed(ts, name));
  const added = known.length === 0 ? names : names.filter((name) => !isSubscribed(ts, name));
  ts.names.addAll(added.length < names.length ? names : added);
  for (const name of known) ask(state, ts, { name, isNew: false });
  askNew(state, ts, added);
}

/** Subscribes to everything; `isHeld` says what the client has already. */
export function subscribeAll(turn: Turn, ts: TypeState, isHeld: (name: string) => boolean): void {
  const { state } = turn;
  const before = ts.wildcard;
  ts.wildcard = true;
  const names = state.snapshot.types[ts.type].names();
  const wanted = names.some(isHeld) ? names.filter((name) => !isHeld(name)) : names;
  if (!before && ts.names.size === 0) askNew(state, ts, wanted);
  else for (const name of wanted) ask(state, ts, { name, isNew: !before && !ts.names.has(name) });
}

/** Ends the subscription to everything; names that were asked for one by one stay. */
export function unsubscribeAll(ts: TypeState): void {
  if (!ts.wildcard) return;
  ts.wildcard = false;
  if (ts.fresh !== undefined) ts.fresh.isDropped = true;
  for (const name of [...ts.items.keys()]) if (!ts.names.has(name)) forget(ts, name);
}

/** Ends the subscription to one name; answers whether there was one. */
export function unsubscribe(ts: TypeState, name: string): boolean {
  if (!ts.names.delete(name)) return false;
  if (ts.fresh !== undefined) ts.fresh.isDropped = true;
  if (!ts.wildcard) forget(ts, name);
  return true;
}
