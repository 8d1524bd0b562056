import type { Resource, ResourceType } from "../../snapshot/resource.ts";
import type { ResourceMap } from "../../snapshot/resource-map.ts";
import type { Known } from "./action.ts";
import { usesClusters } from "./cluster-users.ts";
import { indexIn, memberOf, sorted } from "./sorted-names.ts";
import { createItem, type Item, isSubscribed, type Sent, type TypeState } from "./state.ts";

/** What may have to wait for clusters is looked at one by one; of virtual hosts there are many, and they are looked at as they go. */
function mayTravelInBulk(type: ResourceType): boolean {
  return type === "virtual-host" || !usesClusters(type);
}

/** False where names have to be asked for one by one: others are on their way in bulk, or they may have to wait for clusters. */
export function mayStartFresh(ts: TypeState): boolean {
  return ts.fresh === undefined && mayTravelInBulk(ts.type);
}

/** Makes these names due that the client did not have before. */
export function startFresh(ts: TypeState, names: readonly string[]): void {
  if (names.length > 0) ts.fresh = { names: sorted(names), next: 0, known: undefined, isDropped: false };
}

/** True for a name that will be sent by and by, in whatever version the view has then. */
export function isUnsent({ fresh, items }: TypeState, name: string): boolean {
  return fresh !== undefined && !items.has(name) && indexIn(fresh.names, name) >= fresh.next;
}

/** True while something has gone out in bulk that is not answered, or is to go. */
export function hasBulk(ts: TypeState): boolean {
  if (ts.fresh !== undefined) return true;
  for (const { bulk } of ts.sent.values()) if (bulk.length > 0) return true;
  return false;
}

/** The item of a name, or what stands for it while it is on its way in bulk. */
export function standing(ts: TypeState, name: string): Item | undefined {
  const item = ts.items.get(name);
  if (item !== undefined || !hasBulk(ts)) return item;
  if (ts.fresh !== undefined && isUnsent(ts, name)) return isSubscribed(ts, name) ? createItem(ts.fresh.known) : undefined;
  return pendingInBulk(ts, name);
}

/** The item of a name; made when there is none, of a client that holds `known` or that is being sent it. */
export function itemOf(ts: TypeState, name: string, known: Known): Item {
  const item = standing(ts, name) ?? createItem(known);
  ts.items.set(name, item);
  return item;
}

/** Names without an item that are on their way in bulk. */
export function bulkNames(ts: TypeState): ReadonlySet<string> {
  const { names, next } = ts.fresh ?? { names: [], next: 0 };
  const sent = [...ts.sent.values()].flatMap(({ bulk }) => bulk.map(({ name }) => name));
  return new Set([...sent, ...names.slice(next)].filter((name) => !ts.items.has(name) && isSubscribed(ts, name)));
}

/** Counts names, of those that the view has. */
export interface BulkCounts {
  /** On their way in bulk. */
  readonly open: number;
  /** Of them, those that have not gone out. */
  readonly unsent: number;
}

/** How many names without an item are on their way in bulk. What goes to many streams alike is counted once. */
export function countBulk(ts: TypeState, map: ResourceMap): BulkCounts {
  const [sent, ...others] = ts.sent.values();
  if (ts.items.size === 0 && ts.wildcard && others.length === 0 && (sent === undefined || ts.fresh === undefined)) {
    const open = sent === undefined ? countFresh(ts.fresh, map) : countOnce(sent.bulk, map);
    return { open, unsent: sent === undefined ? open : 0 };
  }
  const names = [...bulkNames(ts)].filter((name) => map.get(name) !== undefined);
  return { open: names.length, unsent: names.filter((name) => isUnsent(ts, name)).length };
}

function countFresh(fresh: TypeState["fresh"], map: ResourceMap): number {
  if (fresh === undefined) return 0;
  return fresh.next === 0 ? countOnce(fresh.names, map) : fresh.names.slice(fresh.next).filter((name) => map.get(name) !== undefined).length;
}

const counts = new WeakMap<ResourceMap, WeakMap<readonly (Resource | string)[], number>>();

function countOnce(list: readonly (Resource | string)[], map: ResourceMap): number {
  const ofMap = counts.get(map) ?? new WeakMap<readonly (Resource | string)[], number>();
  counts.set(map, ofMap);
  const known = ofMap.get(list) ?? list.filter((one) => map.get(typeof one === "string" ? one : one.name) !== undefined).length;
  ofMap.set(list, known);
  return known;
}

/** Gives every name of unanswered bulks an item: a response was refused, and each has to be looked at. */
export function unfold(ts: TypeState): void {
  for (const sent of ts.sent.values()) for (const { name } of sent.bulk) if (isSubscribed(ts, name)) itemOf(ts, name, undefined);
  for (const sent of ts.sent.values()) {
    const listed = new Set(sent.entries.map(({ name }) => name));
    const rest = sent.bulk.filter(({ name }) => !listed.has(name) && isSubscribed(ts, name));
    sent.entries = [...sent.entries, ...rest.map((resource) => ({ name: resource.name, resource }))];
    sent.bulk = [];
  }
}

/** What a response was about that has an item: of what went in bulk, that is what something became of since. */
export function touchedEntries(ts: TypeState, { entries, bulk, order }: Sent): readonly { readonly name: string; readonly resource: Resource | undefined }[] {
  if (bulk.length === 0) return entries;
  return [...ts.items].flatMap(([name, { pending }]) => {
    const own = pending.find((sending) => sending.order === order);
    return own === undefined ? [] : [{ name, resource: own.resource }];
  });
}

function pendingInBulk(ts: TypeState, name: string): Item | undefined {
  let item: Item | undefined;
  for (const { order, bulk, known } of ts.sent.values()) {
    const resource = memberOf(bulk, name);
    if (resource === undefined) continue;
    item ??= createItem(known);
    item.pending = [...item.pending, { order, resource }];
  }
  return item;
}
