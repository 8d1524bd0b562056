import type { Clock } from "../../kit/clock.ts";
import type { Logger } from "../../kit/telemetry.ts";
import { KeptLease } from "../../store/lease/kept-lease.ts";
import { recordPrefix, type Store, type WatchEvent } from "../../store/store.ts";
import { type FleetNodeStatus, mergeNodes } from "./fleet-node-status.ts";
import type { NodeTable } from "./node-table.ts";
import { RemoteNodes } from "./remote-nodes.ts";
import { summaryRecords } from "./summary-record.ts";

/** At most one write of a record in this time. */
const writeEveryMs = 1000;

/** Listeners are told together of what happens within this time: a change for a thousand nodes has a thousand answers. */
const tellEveryMs = 10;

/** What was listed is listed again for so long when nothing was told meanwhile: an answer about a hundred objects asks a hundred times. */
const listForMs = 10;

/** A replica that says nothing for this long is gone, and what it said with it. */
const leaseMs = 15_000;

/** What summaries are made with. */
export interface SummariesOptions {
  readonly store: Store;
  readonly replica: string;
  readonly nodes: NodeTable;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * What every replica knows of its nodes: each writes leased records, a small one a view with where its nodes stand and others with who
 * they are, on change and at most once a second; all read all. An outage of the store loses nothing but freshness.
 */
export class ReplicaSummaries {
  readonly #options: SummariesOptions;
  readonly #lease: KeptLease;
  readonly #remote: RemoteNodes;
  readonly #written = new Map<string, string>();
  readonly #listeners = new Set<() => void>();
  readonly #stopListening: () => void;
  readonly #timers = new Map<"write" | "tell", () => void>();
  #listed: { readonly at: number; readonly nodes: readonly FleetNodeStatus[] } | undefined;
  #writing = Promise.resolve();
  #isFailing = false;
  #closed = false;

  readonly #writeNow = (): void => {
    this.#writing = this.#writing.then(() => this.#writeAll());
  };
  readonly #tellNow = (): void => {
    this.#listed = undefined;
    for (const listener of [...this.#listeners]) listener();
  };

  constructor(options: SummariesOptions) {
    this.#options = options;
    this.#lease = new KeptLease({ store: options.store, ttlMs: leaseMs, onLost: () => this.#onLost() });
    this.#remote = new RemoteNodes(options.clock);
    this.#stopListening = options.nodes.onChange(() => this.touch());
  }

  /** Something may have changed: it is written soon. Called for every revision too, since a node may have it without being sent anything. */
  touch(): void {
    this.#listed = undefined;
    this.#tellSoon();
    this.#after("write", writeEveryMs, this.#writeNow);
  }

  /** Takes the next event of the store's watch, whose records include `recordPrefix.summary`. */
  apply(event: WatchEvent): void {
    if (event.kind !== "records") return;
    this.#listed = undefined;
    if (event.reset) this.#remote.clear();
    for (const { key, value } of event.changes) {
      if (key.startsWith(recordPrefix.summary) && !key.startsWith(this.#prefix)) this.#remote.take(key.slice(recordPrefix.summary.length), value);
    }
    this.#tellSoon();
  }

  /** Every node of every replica, by id; one that moved is shown where it is connected. */
  list(): readonly FleetNodeStatus[] {
    const { nodes, replica, clock } = this.#options;
    const now = clock.monotonic();
    if (this.#listed === undefined || now - this.#listed.at >= listForMs) {
      const own = nodes.list().map((status) => ({ ...status, replica }));
      this.#listed = { at: now, nodes: mergeNodes(this.#remote.list(), own) };
    }
    return this.#listed.nodes;
  }

  /** Told when `list` may answer something else; the answer ends it. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Takes this replica's records away. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#stopListening();
    for (const cancel of this.#timers.values()) cancel();
    await this.#writing;
    await this.#lease.revoke();
  }

  get #prefix(): string {
    return `${recordPrefix.summary}${this.#options.replica}/`;
  }

  #tellSoon(): void {
    this.#after("tell", tellEveryMs, this.#tellNow);
  }

  #after(name: "write" | "tell", delayMs: number, task: () => void): void {
    if (this.#closed || this.#timers.has(name)) return;
    const cancel = this.#options.clock.schedule(delayMs, () => {
      this.#timers.delete(name);
      task();
    });
    this.#timers.set(name, cancel);
  }

  /** What could not be written is tried again a second later; an outage is told once. */
  async #writeAll(): Promise<void> {
    try {
      await this.#write();
      this.#isFailing = false;
    } catch (error) {
      if (!this.#isFailing) this.#options.logger.warn("Summary of nodes cannot be written, other replicas do not see what changes", { error: String(error) });
      this.#isFailing = true;
      this.touch();
    }
  }

  async #write(): Promise<void> {
    if (this.#closed) return;
    const { store, nodes, replica } = this.#options;
    const lease = await this.#lease.current();
    const records = summaryRecords(replica, nodes.list());
    for (const { key, value } of records) {
      // Made here in one order always, so that this is the same text as long as nothing has changed.
      const text = JSON.stringify(value);
      if (this.#written.get(key) === text) continue;
      await store.putRecord(`${this.#prefix}${key}`, value, { lease });
      this.#written.set(key, text);
    }
    const keys = new Set(records.map(({ key }) => key));
    for (const key of [...this.#written.keys()]) {
      if (keys.has(key)) continue;
      await store.deleteRecord(`${this.#prefix}${key}`);
      this.#written.delete(key);
    }
  }

  #onLost(): void {
    this.#written.clear();
    this.touch();
  }
}
