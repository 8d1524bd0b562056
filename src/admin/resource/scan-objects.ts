import { z } from "zod";
import { ephemeralKinds, keyText, type StoredObject } from "../../model/object/object.ts";
import { StoreError } from "../../store/store.ts";
import type { AdminContext } from "../admin-context.ts";
import { invalidCursor } from "../http/cursor.ts";
import { ephemeralPrefix, readEphemeralRecord } from "../projection/ephemeral-record.ts";
import type { ListSource } from "./list-sources.ts";

/** Where a scan goes on. */
export const scanPlace = z.strictObject({
  /** Which source. */
  source: z.int().min(0),
  /** The revision that all pages show; absent before the first page. */
  revision: z.int().min(1).exactOptional(),
  /** The store's own cursor of the page. */
  page: z.string().exactOptional(),
  /** How many objects of the page are behind us. */
  skip: z.int().min(0),
  /** How large the store's pages are: it must not change on the way. */
  size: z.int().min(1).max(1000),
  /** Of objects without history: the key text of the last one. */
  after: z.string().exactOptional(),
});

/** Where a scan goes on. */
export type ScanPlace = z.infer<typeof scanPlace>;

/** One object of a scan, and where the scan goes on behind it (undefined: nowhere). */
export interface Scanned {
  readonly object: StoredObject;
  readonly next: ScanPlace | undefined;
  /** The revision that the scan shows; undefined for objects without history. */
  readonly revision: number | undefined;
}

/**
 * The objects of some sources one after the other, in key order, a page of the store at a time; all of durable ones at one
 * revision. While the store is out, the last state that was seen.
 */
export async function* scanObjects(sources: readonly ListSource[], start: ScanPlace, context: AdminContext): AsyncGenerator<Scanned> {
  let place: ScanPlace | undefined = start;
  if (start.source >= Math.max(sources.length, 1)) throw invalidCursor();
  while (place !== undefined) {
    const source: ListSource | undefined = sources[place.source];
    if (source === undefined) return;
    const page: PageOfScan = ephemeralKinds.has(source.kind) ? await recordPage(source, place, context) : await durablePage(source, place, context);
    const end: ScanPlace | undefined = page.next ?? nextSource(page.place, sources);
    for (const [index, object] of page.objects.entries()) {
      yield { object, next: index + 1 < page.objects.length ? page.behind(index) : end, revision: page.place.revision };
    }
    place = end;
  }
}

interface PageOfScan {
  readonly objects: readonly StoredObject[];
  readonly place: ScanPlace;
  /** The next page of the same source. */
  readonly next: ScanPlace | undefined;
  /** The place behind one of the objects, which is not the last. */
  readonly behind: (index: number) => ScanPlace;
}

function nextSource(place: ScanPlace, sources: readonly ListSource[]): ScanPlace | undefined {
  if (place.source + 1 >= sources.length) return undefined;
  const revision = place.revision === undefined ? {} : { revision: place.revision };
  return { source: place.source + 1, skip: 0, size: place.size, ...revision };
}

async function durablePage(source: ListSource, place: ScanPlace, context: AdminContext): Promise<PageOfScan> {
  const page = await context.store.list({
    ...source,
    limit: place.size,
    allowStale: true,
    ...(place.page === undefined ? {} : { cursor: place.page }),
    ...(place.page === undefined && place.revision !== undefined ? { revision: place.revision } : {}),
  });
  const here: ScanPlace = { ...place, ...(page.revision > 0 ? { revision: page.revision } : {}) };
  return {
    objects: page.objects.slice(place.skip),
    place: here,
    next: page.cursor === undefined ? undefined : { ...here, page: page.cursor, skip: 0 },
    behind: (index) => ({ ...here, skip: place.skip + index + 1 }),
  };
}

async function recordPage(source: ListSource, place: ScanPlace, context: AdminContext): Promise<PageOfScan> {
  const all = await recordsOf(source, context);
  const objects = all.filter((object) => keyText(object) > (place.after ?? ""));
  return { objects, place, next: undefined, behind: (index) => ({ ...place, after: keyText(objects[index] as StoredObject) }) };
}

async function recordsOf(source: ListSource, context: AdminContext): Promise<readonly StoredObject[]> {
  const prefix = source.namespace === undefined ? ephemeralPrefix(source.kind) : `${ephemeralPrefix(source.kind)}${source.namespace}/`;
  try {
    const records = await context.store.listRecords(prefix);
    const objects = records.flatMap((record) => readEphemeralRecord(record.value) ?? []);
    return objects.sort((left, right) => (keyText(left) < keyText(right) ? -1 : 1));
  } catch (error) {
    if (error instanceof StoreError && error.retryable) return [...context.objects.list(source)];
    throw error;
  }
}
