import { blame } from "./blame.ts";
import type { DiscoveryRequest } from "./event.ts";
import { accept, settle } from "./items.ts";
import { type Entry, isSubscribed, isWhole, type Sent, type Turn, type TypeState } from "./state.ts";

/** Takes the answer in a request, if there is one: a refusal has `error_detail`, whatever its version says (xDS, "ACK/NACK"). */
export function onAnswer(turn: Turn, ts: TypeState, request: DiscoveryRequest): void {
  const sent = ts.sent.get(request.nonce);
  if (sent === undefined) return;
  ts.sent.delete(request.nonce);
  const skipped = request.kind === "sotw" ? takeOlder(ts, sent.order) : [];
  if (request.error !== undefined) onRefusal(turn, ts, { sent, skipped, nonce: request.nonce, detail: request.error });
  else {
    for (const older of [...skipped, sent]) acceptAll(turn, ts, older);
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
  for (const entry of sent.entries) accept(turn.state, ts, { entry, order: sent.order });
}

interface RefusedSending {
  readonly sent: Sent;
  readonly skipped: readonly Sent[];
  readonly nonce: string;
  readonly detail: string;
}

function onRefusal(turn: Turn, ts: TypeState, refusal: RefusedSending): void {
  const { sent, skipped, nonce, detail } = refusal;
  const whole = isWhole(turn.state, ts.type);
  turn.actions.push({ kind: "nacked", type: ts.type, nonce, detail });
  if (!whole) for (const older of skipped) acceptAll(turn, ts, older);
  const entries = whole ? newestEntries([...skipped, sent]) : sent.entries;
  const { refused, taken, unclear } = blame({ type: ts.type, entries, detail, whole });
  for (const entry of taken) accept(turn.state, ts, { entry, order: sent.order });
  for (const entry of refused) refuse(turn, ts, { entry, order: sent.order, detail });
  for (const entry of unclear) sendAgain(turn, ts, { entry, single: !whole || refused.length === 0 });
}

function newestEntries(responses: readonly Sent[]): readonly Entry[] {
  const byName = new Map(responses.flatMap(({ entries }) => entries.map((entry) => [entry.name, entry] as const)));
  return [...byName.values()];
}

function refuse(turn: Turn, ts: TypeState, { entry, order, detail }: { readonly entry: Entry; readonly order: number; readonly detail: string }): void {
  const { name, resource } = entry;
  const item = ts.items.get(name);
  ts.single.delete(name);
  if (resource === undefined) return;
  turn.actions.push({ kind: "refused", refusal: { type: ts.type, name, version: resource.version, detail } });
  if (item === undefined) return;
  item.pending = item.pending.filter((pending) => pending.order > order);
  item.doubt = true;
  const current = turn.state.snapshot.types[ts.type].get(name);
  if (current?.version === resource.version) {
    item.refused = { version: resource.version, detail };
    ts.due.delete(name);
  }
  settle(turn.state, ts, name);
}

/** A response of several was refused and the bad one is not known: each goes once more, alone, unless something newer is on its way. */
function sendAgain(turn: Turn, ts: TypeState, { entry, single }: { readonly entry: Entry; readonly single: boolean }): void {
  const { name } = entry;
  const current = turn.state.snapshot.types[ts.type].get(name);
  const item = ts.items.get(name);
  const wanted = current !== undefined && (item !== undefined || !isSubscribed(ts, name));
  if (!wanted) return;
  if (item !== undefined) item.doubt = true;
  ts.due.add(name);
  if (single) ts.single.add(name);
}
