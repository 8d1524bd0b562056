import type { Resource } from "../../snapshot/resource.ts";
import type { Known, Message } from "./action.ts";
import { pushHosts } from "./follow-tables.ts";
import { hasGuesses } from "./items.ts";
import { type Entry, isWhole, nonceOf, type StreamState, type TypeState } from "./state.ts";
import { pushEndpoints } from "./warming.ts";

/** Responses of one type that may be unanswered at a time; Envoy holds answers back while its clusters warm. */
const unansweredLimit = 256;

/** What goes out. */
export interface Sending {
  /** The names that this response is about; of a whole response those that the client has not acknowledged as they are in it. */
  readonly entries: readonly Entry[];
  /** Of the resources, those that the client has just asked for, and what it holds of them otherwise. */
  readonly bulk?: { readonly resources: readonly Resource[]; readonly known: Known };
  readonly resources: readonly Resource[];
  /** Names that are not there, or not any more. */
  readonly removed: readonly string[];
  readonly heartbeats?: readonly Resource[];
  readonly version: string;
}

/** Books a response as sent, and makes the endpoints of the clusters in it due. */
export function send(state: StreamState, ts: TypeState, sending: Sending): Message {
  const { entries, bulk, resources, removed, version } = sending;
  state.responses += 1;
  const order = state.responses;
  const nonce = nonceOf(state, order);
  ts.owed = false;
  ts.lastNonce = nonce;
  ts.sent.set(nonce, { order, entries, bulk: bulk?.resources ?? [], known: bulk?.known, uncertain: isWhole(state, ts.type) && hasGuesses(ts) });
  const changed = entries.filter(({ name }) => ts.due.has(name)).flatMap(({ resource }) => resource ?? []);
  for (const { name, resource } of entries) {
    ts.due.delete(name);
    const item = ts.items.get(name);
    if (item !== undefined) item.pending = [...item.pending, { order, resource }];
  }
  if (ts.type === "cluster") pushEndpoints(state, [...changed, ...(bulk?.resources ?? [])]);
  const missing = removed.filter((name) => ts.names.has(name));
  if (ts.type === "route") for (const table of resources) pushHosts(state, table);
  const { heartbeats = [] } = sending;
  return { type: ts.type, nonce, version, resources, removed: state.variant === "delta" ? removed : [], heartbeats, missing };
}

/**
 * True while nothing of this type may be sent. A proxy puts all hosts of a table together anew for each response with some of them, so the
 * next one waits for the answer, and has everything that has changed meanwhile.
 */
export function isPaused(ts: TypeState): boolean {
  if (ts.type === "virtual-host" && ts.sent.size > 0) return true;
  return ts.holdUntil !== undefined || ts.sent.size >= unansweredLimit;
}
