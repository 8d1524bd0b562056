import type { Resource, ResourceType } from "../../snapshot/resource.ts";
import { type Blame, blame, wordsFor } from "./blame.ts";
import { touchedEntries, unfold } from "./bulk.ts";
import type { DiscoveryRequest } from "./event.ts";
import { accept, settle, surelyKnown } from "./items.ts";
import { plainWords } from "./plain-words.ts";
import { type Doubt, type Entry, type Item, isSubscribed, isWhole, type Sent, type Turn, type TypeState } from "./state.ts";
import { currentOf } from "./wanted.ts";

/** Takes the answer in a request, if there is one: a refusal has `error_detail`, whatever its version says (xDS, "ACK/NACK"). */
export function onAnswer(turn: Turn, ts: TypeState, request: DiscoveryRequest): void {
  const sent = ts.sent.get(request.nonce);
  if (sent === undefined) return;
  if (request.error !== undefined) unfold(ts);
  ts.sent.delete(request.nonce);
  const skipped = request.kind === "sotw" ? takeOlder(ts, sent.order) : [];
  if (request.error !== undefined) onRefusal(turn, ts, { sent, skipped, nonce: request.nonce, detail: request.error });
  else {
    for (const older of skipped) supersede(turn, ts, older);
    acceptAll(turn, ts, sent);
    ts.taken = true;
    turn.actions.push({ kind: "acked", type: ts.type, nonce: request.nonce });
  }
}

/** While Envoy's clusters warm it holds its answers back, and in the state of the world answers the newest response alone afterwards. */
function takeOlder(ts: TypeState, order: number): readonly Sent[] {
  const older: Sent[] = [];
  for (const [nonce, sent] of ts.sent) {
    if (sent.order > order) continue;
    ts.sent.delete(nonce);
    older.push(sent);
  }
  return older;
}

function acceptAll(turn: Turn, ts: TypeState, sent: Sent): void {
  for (const entry of touchedEntries(ts, sent)) accept(turn.state, ts, { entry, order: sent.order });
}

/** Of parts, the client took each; what stood in a whole response and is still wanted stands in the newest one too, and is answered with that. */
function supersede(turn: Turn, ts: TypeState, older: Sent): void {
  if (!isWhole(turn.state, ts.type)) acceptAll(turn, ts, older);
}

interface RefusedSending {
  readonly sent: Sent;
  readonly skipped: readonly Sent[];
  readonly nonce: string;
  readonly detail: string;
}

function onRefusal(turn: Turn, ts: TypeState, refusal: RefusedSending): void {
  const { sent, skipped, nonce, detail } = refusal;
  const { entries, order } = sent;
  turn.actions.push({ kind: "nacked", type: ts.type, nonce, detail: plainWords(detail) });
  if (isWhole(turn.state, ts.type)) {
    const blamed = blame({ type: ts.type, entries, detail, whole: true, beside: lastGoodEntries(ts, entries), uncertain: sent.uncertain });
    onWholeRefusal(ts, blamed);
    if (blamed.taken.length === 0) for (const older of skipped) guessTaken(ts, older);
    // Once the bad one is known the others may go together again.
    applyBlame(turn, ts, { ...blamed, order, detail, single: blamed.refused.length === 0 });
  } else {
    for (const older of skipped) supersede(turn, ts, older);
    applyBlame(turn, ts, { ...blame({ type: ts.type, entries, detail, whole: false, beside: [], uncertain: false }), order, detail, single: true });
  }
}

/** Of a set that was refused nothing is in force; what went before it and was not answered by itself, while clusters were warming, may be. */
function guessTaken(ts: TypeState, older: Sent): void {
  for (const { name, resource } of older.entries) {
    const item = ts.items.get(name);
    if (item === undefined) continue;
    guessKnown(item, resource);
  }
}

/** What it says about what stood in the response beside its changes. */
function onWholeRefusal(ts: TypeState, { refused, taken }: Blame): void {
  if (taken.length === 0) dropGuesses(ts);
  ts.taken ||= taken.length > 0;
  // A client that came back has something: what it should not have any more leaves with the next response, which lacks the bad one.
  ts.owed ||= refused.length > 0 && !ts.taken;
}

interface Verdict extends Blame {
  readonly order: number;
  readonly detail: string;
  /** Send what is unclear alone. */
  readonly single: boolean;
}

function applyBlame(turn: Turn, ts: TypeState, { refused, taken, unclear, order, detail, single }: Verdict): void {
  for (const entry of taken) accept(turn.state, ts, { entry, order });
  for (const entry of refused) refuse(turn, ts, { entry, order, detail: wordsFor(entry.name, { type: ts.type, detail }, refused) });
  const doubt = single ? { detail: plainWords(detail), together: togetherOf(ts.type, unclear.length) } : undefined;
  for (const entry of unclear) sendAgain(turn, ts, { entry, order, doubt });
}

/** Hosts are tried by halves: a proxy puts all hosts of a table together anew for each response. All else is cheap, and goes one by one. */
function togetherOf(type: ResourceType, count: number): number {
  return type === "virtual-host" ? Math.ceil(count / 2) : 1;
}

function dropGuesses(ts: TypeState): void {
  for (const item of ts.items.values()) {
    if (item.guess !== undefined) item.known = "unknown";
    item.guess = undefined;
  }
}

function lastGoodEntries(ts: TypeState, entries: readonly Entry[]): readonly Entry[] {
  const names = new Set(entries.map(({ name }) => name));
  return [...ts.items].flatMap(([name, { known, refused }]) =>
    refused !== undefined && typeof known === "object" && !names.has(name) ? [{ name, resource: known }] : [],
  );
}

function refuse(turn: Turn, ts: TypeState, { entry, order, detail }: { readonly entry: Entry; readonly order: number; readonly detail: string }): void {
  const { name, resource } = entry;
  const item = ts.items.get(name);
  ts.doubted.delete(name);
  if (resource === undefined) return;
  const isNews = item?.refused?.version !== resource.version;
  if (item !== undefined) {
    noteRefusal(turn, ts, { item, resource, order, detail });
    settle(turn.state, ts, name);
  }
  const refusal = { type: ts.type, name, version: resource.version, detail };
  if (!isNews) return;
  const held = item === undefined ? "unknown" : surelyKnown(item);
  turn.actions.push({ kind: "refused", refusal, held, ...(held === "unknown" && item?.told !== undefined && { told: item.told }) });
}

interface RefusedItem {
  readonly item: Item;
  readonly resource: Resource;
  readonly order: number;
  readonly detail: string;
}

function noteRefusal(turn: Turn, ts: TypeState, { item, resource, order, detail }: RefusedItem): void {
  if (isWhole(turn.state, ts.type)) guessEarlier(item, resource, order);
  // What went out since in the same version will be refused as well.
  item.pending = item.pending.filter((pending) => pending.order > order && pending.resource?.version !== resource.version);
  item.doubt = true;
  if (typeof item.known === "object" && item.known.version === resource.version) forgetKnown(item);
  const current = currentOf(turn.state, ts, resource.name);
  if (current?.version !== resource.version) return;
  item.refused = { version: resource.version, detail };
  ts.due.delete(resource.name);
}

/** An earlier response that was not answered by itself, while clusters were warming, was probably taken. */
function guessEarlier(item: Item, refused: Resource, order: number): void {
  const earlier = item.pending.filter((pending) => pending.order < order && pending.resource?.version !== refused.version).at(-1);
  if (earlier !== undefined) guessKnown(item, earlier.resource);
}

function guessKnown(item: Item, resource: Resource | undefined): void {
  item.guess ??= { over: item.known };
  item.known = resource;
}

/** It is refused, so the client does not have it; where that was a guess, it has what it took before. */
function forgetKnown(item: Item): void {
  item.known = item.guess?.over;
  item.guess = undefined;
}

interface Again {
  readonly entry: Entry;
  readonly order: number;
  /** For what must not go with everything else again. */
  readonly doubt: Doubt | undefined;
}

/** A response was refused and the bad one is not known: each goes once more, alone, unless something newer is on its way. */
function sendAgain(turn: Turn, ts: TypeState, again: Again): void {
  const { name } = again.entry;
  const item = ts.items.get(name);
  // A whole response holds everything: what it was refused with must not be mistaken for the last good one.
  if (item !== undefined && isWhole(turn.state, ts.type)) item.pending = item.pending.filter(({ order }) => order > again.order);
  if (item?.pending.some(({ order }) => order > again.order) === true) return;
  const exists = currentOf(turn.state, ts, name) !== undefined;
  if (item === undefined && (isSubscribed(ts, name) || !exists)) return;
  if (item !== undefined) item.doubt = true;
  if (!exists) ts.gone.set(name, turn.at);
  else {
    ts.due.add(name);
    if (again.doubt !== undefined) ts.doubted.set(name, again.doubt);
  }
}
