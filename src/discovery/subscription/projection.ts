import type { Resource } from "../../snapshot/resource.ts";
import { ResourceMap } from "../../snapshot/resource-map.ts";
import type { ResourceChange, ViewSnapshot } from "../../snapshot/view-snapshot.ts";
import type { Scope, Variant } from "./event.ts";

/** What decides which form of a view a stream is shown. */
export interface StreamKind {
  readonly variant: Variant;
  readonly scope: Scope;
}

/**
 * Virtual hosts travel by themselves where VHDS does: in delta, on a stream that carries route tables and hosts alike. Everywhere else a
 * table has its hosts in it.
 */
function isSplit({ variant, scope }: StreamKind): boolean {
  return variant === "delta" && (scope === "ads" || scope === "virtual-host");
}

const splitSnapshots = new WeakMap<ViewSnapshot, ViewSnapshot>();
const wholeSnapshots = new WeakMap<ViewSnapshot, ViewSnapshot>();

/** A view as streams of a kind are shown it; the same object for all of them. */
export function projectSnapshot(kind: StreamKind, snapshot: ViewSnapshot): ViewSnapshot {
  const projected = isSplit(kind) ? splitSnapshots : wholeSnapshots;
  const known = projected.get(snapshot);
  if (known !== undefined) return known;
  const types = isSplit(kind) ? { ...snapshot.types, route: splitTables(snapshot.types.route) } : { ...snapshot.types, "virtual-host": ResourceMap.empty };
  const made = { ...snapshot, types };
  projected.set(snapshot, made);
  return made;
}

const splitMaps = new WeakMap<ResourceMap, ResourceMap>();

function splitTables(routes: ResourceMap): ResourceMap {
  const known = splitMaps.get(routes);
  if (known !== undefined) return known;
  const changes = new Map<string, Resource>();
  for (const name of routes.names()) {
    const split = routes.get(name)?.split?.();
    if (split !== undefined) changes.set(name, split);
  }
  const made = changes.size === 0 ? routes : routes.with(changes);
  splitMaps.set(routes, made);
  return made;
}

const splitChanges = new WeakMap<readonly ResourceChange[], readonly ResourceChange[]>();
const wholeChanges = new WeakMap<readonly ResourceChange[], readonly ResourceChange[]>();

/** The changes of a view as streams of a kind are shown them. */
export function projectChanges(kind: StreamKind, changes: readonly ResourceChange[]): readonly ResourceChange[] {
  const projected = isSplit(kind) ? splitChanges : wholeChanges;
  const known = projected.get(changes);
  if (known !== undefined) return known;
  const made = isSplit(kind) ? changes.flatMap(splitChange) : changes.filter(({ type }) => type !== "virtual-host");
  projected.set(changes, made);
  return made;
}

/** A table whose hosts alone have changed has not changed itself. */
function splitChange(change: ResourceChange): readonly ResourceChange[] {
  if (change.type !== "route") return [change];
  const before = change.before?.split?.() ?? change.before;
  const after = change.after?.split?.() ?? change.after;
  return before?.version === after?.version ? [] : [{ ...change, before, after }];
}
