import type { CollectionChange, DeriveOptions } from "./collection.ts";
import { EntryStore } from "./entry-store.ts";
import { equalValues } from "./equal-values.ts";
import { ObserverLog } from "./observer-log.ts";
import type { QueryContext, Stage } from "./query-context.ts";
import type { ReadSource } from "./read-source.ts";
import { type Dependent, ReadTarget } from "./read-target.ts";
import { TrackedMap } from "./tracked-map.ts";

/** Most collections have no observer, and each flush asks all of them. */
const noDeliveries: readonly (() => void)[] = [];

/** What every table is made of. */
export interface TableOptions<V> extends DeriveOptions<V> {
  readonly name: string;
  readonly context: QueryContext;
}

/**
 * The entries of one collection, what depends on them, and what is marked for the next settle. The operators (map, group …) say
 * how one marked key is refreshed.
 *
 * Tables are settled in the order of creation and read only older ones, so whatever marks a key here has been settled before:
 * each key is refreshed at most once a settle, and never sees a mixture of old and new.
 */
export abstract class Table<V> implements ReadSource, Dependent, Stage {
  readonly name: string;
  readonly level: number;
  readonly context: QueryContext;
  computed = 0;
  readonly #equals: (left: V, right: V) => boolean;
  readonly #entries = new EntryStore<V>();
  readonly #targets = new Map<string, ReadTarget>();
  readonly #dependents: Dependent[] = [];
  readonly #logs = new Set<ObserverLog<V>>();
  readonly #failed: TrackedMap<true>;
  #marked = new Set<string>();

  constructor({ name, context, equals = equalValues }: TableOptions<V>) {
    this.name = name;
    this.context = context;
    this.#equals = equals;
    this.#failed = new TrackedMap(context.journal);
    this.level = context.add(this);
  }

  get engine(): object {
    return this.context;
  }

  get size(): number {
    return this.#entries.size;
  }

  peek(key: string): V | undefined {
    return this.#entries.get(key);
  }

  keys(): IterableIterator<string> {
    return this.#entries.keys();
  }

  /** The entries in key order, as they are now. */
  entries(): IterableIterator<readonly [key: string, value: V]> {
    return this.#entries.entries();
  }

  target(key: string): ReadTarget {
    return this.#targets.get(key) ?? new ReadTarget(this.#targets, key);
  }

  /** How much is kept, counted one by one. For tests: what was freed must not be in it. */
  sizes(): Readonly<Record<string, number>> {
    const readers = [...this.#targets.values()].reduce((sum, target) => sum + target.readerCount, 0);
    return { values: this.#entries.size, targets: this.#targets.size, readers, failed: this.#failed.size, marked: this.#marked.size };
  }

  /** From now on, every change of a key here marks the same key there. */
  addDependent(dependent: Dependent): void {
    this.#dependents.push(dependent);
  }

  invalidate(key: string): void {
    this.#marked.add(key);
  }

  settle(retry: boolean): void {
    if (retry && this.#failed.size > 0) for (const key of this.#failed.keys()) this.#marked.add(key);
    if (this.#marked.size === 0) return;
    const marked = this.#marked;
    this.#marked = new Set();
    for (const key of marked) this.#tryRefresh(key);
    this.finish();
  }

  discard(): void {
    if (this.#marked.size > 0) this.#marked = new Set();
  }

  resetComputed(): void {
    this.computed = 0;
  }

  observe(observer: (changes: readonly CollectionChange<V>[]) => void): () => void {
    const log = new ObserverLog(observer);
    this.#logs.add(log);
    return () => void this.#logs.delete(log);
  }

  takeDeliveries(): readonly (() => void)[] {
    if (this.#logs.size === 0) return noDeliveries;
    const deliveries: (() => void)[] = [];
    for (const log of this.#logs) {
      const changes = log.take(
        (key) => this.peek(key),
        ({ key, before, after }) => this.isSame(key, before, after),
      );
      if (changes.length > 0) deliveries.push(() => this.#logs.has(log) && log.observer(changes));
    }
    return deliveries;
  }

  /** Brings one marked key up to date. What it throws is reported with the key, which is then tried again by each settle. */
  protected abstract refresh(key: string): void;

  /** Called after all marked keys of a settle. */
  protected finish(): void {
    // Most operators put their entries one by one.
  }

  /** Gives a key its settled value; undefined removes it. A value equal to the present one is no change and goes no further. */
  protected put(key: string, value: V | undefined): void {
    const before = this.#entries.get(key);
    if (this.isSame(key, before, value)) return;
    this.write(key, value);
    this.announce(key, before);
  }

  /** Replaces a value and tells nobody. */
  protected write(key: string, value: V | undefined): void {
    const { journal } = this.context;
    if (journal.recording) {
      const before = this.#entries.get(key);
      journal.record(() => this.#entries.set(key, before));
    }
    this.#entries.set(key, value);
  }

  /** Marks whatever depends on the key, and notes the change for the observers (who see nothing of attempts). */
  protected announce(key: string, before: V | undefined): void {
    for (const dependent of this.#dependents) dependent.invalidate(key);
    this.#targets.get(key)?.invalidateReaders();
    if (this.#logs.size === 0 || this.context.journal.recording) return;
    for (const log of this.#logs) log.note(key, before);
  }

  /** A comparison that throws says "different", so that nothing is lost, and is reported. */
  protected isSame(key: string, before: V | undefined, after: V | undefined): boolean {
    if (before === after) return true;
    if (before === undefined || after === undefined) return false;
    try {
      return this.#equals(before, after);
    } catch (cause) {
      this.context.fail({ collection: this.name, key, cause, retried: false });
      return false;
    }
  }

  #tryRefresh(key: string): void {
    try {
      this.refresh(key);
      if (this.#failed.size > 0) this.#failed.set(key, undefined);
    } catch (cause) {
      this.#failed.set(key, true);
      this.context.fail({ collection: this.name, key, cause, retried: true });
    }
  }
}
