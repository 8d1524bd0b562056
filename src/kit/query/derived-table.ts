import type { Read } from "./collection.ts";
import { type Reader, replaceTargets, sameTargets } from "./read-target.ts";
import { Table, type TableOptions } from "./table.ts";
import { TrackedMap } from "./tracked-map.ts";

/** What every derived table is made of. */
export interface DerivedOptions<S, V> extends TableOptions<V> {
  readonly source: Table<S>;
}

/** A table whose entries come from those of another one: each change of a source's entry marks its key here. */
export abstract class DerivedTable<S, V> extends Table<V> {
  protected readonly source: Table<S>;
  /** The source's keys whose computation read something. */
  readonly #readers: TrackedMap<Reader>;

  constructor(options: DerivedOptions<S, V>) {
    super(options);
    this.source = options.source;
    this.#readers = new TrackedMap(options.context.journal);
    this.source.addDependent(this);
    for (const key of this.source.keys()) this.invalidate(key);
  }

  override sizes(): Readonly<Record<string, number>> {
    const reads = [...this.#readers.keys()].reduce((sum, key) => sum + (this.#readers.get(key)?.targets.length ?? 0), 0);
    return { ...super.sizes(), reading: this.#readers.size, reads };
  }

  /** Runs the user's function for one source key, counts it, and keeps what it read. When it throws, all stays as it was. */
  protected compute<T>(key: string, compute: (read: Read) => T): T {
    const { recorder } = this.context;
    this.computed += 1;
    const result = recorder.record(this, compute);
    const reader = this.#readers.get(key);
    if (recorder.targets.length === 0) this.forget(key);
    else if (reader === undefined) this.#connect({ dependent: this, key, targets: [] });
    else if (!sameTargets(reader.targets, recorder.targets)) this.#connect(reader);
    return result;
  }

  /** Frees the recorded reads of a source key. */
  protected forget(key: string): void {
    const reader = this.#readers.get(key);
    if (reader === undefined) return;
    replaceTargets(reader, [], this.context.journal);
    this.#readers.set(key, undefined);
  }

  #connect(reader: Reader): void {
    replaceTargets(reader, this.context.recorder.targets.slice(), this.context.journal);
    this.#readers.set(reader.key, reader);
  }
}
