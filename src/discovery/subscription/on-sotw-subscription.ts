import type { Answers } from "./answers.ts";
import type { SotwRequest } from "./event.ts";
import { holdForClusters, mayWarm } from "./hold.ts";
import { ask } from "./items.ts";
import { isWhole, type Turn, type TypeState } from "./state.ts";
import { hasLegacyWildcard, subscribe, subscribeAll, unsubscribe, unsubscribeAll, wildcardName } from "./subscribe.ts";

interface SotwContext {
  readonly request: SotwRequest;
  readonly first: boolean;
  readonly answers: Answers;
}

/** A state-of-the-world request as a change of subscriptions: its names are the whole list. */
export function onSotwSubscription(turn: Turn, ts: TypeState, { request, first, answers }: SotwContext): void {
  const names = new Set(request.names);
  if (names.size > 0) ts.named = true;
  const all = names.delete(wildcardName) || (!ts.named && hasLegacyWildcard(ts));
  const due = answers === "older" ? new Set(ts.due) : undefined;
  const changed = changeNames(turn, ts, { names, all });
  if (due === undefined) sendEarly(ts);
  else waitForAnswer(ts, due);
  if (first) {
    ts.owed = all;
    holdForClusters(turn, ts, request.version !== "");
  }
  if (first && (request.version !== "" || isWhole(turn.state, ts.type))) holdsUnknown(ts, request.version);
  if (!changed && answers === "again" && request.error === undefined) askAgain(turn, ts);
}

/** A response is under way that the client has not seen: it will say its names again with the answer to it, and is answered then. */
function waitForAnswer(ts: TypeState, due: ReadonlySet<string>): void {
  for (const name of ts.due) {
    if (due.has(name)) continue;
    ts.due.delete(name);
    ts.early.add(name);
  }
}

function sendEarly(ts: TypeState): void {
  for (const name of ts.early) ts.due.add(name);
  ts.early.clear();
}

/**
 * The client has something from an earlier stream and cannot tell what. Of sets, also one that never accepted a version may have a part: the
 * good ones of a set that it refused.
 */
function holdsUnknown(ts: TypeState, version: string): void {
  // What is asked for alone travelled alone, under its own version.
  const told = ts.names.size === 1 && !ts.wildcard && version !== "" ? version : undefined;
  for (const item of ts.items.values()) {
    item.known = "unknown";
    item.told = told;
  }
  if (ts.fresh !== undefined) ts.fresh.known = "unknown";
}

function changeNames(turn: Turn, ts: TypeState, wish: { readonly names: ReadonlySet<string>; readonly all: boolean }): boolean {
  const added = [...wish.names].filter((name) => !ts.names.has(name));
  const dropped = [...ts.names].filter((name) => !wish.names.has(name));
  const turned = ts.wildcard !== wish.all;
  subscribe(turn, ts, added);
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
