import type { Kind, ObjectKey, StoredObject } from "../../model/object/object.ts";
import type { ObjectChange } from "../store.ts";

/** Which objects: all, of one kind, or of one kind and namespace; only those after `after` in key order; at most `limit`. */
export interface ObjectRange {
  readonly kind?: Kind | undefined;
  readonly namespace?: string | undefined;
  readonly after?: ObjectKey | undefined;
  readonly limit: number;
}

/** Orders keys by kind, namespace and name. Keys are ASCII, so this is the order of bytes too. */
export function compareKeys(left: ObjectKey, right: ObjectKey): number {
  return compareText(left.kind, right.kind) || compareText(left.namespace, right.namespace) || compareText(left.name, right.name);
}

/** True when the key is of the range's kind and namespace and after its start. */
export function isInRange(key: ObjectKey, range: Omit<ObjectRange, "limit">): boolean {
  if (range.kind !== undefined && key.kind !== range.kind) return false;
  if (range.namespace !== undefined && key.namespace !== range.namespace) return false;
  return range.after === undefined || compareKeys(key, range.after) > 0;
}

/** Objects in memory, in key order. A lookup is a binary search, a change of an existing object moves nothing. */
export class ObjectTable {
  #sorted: StoredObject[];

  constructor(objects: Iterable<StoredObject> = []) {
    this.#sorted = [...objects].sort(compareKeys);
  }

  get(key: ObjectKey): StoredObject | undefined {
    const found = this.#sorted[this.#place(key)];
    return found !== undefined && compareKeys(found, key) === 0 ? found : undefined;
  }

  /** Makes the changes of one commit true. */
  apply(changes: readonly ObjectChange[]): void {
    for (const { key, after } of changes) {
      const place = this.#place(key);
      const found = this.#sorted[place];
      const isThere = found !== undefined && compareKeys(found, key) === 0;
      if (after === undefined) this.#sorted.splice(place, isThere ? 1 : 0);
      else this.#sorted.splice(place, isThere ? 1 : 0, after);
    }
  }

  /** Objects of the range, in key order. */
  range(range: ObjectRange): StoredObject[] {
    const first = range.after ?? { kind: range.kind ?? ("" as Kind), namespace: range.namespace ?? "", name: "" };
    const found: StoredObject[] = [];
    for (let place = this.#place(first); place < this.#sorted.length && found.length < range.limit; place += 1) {
      const object = this.#sorted[place] as StoredObject;
      if (isInRange(object, range)) found.push(object);
      else if (range.kind !== undefined && object.kind > range.kind) break;
    }
    return found;
  }

  /** All objects, in key order, as they are now. */
  all(): readonly StoredObject[] {
    return [...this.#sorted];
  }

  get size(): number {
    return this.#sorted.length;
  }

  /** Where the key is, or where it would have to be. */
  #place(key: ObjectKey): number {
    let low = 0;
    let high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compareKeys(this.#sorted[middle] as StoredObject, key) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function compareText(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
