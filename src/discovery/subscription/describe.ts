import type { ResourceType } from "../../snapshot/resource.ts";
import type { Refusal } from "./action.ts";
import { countBulk, hasBulk } from "./bulk.ts";
import { followedNames } from "./follow-tables.ts";
import { inForceReferences } from "./in-force.ts";
import type { Item, StreamState, TypeState } from "./state.ts";

/** Where one type of a stream stands. */
export interface TypeStatus {
  readonly type: ResourceType;
  /** Names that the client asked for; of everything: those that the view has. */
  readonly subscribed: number;
  /** Of them, those that exist and went out in the version that the view has, or were refused in it. */
  readonly sent: number;
  /** Of them, those that the client took. */
  readonly acked: number;
  readonly refused: readonly Refusal[];
  /** They were in a response that was refused as a whole; for what, is being found out. */
  readonly doubted: readonly Refusal[];
}

/**
 * True when nothing is on its way: the client has, or has refused, everything that it asked for. What the last good version of something that it
 * refused needs stays until that is mended, and is not waited for.
 */
export function isSettled(state: StreamState): boolean {
  for (const ts of state.types.values()) if (!isAnswered(ts)) return false;
  for (const ts of state.types.values()) if (ts.gone.size > 0 && !isKept(state, ts)) return false;
  return true;
}

/** True when the client has, or has refused, everything of one type that the view has. */
export function isAnswered(ts: TypeState): boolean {
  if (ts.owed || hasBulk(ts) || ts.due.size > 0 || ts.early.size > 0) return false;
  for (const [name, item] of ts.items) if (item.pending.length > 0 || (isDoubted(item) && !ts.gone.has(name))) return false;
  return true;
}

function isKept(state: StreamState, { type, gone }: TypeState): boolean {
  return state.scope === "ads" && gone.keys().every(inForceReferences(state, type));
}

/** Where every type stands that the client has asked for. */
export function describeStream(state: StreamState): readonly TypeStatus[] {
  return [...state.types.values()].map((ts) => describeType(state, ts));
}

function describeType(state: StreamState, ts: TypeState): TypeStatus {
  const map = state.snapshot.types[ts.type];
  const items = [...ts.items];
  const bulk = countBulk(ts, map);
  const open = items.filter(([name]) => map.get(name) !== undefined).length + bulk.open;
  const unsent = items.filter(([name]) => map.get(name) !== undefined && ts.due.has(name)).length + bulk.unsent;
  const followed = followedNames(state, ts);
  const existing = ts.wildcard ? map.names().length : ts.names.countIn(map) + followed.length;
  return {
    type: ts.type,
    subscribed: ts.wildcard ? Math.max(existing, ts.names.size) : ts.names.size + followed.length,
    sent: existing - unsent,
    acked: existing - open,
    refused: items.flatMap(([name, { refused }]) => (refused === undefined ? [] : [{ type: ts.type, name, ...refused }])),
    doubted: [...ts.doubted].map(([name, { detail }]) => ({ type: ts.type, name, version: map.get(name)?.version ?? "", detail })),
  };
}

function isDoubted({ refused, doubt }: Item): boolean {
  return refused === undefined && doubt;
}
