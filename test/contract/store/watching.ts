import type { CommitRecord, Store, WatchEvent, WatchOptions } from "../../../src/store/store.ts";

type EventOf<K extends WatchEvent["kind"]> = Extract<WatchEvent, { kind: K }>;

/** A watch that a test reads event by event. */
export class Watching {
  readonly #abort = new AbortController();
  readonly #events: AsyncIterator<WatchEvent>;

  constructor(store: Store, options: Omit<WatchOptions, "signal"> = {}) {
    this.#events = store.watch({ ...options, signal: this.#abort.signal })[Symbol.asyncIterator]();
  }

  /** The next event, whatever it is; `undefined` after the end. */
  async any(): Promise<WatchEvent | undefined> {
    const next = await this.#events.next();
    return next.done === true ? undefined : next.value;
  }

  /** The next event, which must be of this kind. */
  async next<K extends WatchEvent["kind"]>(kind: K): Promise<EventOf<K>> {
    const event = await this.any();
    if (event?.kind !== kind) throw new Error(`Expected a ${kind}, got ${String(JSON.stringify(event)).slice(0, 500)}`);
    return event as EventOf<K>;
  }

  /** The next event of this kind; others are passed over. */
  async skipTo<K extends WatchEvent["kind"]>(kind: K): Promise<EventOf<K>> {
    for (;;) {
      const event = await this.any();
      if (event === undefined) throw new Error(`The watch ended before a ${kind}`);
      if (event.kind === kind) return event as EventOf<K>;
    }
  }

  /** Commits up to and with this revision, events of other kinds left out. */
  async commitsUntil(revision: number): Promise<CommitRecord[]> {
    const commits: CommitRecord[] = [];
    while ((commits.at(-1)?.revision ?? 0) < revision) commits.push((await this.skipTo("commit")).record);
    return commits;
  }

  /** Ends the watch; resolves when it has ended. */
  async end(): Promise<void> {
    this.#abort.abort();
    while ((await this.any()) !== undefined);
  }
}

/** The numbers from `first` to `last`. */
export function numbers(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, place) => first + place);
}

/** All lines of a backup. */
export async function linesOf(store: Store): Promise<string[]> {
  return collect(store.backup());
}

/** All values of an async iterable. */
export async function collect<T>(values: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const value of values) all.push(value);
  return all;
}
