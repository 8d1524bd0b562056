import type { Resource } from "../../snapshot/resource.ts";
import type { Known } from "./action.ts";
import { isUnsent, itemOf, mayStartFresh, standing, startFresh } from "./bulk.ts";
import { type Entry, type Item, isSubscribed, type StreamState, type TypeState } from "./state.ts";

/** Marks a name to be sent. `isNew`: the client had not subscribed to it before, so it holds nothing. */
export function ask(state: StreamState, ts: TypeState, request: { readonly name: string; readonly isNew: boolean }): void {
  const { name, isNew } = request;
  if (isUnsent(ts, name)) return;
  itemOf(ts, name, isNew ? undefined : state.snapshot.types[ts.type].get(name));
  ts.due.add(name);
}

/** Marks names to be sent that the client did not have before: in bulk, or one by one. */
export function askNew(state: StreamState, ts: TypeState, names: readonly string[]): void {
  if (mayStartFresh(ts)) startFresh(ts, names);
  else for (const name of names) ask(state, ts, { name, isNew: true });
}

/** Drops everything about a name that the client does not want any more. */
export function forget(ts: TypeState, name: string): void {
  for (const names of [ts.items, ts.due, ts.doubted, ts.gone, ts.held, ts.leases, ts.later, ts.early]) names.delete(name);
}

/** The client took this entry, and what went before it. */
export function accept(state: StreamState, ts: TypeState, answer: { readonly entry: Entry; readonly order: number }): void {
  const { entry, order } = answer;
  ts.doubted.delete(entry.name);
  // What went unasked behind its cluster may be on its way once more in bulk, because it has been asked for since.
  if (isUnsent(ts, entry.name) || standing(ts, entry.name) === undefined) return;
  const item = itemOf(ts, entry.name, undefined);
  item.known = entry.resource;
  item.guess = undefined;
  item.pending = item.pending.filter((pending) => pending.order > order);
  item.doubt = false;
  if (entry.resource !== undefined && item.refused?.version === entry.resource.version) item.refused = undefined;
  settle(state, ts, entry.name);
}

/** Drops the item of a name when client and view agree on it. */
export function settle(state: StreamState, ts: TypeState, name: string): void {
  const item = ts.items.get(name);
  if (item === undefined || ts.due.has(name) || ts.gone.has(name)) return;
  if (!isSubscribed(ts, name)) forget(ts, name);
  else if (agrees(item, state.snapshot.types[ts.type].get(name))) ts.items.delete(name);
}

function agrees(item: Item, current: Resource | undefined): boolean {
  if (item.pending.length > 0 || item.refused !== undefined) return false;
  if (current === undefined) return true;
  return !item.doubt && item.known !== "unknown" && item.known?.version === current.version;
}

/** True when the client may hold something of this name. */
export function mayHold(item: Item): boolean {
  return item.known !== undefined || item.pending.some((pending) => pending.resource !== undefined);
}

/** What the client has for sure: a guess serves to write the next set, and is not told. */
export function surelyKnown({ known, guess }: Item): Known {
  return guess === undefined ? known : "unknown";
}

/** True when something that the client did not answer by itself is taken to be in force. */
export function hasGuesses(ts: TypeState): boolean {
  return ts.items.values().some(({ guess }) => guess !== undefined);
}
