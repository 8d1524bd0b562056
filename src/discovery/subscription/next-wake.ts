import { usesClusters } from "./cluster-users.ts";
import { lateRemovalMs } from "./removal-message.ts";
import { isQuiet, type StreamState, type TypeState } from "./state.ts";
import { warmingWaitMs } from "./warming.ts";

/** When the stream has to be polled again although nothing happened, in monotonic milliseconds; undefined: never. */
export function nextWake(state: StreamState): number | undefined {
  if (state.isQuiet) return undefined;
  let next: number | undefined;
  for (const ts of state.types.values()) {
    if (isQuiet(ts)) continue;
    for (const at of wakesOf(state, ts)) if (next === undefined || at < next) next = at;
  }
  return next;
}

function* wakesOf(state: StreamState, ts: TypeState): Generator<number> {
  if (ts.holdUntil !== undefined) yield ts.holdUntil;
  yield* ts.later.values();
  yield* ts.leases.values();
  if (state.scope !== "ads") for (const since of ts.gone.values()) yield since + lateRemovalMs;
  else if (ts.gone.size > 0 && state.removalsFrom > 0) yield state.removalsFrom;
  if (!usesClusters(ts.type)) return;
  for (const name of ts.due) {
    const since = ts.items.get(name)?.waitingSince;
    if (since !== undefined) yield since + warmingWaitMs;
  }
}
