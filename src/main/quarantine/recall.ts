import type { PlacedObject, Recalled } from "../../discovery/quarantine/attribution.ts";
import { inForceFor } from "../../discovery/quarantine/held-object.ts";
import { objectOfKey } from "../../discovery/quarantine/quarantine-record.ts";
import type { QuarantineTable } from "../../discovery/quarantine/quarantine-table.ts";
import type { ResourceId } from "../../discovery/quarantine/resource-id.ts";
import { inputKey } from "../../graph/build/inputs.ts";
import { keyText, type StoredObject } from "../../model/object/object.ts";
import type { Resource } from "../../snapshot/resource.ts";
import type { Store } from "../../store/store.ts";
import type { World } from "../fleet/world.ts";
import type { Composition } from "./made-versions.ts";

/** So many commits are undone to find a version. */
const commitLimit = 100;

/** What recalling works with. */
export interface RecallOptions {
  readonly store: Pick<Store, "history">;
  readonly table: QuarantineTable;
  readonly world: World;
  /** The node that had it. */
  readonly node: string;
  /** The resource as it would be if objects were so. */
  readonly resourceWith: (id: ResourceId, objects: readonly PlacedObject[]) => Resource | undefined;
}

/**
 * Finds an earlier version of a resource by undoing commits, the newest first, until what comes out has that version: versions are hashes of
 * the content, so it is the very same. For replicas that have not been there; the newest hundred commits are looked at.
 */
export async function recallVersion(id: ResourceId, version: string, options: RecallOptions): Promise<(Recalled & Composition) | undefined> {
  const { store, resourceWith } = options;
  const { commits } = await store.history({ limit: commitLimit });
  const placed = new Map(exceptions(options).map((object) => [keyText(object.key), object]));
  let revision = commits[0]?.revision ?? 0;
  for (const commit of [undefined, ...commits]) {
    for (const { key, before } of commit?.changes ?? []) placed.set(keyText(key), { key, object: asInForce(before, options) });
    if (commit !== undefined) revision = commit.revision - 1;
    const objects = [...placed.values()];
    const resource = resourceWith(id, objects);
    if (resource?.version === version) return { resource, revision, objects };
  }
  return undefined;
}

/** What is in force now, and not for the node. */
function exceptions({ table, world, node }: RecallOptions): readonly PlacedObject[] {
  return table.objects().flatMap(({ key, record }) => {
    const object = objectOfKey(key);
    const current = object && world.inputs[object.kind].get(inputKey(object));
    return object === undefined || current === undefined ? [] : [{ key: object, object: inForceFor(record, current, node) }];
  });
}

/** An object whose content was refused, by all or by the node, was in force as it had been before. */
function asInForce(object: StoredObject | undefined, { table, node }: RecallOptions): StoredObject | null {
  if (object === undefined) return null;
  return inForceFor(table.object(keyText(object))?.record, object, node);
}
