import type { Answers } from "./answers.ts";
import type { SotwRequest } from "./event.ts";
import { holdForClusters, mayWarm } from "./hold.ts";
import { ask } from "./items.ts";
import type { Turn, TypeState } from "./state.ts";
import { hasLegacyWildcard, subscribe, subscribeAll, unsubscribe, unsubscribeAll, wildcardName } from "./subscribe.ts";

interface SotwContext {
  readonly request: SotwRequest;
  readonly first: boolean;
  readonly answers: Answers;
}

/** A state-of-the-world request as a change of subscriptions: its names are the whole list. */
export function onSotwSubscription(turn: Turn, ts: TypeState, { request, first, answers }: SotwContext): void {
  if (first && request.version !== "") holdForClusters(turn, ts);
  const names = new Set(request.names);
  if (names.size > 0) ts.named = true;
  const all = names.delete(wildcardName) || (!ts.named && hasLegacyWildcard(ts));
  const changed = changeNames(turn, ts, { names, all });
  if (first) ts.owed = all;
  // A response is under way that this client has not seen: it will say its names again with the answer to it.
  ts.stale = answers === "older" && (changed || ts.stale);
  if (!changed && answers === "again" && request.error === undefined) askAgain(turn, ts);
}

function changeNames(turn: Turn, ts: TypeState, wish: { readonly names: ReadonlySet<string>; readonly all: boolean }): boolean {
  const added = [...wish.names].filter((name) => !ts.names.has(name));
  const dropped = [...ts.names].filter((name) => !wish.names.has(name));
  const turned = ts.wildcard !== wish.all;
  for (const name of added) subscribe(turn, ts, name);
  if (turned && wish.all) subscribeAll(turn, ts, (name) => ts.names.has(name));
  if (turned && !wish.all) unsubscribeAll(ts);
  for (const name of dropped) unsubscribe(ts, name);
  return turned || added.length > 0 || dropped.length > 0;
}

/** The same request again: Envoy asks so for endpoints of clusters that warm, and waits for 15 s when nobody answers. */
function askAgain(turn: Turn, ts: TypeState): void {
  if (ts.type !== "endpoint") return;
  for (const name of ts.names) {
    if (mayWarm(turn.state, name)) ask(turn.state, ts, { name, isNew: false });
  }
}
