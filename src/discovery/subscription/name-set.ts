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

  *[Symbol.iterator](): Generator<string> {
    for (const name of this.#base) if (this.#dropped?.has(name) !== true) yield name;
    if (this.#added !== undefined) yield* this.#added;
  }
}

function setOf(names: readonly string[]): ReadonlySet<string> {
  const known = sets.get(names);
  if (known !== undefined) return known;
  const made = new Set(names);
  sets.set(names, made);
  return made;
}
