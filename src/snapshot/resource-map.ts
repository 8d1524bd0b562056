import type { Resource } from "./resource.ts";

/** Enough that one change of ten thousand resources copies about eighty, few enough that an empty map costs little. */
const bucketCount = 128;

type Bucket = ReadonlyMap<string, Resource>;

const noResources: Bucket = new Map();

/** What became of one name between two maps; both are never undefined. */
export interface NameDifference {
  readonly name: string;
  readonly before: Resource | undefined;
  readonly after: Resource | undefined;
}

/**
 * Resources of one type by name, immutable and structurally shared: a change copies one bucket, and two maps are compared by the
 * buckets that they do not share. So a stream may keep the map that it knows, whatever is published meanwhile.
 */
export class ResourceMap {
  readonly size: number;
  readonly #buckets: readonly Bucket[];
  #names: readonly string[] | undefined;

  private constructor(buckets: readonly Bucket[], size: number) {
    this.#buckets = buckets;
    this.size = size;
  }

  /** The map without resources. */
  static readonly empty = new ResourceMap(new Array<Bucket>(bucketCount).fill(noResources), 0);

  get(name: string): Resource | undefined {
    return this.#buckets[bucketOf(name)]?.get(name);
  }

  /** Names of everything but what goes on demand alone, in the order of their code units. */
  names(): readonly string[] {
    this.#names ??= this.#buckets.flatMap(commonNames).sort(byCodeUnits);
    return this.#names;
  }

  /** Every resource, in no order. */
  *values(): Generator<Resource> {
    for (const bucket of this.#buckets) yield* bucket.values();
  }

  /** A map with these resources set, or taken out where the value is undefined. */
  with(changes: ReadonlyMap<string, Resource | undefined>): ResourceMap {
    const buckets = [...this.#buckets];
    let isSameNames = true;
    const copies = new Map<number, Map<string, Resource>>();
    let { size } = this;
    for (const [name, resource] of changes) {
      const index = bucketOf(name);
      const copy = copies.get(index) ?? new Map(buckets[index]);
      copies.set(index, copy);
      buckets[index] = copy;
      size -= copy.size;
      isSameNames &&= isCommon(copy.get(name)) === isCommon(resource);
      if (resource === undefined) copy.delete(name);
      else copy.set(name, resource);
      size += copy.size;
    }
    if (size === 0) return ResourceMap.empty;
    const changed = new ResourceMap(buckets, size);
    // Most changes are of contents: whoever has a list of the names keeps it.
    if (isSameNames) changed.#names = this.#names;
    return changed;
  }

  /** The names whose version differs from `earlier`. */
  differences(earlier: ResourceMap): readonly NameDifference[] {
    const found: NameDifference[] = [];
    for (let index = 0; index < bucketCount; index++) {
      const before = earlier.#buckets[index] ?? noResources;
      const after = this.#buckets[index] ?? noResources;
      if (before !== after) found.push(...bucketDifferences(before, after));
    }
    return found;
  }
}

/** True for what everything means, and false for nothing and for what goes on demand alone. */
export function isCommon(resource: Resource | undefined): boolean {
  return resource !== undefined && resource.onDemand !== true;
}

function commonNames(bucket: Bucket): readonly string[] {
  const names: string[] = [];
  for (const [name, resource] of bucket) if (isCommon(resource)) names.push(name);
  return names;
}

function bucketDifferences(before: Bucket, after: Bucket): NameDifference[] {
  const found: NameDifference[] = [];
  for (const [name, resource] of before) {
    const next = after.get(name);
    if (next?.version !== resource.version) found.push({ name, before: resource, after: next });
  }
  for (const [name, resource] of after) {
    if (!before.has(name)) found.push({ name, before: undefined, after: resource });
  }
  return found;
}

/** FNV-1a over code units. */
function bucketOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < name.length; index++) hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
  return (hash >>> 8) & (bucketCount - 1);
}

function byCodeUnits(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
