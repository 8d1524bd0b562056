import type { ResourceType } from "./resource.ts";

/** One line of a view's journal. */
export interface JournalEntry {
  /** The view's position after the change. */
  readonly position: number;
  readonly revision: number;
  /** When that was, milliseconds since the epoch. */
  readonly at: number;
  readonly type: ResourceType;
  readonly name: string;
  /** Undefined: removed. */
  readonly version: string | undefined;
}

/** The latest changes of one view in their order, bounded: who is further behind than its beginning compares everything. */
export class Journal {
  readonly #limit: number;
  #entries: JournalEntry[] = [];
  /** Everything after this position is in the journal. */
  #start = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Adds the entries of one position; forgets the oldest when there are more than twice the limit, so that forgetting costs O(1) an entry. */
  add(entries: readonly JournalEntry[]): void {
    for (const entry of entries) this.#entries.push(entry);
    if (this.#entries.length <= 2 * this.#limit) return;
    const cut = this.#entries[this.#entries.length - this.#limit];
    this.#start = cut?.position ?? this.#start;
    this.#entries = this.#entries.filter((entry) => entry.position > this.#start);
  }

  /** The entries after a position, or undefined when some of them are forgotten. */
  since(position: number): readonly JournalEntry[] | undefined {
    if (position < this.#start) return undefined;
    let first = this.#entries.length;
    while (first > 0 && (this.#entries[first - 1]?.position ?? 0) > position) first--;
    return this.#entries.slice(first);
  }

  /** The newest entry of each resource, by type and name as `cluster default/a`. */
  latest(): ReadonlyMap<string, JournalEntry> {
    return new Map(this.#entries.map((entry) => [`${entry.type} ${entry.name}`, entry]));
  }

  /** The entries of one resource. */
  of(type: ResourceType, name: string): readonly JournalEntry[] {
    return this.#entries.filter((entry) => entry.type === type && entry.name === name);
  }
}
