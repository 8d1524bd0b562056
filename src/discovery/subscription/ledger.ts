import type { Resource, ResourceType } from "../../snapshot/resource.ts";
import { bulkNames, isUnsent, standing } from "./bulk.ts";
import { followedNames } from "./follow-tables.ts";
import { surelyKnown } from "./items.ts";
import { type Item, isSubscribed, nonceOf, type Pending, type StreamState, type TypeState } from "./state.ts";

/**
 * Where one resource stands on one stream.
 * - `acked`: the client took what the view has.
 * - `due`: it is to be sent. `waiting`: so it is, when a cluster that it newly uses is ready.
 * - `sent`: on its way, without an answer yet. `warming`: a cluster that was sent and that the client answers when it is ready.
 * - `refused`: the client does not take the view's version; `held` stays in force.
 * - `doubted`: a response with it was refused as a whole and nobody knows yet for what.
 * - `absent`: the client asked for a name that the view does not have. `leaving`: the view has it no more, the client still does.
 */
export const resourceStates = ["acked", "due", "waiting", "sent", "warming", "refused", "doubted", "absent", "leaving"] as const;

/** Where one resource stands on one stream. */
export type ResourceState = (typeof resourceStates)[number];

/** One resource of one stream: what it should have, what went out, and what it took last. */
export interface LedgerEntry {
  readonly type: ResourceType;
  readonly name: string;
  readonly state: ResourceState;
  /** The view's version; undefined when it has none. */
  readonly wanted: string | undefined;
  /** The newest version that is on its way; undefined when nothing is, and for a removal. */
  readonly sent: string | undefined;
  /** The nonce of the newest response without an answer that it was in. */
  readonly sentIn: string | undefined;
  /** The version that the client took last; `unknown` for one from an earlier stream that the client cannot tell. */
  readonly held: string | undefined;
  /** The client's own words, of a refusal of it or of the response that it was in. */
  readonly detail: string | undefined;
}

/** Every resource that the client asked for, by type in the order of its requests, then by name as the view has them. */
export function* ledgerOf(state: StreamState): Generator<LedgerEntry> {
  for (const ts of state.types.values()) {
    for (const name of namesOf(state, ts)) yield entryOf(state, ts, name);
  }
}

/** The same for those alone on which client and view are not known to agree: what a stream keeps anyway. */
export function* exceptionsOf(state: StreamState): Generator<LedgerEntry> {
  for (const ts of state.types.values()) {
    for (const name of ts.items.keys()) yield entryOf(state, ts, name);
    for (const name of bulkNames(ts)) if (isToCome(state, ts, name)) yield entryOf(state, ts, name);
  }
}

/** One resource; undefined when the client did not ask for it. */
export function ledgerEntry(state: StreamState, type: ResourceType, name: string): LedgerEntry | undefined {
  const ts = state.types.get(type);
  return ts !== undefined && (isSubscribed(ts, name) || ts.items.has(name)) ? entryOf(state, ts, name) : undefined;
}

/** False for what was to go out with everything else, and was gone from the view before it did. */
function isToCome(state: StreamState, ts: TypeState, name: string): boolean {
  return !isUnsent(ts, name) || ts.names.has(name) || state.snapshot.types[ts.type].get(name) !== undefined;
}

function namesOf(state: StreamState, ts: TypeState): ReadonlySet<string> {
  const known = ts.wildcard ? state.snapshot.types[ts.type].names() : followedNames(state, ts);
  return new Set([...known, ...ts.names, ...ts.items.keys()]);
}

function entryOf(state: StreamState, ts: TypeState, name: string): LedgerEntry {
  const current = state.snapshot.types[ts.type].get(name);
  const item = standing(ts, name);
  const entry = { type: ts.type, name, wanted: current?.version, sent: undefined, sentIn: undefined, detail: undefined };
  if (item === undefined) return { ...entry, state: current === undefined ? "absent" : "acked", held: current?.version };
  const last = item.pending.at(-1);
  return {
    ...entry,
    state: stateOf(ts, { name, item, current }),
    sent: last?.resource?.version,
    sentIn: last && nonceOf(state, last.order),
    held: heldVersion(state, item),
    detail: item.refused?.detail ?? ts.doubted.get(name)?.detail,
  };
}

/** In the state of the world a client tells one version a type: what it took last may be another resource than the one that it asks for now. */
function heldVersion({ variant }: StreamState, item: Item): string | undefined {
  const known = surelyKnown(item);
  if (known !== "unknown") return known?.version;
  return variant === "delta" && item.told !== undefined ? item.told : "unknown";
}

interface Standing {
  readonly name: string;
  readonly item: Item;
  readonly current: Resource | undefined;
}

function stateOf(ts: TypeState, standing: Standing): ResourceState {
  const { name, item, current } = standing;
  if (item.refused !== undefined) return "refused";
  if (ts.doubted.has(name)) return "doubted";
  if (ts.gone.has(name)) return "leaving";
  if (ts.due.has(name) || isUnsent(ts, name)) return item.waitingSince === undefined ? "due" : "waiting";
  const last = item.pending.at(-1);
  if (last !== undefined) return sentState(last);
  // It is asked for, and goes with the answer to the newest response.
  return current === undefined ? "absent" : "due";
}

function sentState({ resource }: Pending): ResourceState {
  if (resource === undefined) return "leaving";
  return resource.warming === "none" ? "sent" : "warming";
}
