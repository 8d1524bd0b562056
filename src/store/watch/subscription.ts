import type { RecordChange } from "../store.ts";

/**
 * What has happened since a watcher last looked. It never holds more than one change a record: a slow watcher gets the newest value, and
 * commits are not kept here at all but read from the history when the watcher is ready for them.
 */
export class Subscription {
  readonly prefixes: readonly string[];
  readonly #changes = new Map<string, RecordChange>();
  #mustList: boolean;
  #mustRestart = false;
  #wake: (() => void) | undefined;

  constructor(prefixes: readonly string[]) {
    this.prefixes = prefixes;
    this.#mustList = prefixes.length > 0;
  }

  /** Something has changed. */
  wake(): void {
    this.#wake?.();
  }

  /** A record was written or is gone. */
  record(change: RecordChange): void {
    if (this.#mustList || !this.prefixes.some((prefix) => change.key.startsWith(prefix))) return;
    this.#changes.set(change.key, change);
    this.wake();
  }

  /** Changes may have been missed. */
  relist(): void {
    this.#mustList = this.prefixes.length > 0;
    this.wake();
  }

  /** What was told of the objects does not hold any more. */
  restart(): void {
    this.#mustRestart = true;
    this.wake();
  }

  hasNews(): boolean {
    return this.#mustRestart || this.#mustList || this.#changes.size > 0;
  }

  /** True once after each `relist` and at the start: the caller lists the records at once, before anything can change them. */
  takeRelist(): boolean {
    const mustList = this.#mustList;
    this.#mustList = false;
    if (mustList) this.#changes.clear();
    return mustList;
  }

  /** True once after each `restart`. */
  takeRestart(): boolean {
    const mustRestart = this.#mustRestart;
    this.#mustRestart = false;
    return mustRestart;
  }

  /** The changes since the last call. */
  takeChanges(): readonly RecordChange[] {
    const changes = [...this.#changes.values()];
    this.#changes.clear();
    return changes;
  }

  /** Resolves at the next `wake`. Nothing is lost if the caller looks at everything first and does not await in between. */
  woken(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}
