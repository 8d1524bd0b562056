import { contentHash } from "../../kit/hash.ts";
import type { Resource } from "../../snapshot/resource.ts";
import { isCommon } from "../../snapshot/resource-map.ts";
import type { Message } from "./action.ts";
import { hasBulk, isUnsent, itemOf } from "./bulk.ts";
import { send } from "./sending.ts";
import { sharedSlice } from "./shared-slice.ts";
import type { Entry, StreamState, Turn, TypeState } from "./state.ts";
import { lastGood, lastSent, type Wanted, wantedOf } from "./wanted.ts";
import { waitsForCluster } from "./warming.ts";

/** The next response with all listeners or clusters of the state of the world. What is missing in it is deleted. */
export function wholeMessage(turn: Turn, ts: TypeState): Message | undefined {
  // One suspect at a time: the next response is made when it is known what the client thinks of this one.
  if (ts.doubted.size > 0 && ts.sent.size > 0) return undefined;
  const ready = [...ts.due].filter((name) => mayGo(turn, ts, name));
  if (ready.length === 0 && ts.fresh === undefined && !(ts.owed && ts.due.size === 0)) return undefined;
  const suspect = ready.find((name) => ts.doubted.has(name));
  return sendWhole(turn.state, ts, new Set(suspect === undefined ? ready : [suspect]));
}

/** A response with everything but `leaving`. */
export function wholeWithout(state: StreamState, ts: TypeState, leaving: readonly string[]): Message {
  for (const name of leaving) ts.gone.delete(name);
  return sendWhole(state, ts, new Set(leaving));
}

function mayGo(turn: Turn, ts: TypeState, name: string): boolean {
  const wanted = wantedOf(turn.state, ts, name);
  return typeof wanted !== "object" || !waitsForCluster(turn, ts, wanted);
}

function sendWhole(state: StreamState, ts: TypeState, chosen: ReadonlySet<string>): Message {
  const isBulk = hasBulk(ts);
  const known = ts.fresh === undefined ? ts.sent.values().find(({ bulk }) => bulk.length > 0)?.known : ts.fresh.known;
  const { resources, entries } = everything(state, ts, chosen) ?? contents(state, ts, { names: allNames(state, ts), chosen });
  ts.fresh = undefined;
  const removed = entries.filter(({ resource }) => resource === undefined).map(({ name }) => name);
  return send(state, ts, { entries, ...(isBulk && { bulk: { resources, known } }), resources, removed, version: setVersion(resources) });
}

interface Contents {
  readonly resources: readonly Resource[];
  readonly entries: readonly Entry[];
}

/** The set is just what the view has, so it is the same for everybody. */
function everything(state: StreamState, ts: TypeState, chosen: ReadonlySet<string>): Contents | undefined {
  const map = state.snapshot.types[ts.type];
  if (!ts.wildcard || [...ts.names].some((name) => !isCommon(map.get(name)))) return undefined;
  const entries: Entry[] = [];
  for (const name of ts.items.keys()) {
    const content = contentOf(state, ts, { name, chosen });
    const resource = map.get(name);
    if (content !== (resource ?? "absent")) return undefined;
    if (chosen.has(name) || isUnanswered(ts, name)) entries.push({ name, resource });
  }
  const slice = sharedSlice(map.names(), { map, start: 0, limits: unlimited });
  return slice === undefined ? undefined : { resources: slice.resources, entries };
}

const unlimited = { resources: Number.MAX_SAFE_INTEGER, bytes: Number.MAX_SAFE_INTEGER };

function contents(state: StreamState, ts: TypeState, { names, chosen }: { readonly names: readonly string[]; readonly chosen: ReadonlySet<string> }): Contents {
  const resources: Resource[] = [];
  const entries: Entry[] = [];
  for (const name of names) {
    const content = contentOf(state, ts, { name, chosen });
    const resource = typeof content === "object" ? content : undefined;
    if (resource !== undefined) resources.push(resource);
    const isMissing = resource === undefined && isUnsent(ts, name);
    if (chosen.has(name) || isUnanswered(ts, name) || isMissing) entries.push({ name, resource });
  }
  return { resources, entries };
}

/** It went out before and goes out once more: a refusal of this response may be about it. */
function isUnanswered(ts: TypeState, name: string): boolean {
  return (ts.items.get(name)?.pending.length ?? 0) > 0;
}

/** Sorted, so that equal sets have equal bytes. Names that leave now are among them, as absent. */
function allNames(state: StreamState, ts: TypeState): readonly string[] {
  const current = ts.wildcard ? state.snapshot.types[ts.type].names() : [];
  return [...new Set([...current, ...ts.names, ...ts.items.keys()])].sort();
}

/** What waits stays as the client has it; while suspects are tried one by one, that is what it took last. */
function contentOf(state: StreamState, ts: TypeState, { name, chosen }: { readonly name: string; readonly chosen: ReadonlySet<string> }): Wanted {
  if (chosen.has(name) || !ts.due.has(name)) return wantedOf(state, ts, name);
  const item = itemOf(ts, name, undefined);
  return ts.doubted.size > 0 ? lastGood(item) : lastSent(item);
}

const versions = new WeakMap<readonly Resource[], string>();

function setVersion(resources: readonly Resource[]): string {
  const known = versions.get(resources) ?? contentHash(resources.map(({ name, version }) => `${name} ${version}\n`).join(""));
  versions.set(resources, known);
  return known;
}
