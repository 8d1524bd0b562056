import type { Resource } from "../../snapshot/resource.ts";
import type { Message } from "./action.ts";
import { freshMessage } from "./fresh-message.ts";
import { settle } from "./items.ts";
import { limitsOf, partVersion, sizeOf, travelsAlone } from "./response-limits.ts";
import { send } from "./sending.ts";
import { isSubscribed, type Turn, type TypeState } from "./state.ts";
import { wantedOf } from "./wanted.ts";
import { waitsForCluster } from "./warming.ts";

interface Batch {
  readonly resources: Resource[];
  readonly absent: string[];
  readonly limit: number;
  bytes: number;
}

/** The next response with a part of what is due: everything in delta, and all but listeners and clusters in the state of the world. */
export function partialMessage(turn: Turn, ts: TypeState): Message | undefined {
  const fresh = freshMessage(turn.state, ts);
  if (fresh !== undefined) return fresh;
  const batch = fillBatch(turn, ts);
  const { resources, absent } = batch;
  if (resources.length === 0 && absent.length === 0 && !(ts.owed && ts.due.size === 0)) return undefined;
  const entries = [...resources.map((resource) => ({ name: resource.name, resource })), ...absent.map((name) => ({ name, resource: undefined }))];
  return send(turn.state, ts, { entries, resources, removed: absent, version: partVersion(turn.state, resources, absent) });
}

function fillBatch(turn: Turn, ts: TypeState): Batch {
  const batch: Batch = { resources: [], absent: [], limit: travelsAlone(ts.type, ts.due.size) ? 1 : limitsOf(ts.type).resources, bytes: 0 };
  for (const name of inOrderOfDoubt(ts)) {
    const wanted = wantedOf(turn.state, ts, name);
    if (typeof wanted !== "object") addAbsent(turn, ts, { batch, name, isAbsent: wanted === "absent" });
    else if (fits(ts, batch, wanted) && !waitsForCluster(turn, ts, wanted)) {
      batch.resources.push(wanted);
      batch.bytes += sizeOf(wanted);
      if (isFull(ts, batch, name)) break;
    }
  }
  return batch;
}

/** What nobody doubts first; then the smallest groups, so that the first bad one is found before the others are looked for. */
function inOrderOfDoubt({ due, doubted }: TypeState): Iterable<string> {
  if (doubted.size === 0) return due;
  const together = (name: string): number => doubted.get(name)?.together ?? 0;
  return [...due].sort((left, right) => together(left) - together(right));
}

function fits(ts: TypeState, batch: Batch, resource: Resource): boolean {
  if (batch.absent.length > 0) return false;
  if (batch.resources.length === 0) return true;
  const [first] = batch.resources;
  // What is doubted goes with others of the same doubt, as many as that allows.
  const isAlike = first !== undefined && ts.doubted.get(first.name)?.together === ts.doubted.get(resource.name)?.together;
  return isAlike && batch.bytes + sizeOf(resource) <= limitsOf(ts.type).bytes;
}

function isFull(ts: TypeState, batch: Batch, name: string): boolean {
  const count = Math.min(batch.limit, ts.doubted.get(name)?.together ?? batch.limit);
  return batch.resources.length >= count || batch.bytes >= limitsOf(ts.type).bytes;
}

/** That a name does not exist is said at once, and the name is remembered. The state of the world says it of names alone that were asked for. */
function addAbsent(turn: Turn, ts: TypeState, { batch, name, isAbsent }: { readonly batch: Batch; readonly name: string; readonly isAbsent: boolean }): void {
  if (isAbsent && (turn.state.variant === "delta" ? isSubscribed(ts, name) : ts.names.has(name))) {
    if (batch.resources.length === 0 && batch.absent.length < limitsOf(ts.type).resources) batch.absent.push(name);
    return;
  }
  ts.due.delete(name);
  settle(turn.state, ts, name);
}
