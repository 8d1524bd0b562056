import type { PlacedObject } from "../../discovery/quarantine/attribution.ts";
import { inForceFor } from "../../discovery/quarantine/held-object.ts";
import type { QuarantineTable } from "../../discovery/quarantine/quarantine-table.ts";
import { inputKey } from "../../graph/build/inputs.ts";
import { keyOf, keyText, type Origin, type StoredObject } from "../../model/object/object.ts";
import { type Store, StoreError } from "../../store/store.ts";
import type { InForceLog } from "../fleet/in-force-log.ts";
import type { World } from "../fleet/world.ts";

/** What looking back needs. */
export interface PastOptions {
  readonly store: Pick<Store, "get">;
  readonly table: QuarantineTable;
  readonly inForce: InForceLog;
  /** A revision at which all was well; 0 when none is known. */
  readonly after: number;
  /** The node in question. */
  readonly node: string | undefined;
  /** Objects that were otherwise at that time, for the proxy in question. */
  readonly had: readonly PlacedObject[];
}

/** Objects as they were when a proxy last took them; each is asked for once. */
export class PastObjects {
  readonly #options: PastOptions;
  readonly #had: ReadonlyMap<string, StoredObject | null>;
  readonly #known = new Map<string, Promise<StoredObject | null | undefined>>();

  constructor(options: PastOptions) {
    this.#options = options;
    this.#had = new Map(options.had.map(({ key, object }) => [keyText(key), object]));
  }

  /** The objects behind a resource that may be otherwise now, oldest first. Instances have no revision: any of them may. */
  changed(origins: readonly Origin[], world: World): readonly StoredObject[] {
    const { after, inForce } = this.#options;
    const changed = objectsOf(origins, world).filter((object) => {
      if (object.kind === "Instance" || object.revision > after || this.#had.has(keyText(object))) return true;
      return inForce.changedAfter(object, after);
    });
    return changed.sort((left, right) => left.revision - right.revision);
  }

  /** The object as it was; null: it did not exist, or was another one that was deleted since; undefined: that is forgotten. */
  get(object: StoredObject): Promise<StoredObject | null | undefined> {
    const text = keyText(object);
    const known = this.#known.get(text) ?? this.#look(object).then((before) => sameOne(before, object));
    this.#known.set(text, known);
    return known;
  }

  async #look(object: StoredObject): Promise<StoredObject | null | undefined> {
    const { inForce, store, table, after, node } = this.#options;
    const had = this.#had.get(keyText(object));
    if (had !== undefined) return had;
    // Where nothing is known to have been well, nothing is what a new proxy has. Instances have no history: the endpoint is left out.
    if (after === 0 || object.kind === "Instance") return null;
    const remembered = inForce.at(object, after);
    const before = remembered === undefined ? await read(store, object, after) : remembered;
    if (before === undefined || before === null) return before;
    return inForceFor(table.object(keyText(object))?.record, before, node);
  }
}

/**
 * What was deleted does not come back in place of its namesake: nobody wants it, and what a proxy refused of it is forgotten with it.
 */
function sameOne(before: StoredObject | null | undefined, object: StoredObject): StoredObject | null | undefined {
  return before === undefined || before?.createdAt === object.createdAt ? before : null;
}

/** The objects behind a resource, as they are in force. */
export function objectsOf(origins: readonly Origin[], world: World): StoredObject[] {
  const keys = new Map(origins.map(({ object }) => [keyText(object), object]));
  return [...keys.values()].flatMap((key) => world.inputs[key.kind].get(inputKey(key)) ?? []);
}

/** As it was written. */
async function read(store: Pick<Store, "get">, object: StoredObject, revision: number): Promise<StoredObject | null | undefined> {
  try {
    return (await store.get(keyOf(object), { revision })) ?? null;
  } catch (error) {
    if (error instanceof StoreError && error.code === "ERR_STORE_COMPACTED") return undefined;
    throw error;
  }
}
