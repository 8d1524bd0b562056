import { resourceTypes } from "../../snapshot/resource.ts";
import type { Message } from "./action.ts";
import { inForceReferences } from "./in-force.ts";
import { forget } from "./items.ts";
import { limitsOf, partVersion } from "./response-limits.ts";
import { isPaused, send } from "./sending.ts";
import { isWhole, type StreamState, type Turn, type TypeState, tableOf } from "./state.ts";
import { wholeWithout } from "./whole-message.ts";

/** On streams of their own nobody knows when the references are gone: removals go this late, milliseconds. */
export const lateRemovalMs = 30_000;

const removalOrder = [...resourceTypes].reverse();

/** The next removal: after everything that is new has gone out, and after nothing that is in force refers to it any more. */
export function removalMessage(turn: Turn): Message | undefined {
  const { types, scope, removalsFrom } = turn.state;
  if (scope === "ads" && removalsFrom > 0) return undefined;
  for (const ts of types.values()) if (ts.due.size > 0 || ts.fresh !== undefined) return undefined;
  for (const type of removalOrder) {
    const ts = types.get(type);
    const message = ts === undefined || ts.gone.size === 0 || isPaused(ts) ? undefined : removeFrom(turn, ts);
    if (message !== undefined) return message;
  }
  return undefined;
}

function removeFrom(turn: Turn, ts: TypeState): Message | undefined {
  const { state } = turn;
  const leaving = namesThatMayGo(turn, ts);
  if (leaving.length === 0) return undefined;
  if (isWhole(state, ts.type)) return wholeWithout(state, ts, leaving);
  for (const name of leaving) if (!isTold(state, ts, name)) forget(ts, name);
  const told = leaving.filter((name) => ts.gone.has(name)).slice(0, limitsOf(ts.type).resources);
  if (told.length === 0) return undefined;
  for (const name of told) ts.gone.delete(name);
  const entries = told.map((name) => ({ name, resource: undefined }));
  return send(state, ts, { entries, resources: [], removed: told, version: partVersion(state, [], told) });
}

/**
 * An extension whose removal was told while a listener asks for it would leave a hole in the filter chain: Envoy answers 500 then. A client
 * drops it when it does not need it any more, and the hosts of a table with the table. The state of the world has a word only for names that
 * were asked for.
 */
function isTold({ variant, snapshot }: StreamState, { type, names }: TypeState, name: string): boolean {
  if (type === "virtual-host" && snapshot.types.route.get(tableOf(name)) === undefined) return false;
  return type !== "extension" && (variant === "delta" || names.has(name));
}

function namesThatMayGo(turn: Turn, ts: TypeState): readonly string[] {
  const { state, at } = turn;
  if (state.scope !== "ads") return [...ts.gone].filter(([, since]) => at - since >= lateRemovalMs).map(([name]) => name);
  const isUsed = inForceReferences(state, ts.type);
  return [...ts.gone.keys()].filter((name) => !isUsed(name));
}
