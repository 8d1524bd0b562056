import { contentHash } from "../../kit/hash.ts";
import type { Resource, ResourceType } from "../../snapshot/resource.ts";
import type { Message } from "./action.ts";
import { settle } from "./items.ts";
import { send } from "./sending.ts";
import { isSubscribed, type Turn, type TypeState } from "./state.ts";
import { wantedOf } from "./wanted.ts";
import { waitsForCluster } from "./warming.ts";

/** A refusal of these names nothing, and they are large or rare, so that each travels alone. */
const alone: ReadonlySet<ResourceType> = new Set(["runtime", "secret", "extension", "route"]);

/**
 * All others travel alone when they are few, and together when they are many: one that breaks a validation rule takes its whole
 * response with it, and what is written behind may need the others.
 */
const few = 8;

/** A response stays small enough that one stream cannot take the memory of many. */
const limits = { resources: 1000, bytes: 1 << 20 };

interface Batch {
  readonly resources: Resource[];
  readonly absent: string[];
  readonly single: boolean;
  bytes: number;
}

/** The next response with a part of what is due: everything in delta, and all but listeners and clusters in the state of the world. */
export function partialMessage(turn: Turn, ts: TypeState): Message | undefined {
  if (ts.due.size === 0 && !ts.owed) return undefined;
  const batch = fillBatch(turn, ts);
  const { resources, absent } = batch;
  if (resources.length === 0 && absent.length === 0 && !(ts.owed && ts.due.size === 0)) return undefined;
  const entries = [...resources.map((resource) => ({ name: resource.name, resource })), ...absent.map((name) => ({ name, resource: undefined }))];
  return send(turn.state, ts, { entries, resources, removed: absent, version: versionOf(turn, resources) });
}

function fillBatch(turn: Turn, ts: TypeState): Batch {
  const batch: Batch = { resources: [], absent: [], single: travelsAlone(ts), bytes: 0 };
  for (const name of ts.due) {
    const wanted = wantedOf(turn.state, ts, name);
    if (typeof wanted !== "object") addAbsent(turn, ts, { batch, name, isAbsent: wanted === "absent" });
    else if (fits(ts, batch, wanted) && !waitsForCluster(turn, ts, wanted)) {
      batch.resources.push(wanted);
      batch.bytes += wanted.bytes.length;
      if (isFull(ts, batch, name)) break;
    }
  }
  return batch;
}

function travelsAlone(ts: TypeState): boolean {
  return alone.has(ts.type) || ts.due.size <= few;
}

function fits(ts: TypeState, batch: Batch, resource: Resource): boolean {
  if (batch.absent.length > 0) return false;
  if (batch.resources.length === 0) return true;
  return !ts.single.has(resource.name) && batch.bytes + resource.bytes.length <= limits.bytes;
}

function isFull(ts: TypeState, batch: Batch, name: string): boolean {
  return batch.single || ts.single.has(name) || batch.resources.length >= limits.resources || batch.bytes >= limits.bytes;
}

/** Delta says at once that a name does not exist; the state of the world has no word for it, the name is remembered. */
function addAbsent(turn: Turn, ts: TypeState, { batch, name, isAbsent }: { readonly batch: Batch; readonly name: string; readonly isAbsent: boolean }): void {
  if (isAbsent && turn.state.variant === "delta" && isSubscribed(ts, name)) {
    if (batch.resources.length === 0) batch.absent.push(name);
    return;
  }
  ts.due.delete(name);
  settle(turn.state, ts, name);
}

function versionOf({ state }: Turn, resources: readonly Resource[]): string {
  if (state.variant === "delta") return String(state.snapshot.revision);
  const [first, ...others] = resources;
  return others.length === 0 ? (first?.version ?? "0") : contentHash(...resources.map((resource) => resource.version));
}
