import { StoreError, type WatchEvent } from "../store.ts";
import type { Subscription } from "./subscription.ts";
import type { WatchSource } from "./watch-source.ts";

/** Where a watcher stands: after a revision, before a snapshot (the first, or because history is gone), or not interested in objects. */
export type Position = number | "snapshot" | "relist" | "records only";

/** One watcher: what it has been told, and what comes next. */
export class Watcher {
  readonly #source: WatchSource;
  readonly #subscription: Subscription;
  #position: Position;
  /** The engine is asked once at the start: the revision to resume after may be one that this store never had. */
  #mustCheck = true;
  #knowsOutage = false;

  constructor(source: WatchSource, subscription: Subscription, start: Position) {
    this.#source = source;
    this.#subscription = subscription;
    this.#position = start;
  }

  /** `outage` or `restored`, when the watcher has not been told yet. */
  status(outage: StoreError | undefined): WatchEvent | undefined {
    if ((outage !== undefined) === this.#knowsOutage) return undefined;
    this.#knowsOutage = outage !== undefined;
    return outage === undefined ? { kind: "restored" } : { kind: "outage", error: outage };
  }

  hasNews(): boolean {
    if (this.#mustCheck || this.#subscription.hasNews()) return true;
    if (typeof this.#position === "number") return this.#position < this.#source.revision();
    return this.#position !== "records only";
  }

  /** The next events; may be none. */
  async news(): Promise<readonly WatchEvent[]> {
    if (this.#mustCheck) await this.#check();
    if (this.#subscription.takeRestart() && typeof this.#position === "number") this.#position = "relist";
    if (this.#position === "snapshot" || this.#position === "relist") return [await this.#snapshot(this.#position === "relist")];
    const commits = typeof this.#position === "number" && this.#position < this.#source.revision() ? await this.#commits(this.#position) : [];
    // After the commits: a record that was written after a commit is told after it.
    const records = this.#records();
    return records === undefined ? commits : [...commits, records];
  }

  async #check(): Promise<void> {
    const newest = await this.#source.sync();
    if (typeof this.#position === "number" && this.#position > newest) {
      throw new StoreError("ERR_STORE_FUTURE_REVISION", `Revision ${this.#position} to watch from does not exist yet, the newest is ${newest}`);
    }
    this.#mustCheck = false;
  }

  async #snapshot(relisted: boolean): Promise<WatchEvent> {
    const { revision, objects } = await this.#source.snapshot();
    this.#position = revision;
    return { kind: "snapshot", revision, objects, relisted };
  }

  #records(): WatchEvent | undefined {
    if (this.#subscription.takeRelist()) return { kind: "records", reset: true, changes: this.#source.recordsUnder(this.#subscription.prefixes) };
    const changes = this.#subscription.takeChanges();
    return changes.length === 0 ? undefined : { kind: "records", reset: false, changes };
  }

  async #commits(after: number): Promise<readonly WatchEvent[]> {
    const records = await this.#source.commitsAfter(after);
    if (records === undefined) {
      this.#position = "relist";
      return [];
    }
    this.#position = records.at(-1)?.revision ?? after;
    return records.map((record) => ({ kind: "commit", record }));
  }
}
