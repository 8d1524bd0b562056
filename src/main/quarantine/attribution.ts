import type { AttributionPort, ObjectHold, PlacedObject, Since, Suspects } from "../../discovery/quarantine/attribution.ts";
import { contentOf, contentRefusal } from "../../discovery/quarantine/held-object.ts";
import type { Culprit } from "../../discovery/quarantine/quarantine-record.ts";
import type { QuarantineTable } from "../../discovery/quarantine/quarantine-table.ts";
import { idText, type ResourceId } from "../../discovery/quarantine/resource-id.ts";
import { inputKey } from "../../graph/build/inputs.ts";
import type { ReferenceUsage } from "../../model/check/references.ts";
import { keyOf, keyText, type ObjectKey, type Origin, type StoredObject } from "../../model/object/object.ts";
import { type Resource, resourceTypes } from "../../snapshot/resource.ts";
import type { Snapshots } from "../../snapshot/snapshots.ts";
import type { Store } from "../../store/store.ts";
import { candidateOf } from "../fleet/candidate.ts";
import type { InForceLog } from "../fleet/in-force-log.ts";
import type { World } from "../fleet/world.ts";
import { MadeVersions } from "./made-versions.ts";
import { type ChangePart, mixObject, type ObjectChange, partsOf } from "./object-change.ts";
import { objectsOf, PastObjects } from "./past-objects.ts";
import { recallVersion } from "./recall.ts";

/** What attribution looks at. */
export interface AttributionOptions {
  readonly world: World;
  readonly table: QuarantineTable;
  readonly snapshots: Snapshots;
  readonly inForce: InForceLog;
  readonly store: Pick<Store, "get" | "history">;
}

/** What the parts of attribution share. */
interface Context extends AttributionOptions {
  /** What was made for single proxies lately. */
  readonly made: MadeVersions;
}

/** Joins the quarantine to the graph, which knows the objects behind every resource, and to the store, which knows how they were. */
export function createAttribution(options: AttributionOptions): AttributionPort {
  const { world, store } = options;
  const context: Context = { ...options, made: new MadeVersions() };
  return {
    candidateOf: (id) => candidateOf(world, id),
    changedAt: ({ view, type, name }) => options.snapshots.view(view).changedAt(type, name),
    hadUntil: ({ view, type, name }, version) => options.snapshots.view(view).hadUntil(type, name, version),
    recall: async (id, version, node) => {
      const known = await recallVersion(id, version, { ...options, node, resourceWith: (which, objects) => resourceWith(which, objects, world) });
      if (known !== undefined) context.made.add(id, version, known);
      return known;
    },
    madeAt: (id, version) => context.made.get(id, version)?.revision ?? 0,
    remember: (id, version, revision) => context.made.add(id, version, { revision, objects: [] }),
    suspects: (id, since) => suspectsOf(id, since, context),
    resourcesWith: (ids, objects) => resourcesWith(ids, objects, context),
    written: (key) => world.written(key),
    inForce: (key) => world.inputs[key.kind].get(inputKey(key)),
    authorOf: async ({ object }) => (await store.history({ key: object, limit: 1 })).commits[0]?.author,
  };
}

/** One changed object with its parts. */
interface Suspect {
  readonly key: ObjectKey;
  readonly change: ObjectChange;
  readonly parts: readonly ChangePart[];
  /** Undefined: how it was is not known any more. */
  readonly before: StoredObject | null | undefined;
}

interface Unit {
  readonly suspect: Suspect;
  readonly part: ChangePart;
  readonly culprit: Culprit;
}

async function suspectsOf(id: ResourceId, since: Since, context: Context): Promise<Suspects> {
  const { world, made, snapshots } = context;
  const had = since.held === undefined ? undefined : made.get(id, since.held);
  const past = new PastObjects({ ...context, after: had?.revision ?? since.after, had: had?.objects ?? [], node: since.node });
  const origins = originsOf(world, id);
  const suspects = await suspectsAmong(id, { origins, past, since, context });
  const units = suspects.flatMap((suspect) => suspect.parts.map((part): Unit => ({ suspect, part, culprit: culpritOf(suspect, part, origins) })));
  return {
    units: units.length > 0 ? units.map(({ culprit }) => culprit) : onlyOrigin(origins, world),
    variant: async (applied) => {
      const chosen = applied.flatMap((index) => units[index] ?? []);
      // What changed since the search began must not disturb it.
      const known = new Set([...suspects, ...since.base].map(({ key }) => keyText(key)));
      const newer = past.changed(originsOf(world, id), world).filter((object) => !known.has(keyText(object)));
      const objects = [...since.base, ...mixed(suspects, chosen), ...(await revertedAll(newer, past))];
      const resource = resourceWith(id, objects, world);
      if (resource !== undefined) made.add(id, resource.version, { revision: snapshots.revision, objects });
      return resource;
    },
    holdBack: (culprits) => holdsOf({ id, culprits, suspects, origins, world }),
  };
}

function originsOf(world: World, id: ResourceId): readonly Origin[] {
  const candidate = candidateOf(world, id);
  return typeof candidate === "object" ? candidate.origins() : [];
}

interface Search {
  readonly origins: readonly Origin[];
  readonly past: PastObjects;
  readonly since: Since;
  readonly context: Context;
}

/** What changed; where nothing did, what others refused in this resource; where nobody did, everything, for a proxy to which it is new. */
async function suspectsAmong(id: ResourceId, { origins, past, since, context }: Search): Promise<readonly Suspect[]> {
  const { world, table } = context;
  const settled = new Set(since.base.map(({ key }) => keyText(key)));
  const newer = past.changed(origins, world).filter((object) => !settled.has(keyText(object)));
  const all = await Promise.all(newer.map(async (object) => suspectOf(object, await past.get(object))));
  const changed = all.filter(({ before, change }) => before === undefined || before === null || contentOf(before) !== contentOf(change.after));
  if (changed.length > 0) return changed;
  const known = objectsOf(origins, world).flatMap((object) => {
    const held = table.object(keyText(object));
    const refused = held?.record.resources.includes(idText(id)) === true ? contentRefusal(held.record, contentOf(object)) : undefined;
    return refused === undefined ? [] : [suspectOf(object, refused.inForce)];
  });
  if (known.length > 0 || !since.fresh) return known;
  return objectsOf(origins, world).map((object) => suspectOf(object, null));
}

function suspectOf(object: StoredObject, before: StoredObject | null | undefined): Suspect {
  const change = { before: before ?? null, after: object };
  return { key: keyOf(object), change, before, parts: partsOf(change) };
}

/** A part that has no place of its own stands where the resource says that the object is in it. */
function culpritOf({ key, change: { after } }: Suspect, { pointer }: ChangePart, origins: readonly Origin[]): Culprit {
  const place = pointer === "" ? (origins.find(({ object }) => keyText(object) === keyText(key))?.pointer ?? "") : pointer;
  return { object: key, pointer: place, revision: after.revision, content: contentOf(after) };
}

/** Nothing changed and one object is all there is: it is the one, whatever made the proxy change its mind. */
function onlyOrigin(origins: readonly Origin[], world: World): readonly Culprit[] {
  const [first] = origins;
  const object = first === undefined ? undefined : world.inputs[first.object.kind].get(inputKey(first.object));
  if (first === undefined || object === undefined || origins.some((origin) => keyText(origin.object) !== keyText(first.object))) return [];
  return [{ object: first.object, pointer: first.pointer, revision: object.revision, content: contentOf(object) }];
}

function mixed(suspects: readonly Suspect[], chosen: readonly Unit[]): readonly PlacedObject[] {
  return suspects.map((suspect) => {
    const applied = chosen.filter((unit) => unit.suspect === suspect).map(({ part }) => part);
    return { key: suspect.key, object: mixObject(suspect.change, applied, suspect.parts) };
  });
}

function revertedAll(objects: readonly StoredObject[], past: PastObjects): Promise<readonly PlacedObject[]> {
  return Promise.all(objects.map(async (object) => ({ key: keyOf(object), object: (await past.get(object)) ?? null })));
}

/** What translation would make of the resource if these objects were so. */
function resourceWith(id: ResourceId, objects: readonly PlacedObject[], world: World): Resource | undefined {
  const made = attempt(world, objects, () => candidateOf(world, id));
  return typeof made === "object" ? made : undefined;
}

function attempt<T>(world: World, objects: readonly PlacedObject[], look: () => T): T {
  return world.engine.attempt(() => world.place(objects.map(({ key, object }) => ({ key, after: object ?? undefined }))), look);
}

/** Resources as they would be, and what they refer to, however far, that the view would lack. */
function resourcesWith(ids: readonly ResourceId[], objects: readonly PlacedObject[], { world, made, snapshots }: Context): readonly Resource[] {
  const found = attempt(world, objects, () => ids.flatMap((id) => withReferences(id, world)));
  for (const { id, resource, isAsked } of found) if (isAsked) made.add(id, resource.version, { revision: snapshots.revision, objects });
  return found.filter(({ id, isAsked }) => isAsked || candidateOf(world, id) === "absent").map(({ resource }) => resource);
}

interface MadeResource {
  readonly id: ResourceId;
  readonly resource: Resource;
  readonly isAsked: boolean;
}

function withReferences(asked: ResourceId, world: World): readonly MadeResource[] {
  const found = new Map<string, MadeResource>();
  const visit = (id: ResourceId): void => {
    const resource = candidateOf(world, id);
    if (typeof resource !== "object" || found.has(idText(id))) return;
    found.set(idText(id), { id, resource, isAsked: id === asked });
    const references = resource.references();
    for (const type of resourceTypes) for (const name of references[type] ?? []) visit({ view: id.view, type, name });
  };
  visit(asked);
  return [...found.values()];
}

interface Holding {
  readonly id: ResourceId;
  readonly culprits: readonly Culprit[];
  readonly suspects: readonly Suspect[];
  readonly origins: readonly Origin[];
  readonly world: World;
}

/**
 * Only where other objects stand in the same resource, and where it is known how the culprits were. What led to something that is gone since
 * would lead nowhere now: then the resource stays as it was, with what it needs.
 */
function holdsOf({ id, culprits, suspects, origins, world }: Holding): readonly ObjectHold[] | undefined {
  const sharing = new Set(origins.map(({ object }) => keyText(object)));
  if (sharing.size < 2) return undefined;
  const byObject = new Map(culprits.map((culprit) => [keyText(culprit.object), culprit]));
  const holds: ObjectHold[] = [];
  for (const [text, culprit] of byObject) {
    const before = suspects.find(({ key }) => keyText(key) === text)?.before;
    if (before === undefined || !mayBeHeldBack(id, culprit.object, before) || lacksReference(before, world)) return undefined;
    holds.push({ ...culprit, inForce: before });
  }
  return holds;
}

/** What a content leads to, as opposed to where it is attached. */
const leads: ReadonlySet<ReferenceUsage> = new Set(["backend", "service", "certificate", "trust"]);

function lacksReference(object: StoredObject | null, world: World): boolean {
  if (object === null) return false;
  return world.model.referencesOf(object).some(({ target, usage }) => leads.has(usage) && world.inputs[target.kind].get(inputKey(target)) === undefined);
}

/**
 * What is a part of others' resources may be held back. A service is not held back for its own cluster: its endpoints would be too; a
 * gateway that has never been good has nothing to go back to but closed ports.
 */
function mayBeHeldBack({ type }: ResourceId, { kind }: ObjectKey, before: StoredObject | null): boolean {
  switch (kind) {
    case "Route":
    case "StreamRoute":
    case "Policy":
    case "EnvoyPatch":
    case "Instance":
      return true;
    case "Gateway":
      return before !== null;
    case "Service":
      return (type === "route" || type === "virtual-host") && before !== null;
    default:
      return false;
  }
}
