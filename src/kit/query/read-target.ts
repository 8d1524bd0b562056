import type { Journal } from "./journal.ts";

/** Something whose entries are recomputed when what they read changes. */
export interface Dependent {
  /** Marks one entry (by its source's key) for the next settle. */
  invalidate(key: string): void;
}

/** One entry that has read something: the far end of the reverse edges. */
export interface Reader {
  readonly dependent: Dependent;
  readonly key: string;
  /** What it read in its last successful computation; each once, in the order of the first read. */
  targets: readonly ReadTarget[];
}

/**
 * One key of one collection that entries have read, whether or not the key exists: the near end of the reverse edges. It stands in
 * its collection's `targets` as long as it has readers.
 */
export class ReadTarget {
  readonly #targets: Map<string, ReadTarget>;
  readonly #key: string;
  /** Most keys have one reader: no set for those. */
  #readers: Reader | Set<Reader> | undefined;
  /** The number of the computation that read it last, so that reading it twice is one edge. */
  lastRun = 0;

  constructor(targets: Map<string, ReadTarget>, key: string) {
    this.#targets = targets;
    this.#key = key;
    targets.set(key, this);
  }

  get readerCount(): number {
    if (this.#readers === undefined) return 0;
    return this.#readers instanceof Set ? this.#readers.size : 1;
  }

  invalidateReaders(): void {
    if (this.#readers === undefined) return;
    if (this.#readers instanceof Set) for (const reader of this.#readers) reader.dependent.invalidate(reader.key);
    else this.#readers.dependent.invalidate(this.#readers.key);
  }

  attach(reader: Reader): void {
    if (this.#readers === undefined) {
      this.#readers = reader;
      this.#targets.set(this.#key, this);
    } else if (this.#readers instanceof Set) {
      this.#readers.add(reader);
    } else if (this.#readers !== reader) {
      this.#readers = new Set([this.#readers, reader]);
    }
  }

  detach(reader: Reader): void {
    if (this.#readers instanceof Set) {
      this.#readers.delete(reader);
      if (this.#readers.size === 0) this.#readers = undefined;
    } else if (this.#readers === reader) {
      this.#readers = undefined;
    }
    this.forgetIfUnread();
  }

  /** Frees a target that was asked for and is not read by anyone. */
  forgetIfUnread(): void {
    if (this.#readers === undefined) this.#targets.delete(this.#key);
  }
}

/** Replaces what `reader` reads, on both ends of the edges; a journal that records can take it back. */
export function replaceTargets(reader: Reader, targets: readonly ReadTarget[], journal: Journal): void {
  const before = reader.targets;
  if (journal.recording) journal.record(() => connect(reader, before));
  connect(reader, targets);
}

/** True when both lists name the same targets in the same order. */
export function sameTargets(left: readonly ReadTarget[], right: readonly ReadTarget[]): boolean {
  return left.length === right.length && left.every((target, index) => target === right[index]);
}

function connect(reader: Reader, targets: readonly ReadTarget[]): void {
  for (const target of reader.targets) target.detach(reader);
  for (const target of targets) target.attach(reader);
  reader.targets = targets;
}
