/** A set of texts in order of code units. Cheap to fill in order, and to change here and there. */
export class SortedKeys {
  #keys: string[] = [];
  #sorted = true;
  readonly #present = new Set<string>();

  add(key: string): void {
    if (this.#present.has(key)) return;
    this.#present.add(key);
    const last = this.#keys.at(-1);
    this.#sorted &&= last === undefined || last < key;
    this.#keys.push(key);
  }

  delete(key: string): void {
    this.#present.delete(key);
  }

  /** The keys greater than `after`, in order. */
  *from(after: string): Generator<string> {
    const keys = this.#ordered();
    for (let index = firstGreater(keys, after); index < keys.length; index += 1) yield keys[index] as string;
  }

  #ordered(): readonly string[] {
    if (this.#sorted && this.#keys.length === this.#present.size) return this.#keys;
    this.#keys = [...this.#present].sort();
    this.#sorted = true;
    return this.#keys;
  }
}

function firstGreater(keys: readonly string[], after: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((keys[middle] as string) <= after) low = middle + 1;
    else high = middle;
  }
  return low;
}
