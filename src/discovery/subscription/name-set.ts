import type { ResourceMap } from "../../snapshot/resource-map.ts";

const nothing: ReadonlySet<string> = new Set();

/** Lists that are shorter than this are not worth sharing. */
const sharedFrom = 64;

const sets = new WeakMap<readonly string[], ReadonlySet<string>>();

/**
 * Names that a client subscribes to: one list as it was given, whose set streams with the same list share, and what came and went since.
 * So a thousand proxies that ask for the same thousand names hold those once.
 */
export class NameSet implements Iterable<string> {
  #base = nothing;
  #added: Set<string> | undefined;
  #dropped: Set<string> | undefined;

  get size(): number {
    return this.#base.size - (this.#dropped?.size ?? 0) + (this.#added?.size ?? 0);
  }

  has(name: string): boolean {
    if (this.#added?.has(name) === true) return true;
    return this.#base.has(name) && this.#dropped?.has(name) !== true;
  }

  add(name: string): void {
    if (this.has(name)) return;
    if (this.#base.has(name)) this.#dropped?.delete(name);
    else {
      this.#added ??= new Set();
      this.#added.add(name);
    }
  }

  /** Adds a list; the first long one is shared with everybody who is given the same. */
  addAll(names: readonly string[]): void {
    if (this.size === 0 && names.length >= sharedFrom) {
      this.#base = setOf(names);
      this.#added = undefined;
      this.#dropped = undefined;
    } else for (const name of names) this.add(name);
  }

  /** Answers whether it was there. */
  delete(name: string): boolean {
    if (this.#added?.delete(name) === true) return true;
    if (!this.has(name)) return false;
    this.#dropped ??= new Set();
    this.#dropped.add(name);
    return true;
  }

  /** How many of the names there are. What is counted of a shared list is counted once. */
  countIn(map: ResourceMap): number {
    const isThere = (name: string): boolean => map.get(name) !== undefined;
    const [dropped, added] = [this.#dropped, this.#added].map((names) => [...(names ?? [])].filter(isThere).length);
    return countOf(this.#base, map) - (dropped ?? 0) + (added ?? 0);
  }

  *[Symbol.iterator](): Generator<string> {
    for (const name of this.#base) if (this.#dropped?.has(name) !== true) yield name;
    if (this.#added !== undefined) yield* this.#added;
  }
}

const counts = new WeakMap<ResourceMap, WeakMap<ReadonlySet<string>, number>>();

function countOf(names: ReadonlySet<string>, map: ResourceMap): number {
  if (names.size === 0) return 0;
  const ofMap = counts.get(map) ?? new WeakMap<ReadonlySet<string>, number>();
  counts.set(map, ofMap);
  const known = ofMap.get(names) ?? names.values().reduce((count, name) => (map.get(name) === undefined ? count : count + 1), 0);
  ofMap.set(names, known);
  return known;
}

function setOf(names: readonly string[]): ReadonlySet<string> {
  const known = sets.get(names);
  if (known !== undefined) return known;
  const made = new Set(names);
  sets.set(names, made);
  return made;
}
