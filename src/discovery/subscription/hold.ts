import type { ResourceType } from "../../snapshot/resource.ts";
import { standing } from "./bulk.ts";
import type { StreamState, Turn, TypeState } from "./state.ts";

/**
 * How long a client that is back may take to ask for its clusters, milliseconds. Envoy asks for endpoints first and for everything
 * else in the same moment, unless it is warming a cluster: then it asks for clusters only after the endpoints came, so these wait
 * but shortly. Extensions, listeners and routes may use clusters that the client does not have yet; they wait for longer.
 */
const holdMs: Partial<Readonly<Record<ResourceType, number>>> = {
  endpoint: 500,
  extension: 2000,
  listener: 2000,
  "scoped-route": 2000,
  route: 2000,
  "virtual-host": 2000,
};

/**
 * Removals from a client that is back wait for so long, milliseconds: only its requests for routes and listeners tell whether it has last good ones that
 * need what is to go. Envoy sends all of them in the same moment, in no order.
 */
const removalHoldMs = 2000;

/** Called for the first request of a type; one that tells of an earlier stream holds this type and those that follow, and removals. */
export function holdForClusters(turn: Turn, ts: TypeState, tellsOfEarlier: boolean): void {
  const { state, at } = turn;
  const wait = holdMs[ts.type];
  if (tellsOfEarlier && !state.returning) state.removalsFrom = at + removalHoldMs;
  state.returning ||= tellsOfEarlier;
  if (!state.returning || state.scope !== "ads" || wait === undefined || state.types.has("cluster")) return;
  ts.holdUntil = at + wait;
}

/** Ends the hold of removals when its time is over. */
export function endRemovalHold({ state, at }: Turn): void {
  if (state.removalsFrom <= at) state.removalsFrom = 0;
}

/** Ends a hold whose time is over: the client does not ask for clusters, so it is warming some, and its endpoint sets are sent again. */
export function endHold(turn: Turn, ts: TypeState): void {
  if (ts.holdUntil === undefined || ts.holdUntil > turn.at) return;
  ts.holdUntil = undefined;
  for (const name of ts.held) ts.due.add(name);
  ts.held.clear();
}

/** True while the client's clusters may be warming: it has not asked for them on this stream, or owes the answer to their last change. */
export function mayWarm(state: StreamState, name: string): boolean {
  const clusters = state.types.get("cluster");
  return clusters === undefined || standing(clusters, name) !== undefined;
}
