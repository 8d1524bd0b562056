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
  const { types } = snapshot;
  const forms = isSplit(kind) ? { route: splitTables(types.route) } : { "virtual-host": ResourceMap.empty, cluster: commonClusters(types.cluster) };
  const made = { ...snapshot, types: { ...types, ...forms } };
  projected.set(snapshot, made);
  return made;
}

/** A map with some resources in another form. */
function withForms(form: (resource: Resource) => Resource): (map: ResourceMap) => ResourceMap {
  const maps = new WeakMap<ResourceMap, ResourceMap>();
  return (map) => {
    const known = maps.get(map);
    if (known !== undefined) return known;
    const changes = new Map<string, Resource>();
    for (const resource of map.values()) if (form(resource) !== resource) changes.set(resource.name, form(resource));
    const made = changes.size === 0 ? map : map.with(changes);
    maps.set(map, made);
    return made;
  };
}

function splitForm(resource: Resource): Resource {
  return resource.split?.() ?? resource;
}

const commonForms = new WeakMap<Resource, Resource>();

/** Where hosts stand in their tables nobody asks for clusters by their names: all are there. */
function commonForm(resource: Resource): Resource {
  if (resource.onDemand !== true) return resource;
  const known = commonForms.get(resource) ?? { ...resource, onDemand: false };
  commonForms.set(resource, known);
  return known;
}

const splitTables = withForms(splitForm);
const commonClusters = withForms(commonForm);

const splitChanges = new WeakMap<readonly ResourceChange[], readonly ResourceChange[]>();
const wholeChanges = new WeakMap<readonly ResourceChange[], readonly ResourceChange[]>();

/** The changes of a view as streams of a kind are shown them. */
export function projectChanges(kind: StreamKind, changes: readonly ResourceChange[]): readonly ResourceChange[] {
  const projected = isSplit(kind) ? splitChanges : wholeChanges;
  const known = projected.get(changes);
  if (known !== undefined) return known;
  const made = isSplit(kind)
    ? changes.flatMap((change) => (change.type === "route" ? formed(change, splitForm) : [change]))
    : changes.flatMap((change) => (change.type === "virtual-host" ? [] : change.type === "cluster" ? formed(change, commonForm) : [change]));
  projected.set(changes, made);
  return made;
}

/** A table whose hosts alone have changed has not changed itself. */
function formed(change: ResourceChange, form: (resource: Resource) => Resource): readonly ResourceChange[] {
  const before = change.before && form(change.before);
  const after = change.after && form(change.after);
  return before?.version === after?.version ? [] : [{ ...change, before, after }];
}
