import type { Clock } from "../../kit/clock.ts";
import { type Lease, StoreError, type StoreRecord } from "../store.ts";

interface Entry {
  readonly ttlMs: number;
  readonly records: Set<string>;
  readonly end: () => void;
  aliveAt: number;
  cancel: () => void;
}

/**
 * Leases of a store that lives in one process, and the records that hang on them. They are not written down: when the process ends, its
 * leases end with it. Measured by `Clock.monotonic`, so that a jump of the wall clock neither ends nor prolongs one.
 */
export class LeaseBook {
  readonly #clock: Clock;
  readonly #onGone: (keys: readonly string[]) => void;
  readonly #entries = new Map<string, Entry>();
  readonly #records = new Map<string, { readonly record: StoreRecord; readonly lease: string }>();
  #count = 0;

  /** `onGone` is told the keys of records whose lease ended. */
  constructor(clock: Clock, onGone: (keys: readonly string[]) => void) {
    this.#clock = clock;
    this.#onGone = onGone;
  }

  grant(ttlMs: number): Lease {
    this.#count += 1;
    const id = `lease-${this.#count}`;
    const { promise: lost, resolve } = Promise.withResolvers<void>();
    const entry: Entry = { ttlMs, records: new Set(), aliveAt: this.#clock.monotonic(), cancel: () => undefined, end: resolve };
    this.#entries.set(id, entry);
    this.#keepAlive(id, entry);
    return { id, lost, revoke: () => Promise.resolve(this.#end(id)) };
  }

  get(key: string): StoreRecord | undefined {
    return this.#records.get(key)?.record;
  }

  list(prefix: string): StoreRecord[] {
    return [...this.#records.values()].flatMap(({ record }) => (record.key.startsWith(prefix) ? [record] : []));
  }

  /** Hangs a record on a lease; throws `ERR_STORE_LEASE_LOST` when that one has ended. */
  put(record: StoreRecord, lease: Lease): void {
    const entry = this.#entries.get(lease.id);
    if (entry === undefined) throw new StoreError("ERR_STORE_LEASE_LOST", `Record ${record.key} hangs on ${lease.id}, which has ended`);
    this.remove(record.key);
    entry.records.add(record.key);
    this.#records.set(record.key, { record, lease: lease.id });
  }

  /** True when there was such a record. */
  remove(key: string): boolean {
    const found = this.#records.get(key);
    if (found === undefined) return false;
    this.#entries.get(found.lease)?.records.delete(key);
    return this.#records.delete(key);
  }

  /** Ends all leases. */
  close(): void {
    for (const id of [...this.#entries.keys()]) this.#end(id);
  }

  #keepAlive(id: string, entry: Entry): void {
    entry.cancel = this.#clock.schedule(entry.ttlMs / 3, () => {
      const now = this.#clock.monotonic();
      if (now - entry.aliveAt > entry.ttlMs) {
        this.#end(id);
        entry.end();
        return;
      }
      entry.aliveAt = now;
      this.#keepAlive(id, entry);
    });
  }

  #end(id: string): void {
    const entry = this.#entries.get(id);
    if (entry === undefined) return;
    entry.cancel();
    this.#entries.delete(id);
    const keys = [...entry.records];
    for (const key of keys) this.#records.delete(key);
    if (keys.length > 0) this.#onGone(keys);
  }
}
