import { contentOf, contentRefusal, inForceFor } from "../../discovery/quarantine/held-object.ts";
import { objectOfKey } from "../../discovery/quarantine/quarantine-record.ts";
import type { HeldObject, QuarantineTable } from "../../discovery/quarantine/quarantine-table.ts";
import type { Model } from "../../model/model.ts";
import { keyText, type ObjectKey, type StoredObject } from "../../model/object/object.ts";
import type { World } from "../fleet/world.ts";

/** What finding referrers looks at. */
export interface ReferrerSources {
  readonly world: World;
  readonly table: QuarantineTable;
  readonly model: Model;
}

/** Objects that are held back, and refer to this one as they are in force for some proxies, however they are written. */
export function referrersInForce(key: ObjectKey, { world, table, model }: ReferrerSources): readonly ObjectKey[] {
  const text = keyText(key);
  return table.objects().flatMap((held) => {
    const object = objectOfKey(held.key);
    const written = object && world.written(object);
    const earlier = written && earlierOf(held, written);
    const refers = earlier !== undefined && model.referencesOf(earlier).some(({ target }) => keyText(target) === text);
    return object !== undefined && refers ? [object] : [];
  });
}

function earlierOf({ record }: HeldObject, written: StoredObject): StoredObject | undefined {
  const refused = contentRefusal(record, contentOf(written));
  return refused === undefined ? undefined : (inForceFor(record, written, refused.nodes[0]) ?? undefined);
}
