import { resourceTypes } from "../../snapshot/resource.ts";
import type { Message } from "./action.ts";
import { endHold, endRemovalHold } from "./hold.ts";
import { ask } from "./items.ts";
import { heartbeatMessage, startLeases } from "./leases.ts";
import { partialMessage } from "./partial-message.ts";
import { removalMessage } from "./removal-message.ts";
import { isPaused } from "./sending.ts";
import { isQuiet, isSubscribed, isWhole, type Turn, type TypeState } from "./state.ts";
import { wholeMessage } from "./whole-message.ts";

/** Sends the next message, if there is one: what is new in the order of the types, then removals in the opposite order. */
export function onPoll(turn: Turn): void {
  endRemovalHold(turn);
  for (const ts of turn.state.types.values()) {
    if (isQuiet(ts)) continue;
    endHold(turn, ts);
    askLater(turn, ts);
  }
  const message = additionMessage(turn) ?? removalMessage(turn) ?? heartbeats(turn);
  if (message === undefined) return;
  const ts = turn.state.types.get(message.type);
  if (ts !== undefined) startLeases(turn, ts, message.resources);
  turn.actions.push({ kind: "send", message });
}

function heartbeats(turn: Turn): Message | undefined {
  for (const ts of turn.state.types.values()) {
    const message = ts.leases.size === 0 || isPaused(ts) ? undefined : heartbeatMessage(turn, ts);
    if (message !== undefined) return message;
  }
  return undefined;
}

function additionMessage(turn: Turn): Message | undefined {
  for (const type of resourceTypes) {
    const ts = turn.state.types.get(type);
    if (ts === undefined || isQuiet(ts) || isPaused(ts)) continue;
    const message = isWhole(turn.state, type) ? wholeMessage(turn, ts) : partialMessage(turn, ts);
    if (message !== undefined) return message;
  }
  return undefined;
}

function askLater(turn: Turn, ts: TypeState): void {
  for (const [name, at] of ts.later) {
    if (at > turn.at) continue;
    ts.later.delete(name);
    if (isSubscribed(ts, name)) ask(turn.state, ts, { name, isNew: false });
  }
}
