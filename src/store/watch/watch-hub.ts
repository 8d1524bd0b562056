import { type RecordChange, StoreError, type WatchEvent, type WatchOptions } from "../store.ts";
import { Subscription } from "./subscription.ts";
import type { WatchSource } from "./watch-source.ts";
import { type Position, Watcher } from "./watcher.ts";

/**
 * Hands changes to watchers. A watcher pulls: it is a position in the history plus the set of records that changed, so a slow one costs
 * little and loses nothing.
 *
 * ```
 *  start ──▶ snapshot ──▶ records (all) ──▶ commit | records ──┐
 *              ▲  history is gone  │              ▲            │
 *              └───────────────────┴── outage ──▶ restored ◀───┘
 * ```
 */
export class WatchHub {
  readonly #source: WatchSource;
  readonly #subscriptions = new Set<Subscription>();
  #outage: StoreError | undefined;
  #isClosed = false;

  constructor(source: WatchSource) {
    this.#source = source;
  }

  /** There are new commits. */
  notify(): void {
    for (const subscription of this.#subscriptions) subscription.wake();
  }

  /** Records were written or are gone. */
  recordsChanged(changes: readonly RecordChange[]): void {
    for (const subscription of this.#subscriptions) for (const change of changes) subscription.record(change);
  }

  /** Changes of records may have been missed: all watchers list them anew. */
  relistRecords(): void {
    for (const subscription of this.#subscriptions) subscription.relist();
  }

  /** Nothing that was told of the objects holds any more: all watchers get a new snapshot. */
  restart(): void {
    for (const subscription of this.#subscriptions) subscription.restart();
  }

  /** The engine cannot be reached, or can again (`undefined`). */
  setOutage(error: StoreError | undefined): void {
    if ((this.#outage === undefined) === (error === undefined)) return;
    this.#outage = error;
    this.notify();
  }

  /** True while the engine is known to be out of reach. */
  get isOut(): boolean {
    return this.#outage !== undefined;
  }

  /** Ends all watchers with `ERR_STORE_CLOSED`. */
  close(): void {
    this.#isClosed = true;
    this.notify();
  }

  /** See `Store.watch`. */
  watch(options: WatchOptions): AsyncIterable<WatchEvent> {
    return this.#run(options, options.after ?? "snapshot");
  }

  /** Only the records under these prefixes; never an event about objects. */
  watchRecords(prefixes: readonly string[], signal: AbortSignal): AsyncIterable<WatchEvent> {
    return this.#run({ records: prefixes, signal }, "records only");
  }

  async *#run({ signal, records = [] }: WatchOptions, start: Position): AsyncGenerator<WatchEvent, void, undefined> {
    const subscription = new Subscription(records);
    const watcher = new Watcher(this.#source, subscription, start);
    const wake = () => subscription.wake();
    this.#subscriptions.add(subscription);
    signal.addEventListener("abort", wake);
    try {
      while (!signal.aborted) {
        const next = this.#next(watcher);
        if (next === undefined) await subscription.woken();
        else yield* untilAborted(await next, signal);
      }
    } finally {
      signal.removeEventListener("abort", wake);
      this.#subscriptions.delete(subscription);
    }
  }

  /** What to tell the watcher now. `undefined` says that there is nothing: the caller must wait before anything else can run. */
  #next(watcher: Watcher): Promise<readonly WatchEvent[]> | readonly WatchEvent[] | undefined {
    if (this.#isClosed) throw new StoreError("ERR_STORE_CLOSED", "Store was closed while it was watched");
    const status = watcher.status(this.#outage);
    if (status !== undefined) return [status];
    if (this.#outage !== undefined || !watcher.hasNews()) return undefined;
    return watcher.news().catch((error: unknown) => this.#endUnlessOutage(error));
  }

  #endUnlessOutage(error: unknown): readonly WatchEvent[] {
    if (error instanceof StoreError && error.retryable && this.#outage !== undefined) return [];
    throw error;
  }
}

function* untilAborted(events: readonly WatchEvent[], signal: AbortSignal): Iterable<WatchEvent> {
  for (const event of events) {
    if (signal.aborted) return;
    yield event;
  }
}
