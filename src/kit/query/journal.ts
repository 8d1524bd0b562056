/**
 * Remembers how to take back what was changed while it records: the base of `attempt`. Steps are undone in reverse order, so that
 * every container ends with the very references it had, and nothing needs to be computed again.
 */
export class Journal {
  readonly #undo: (() => void)[] = [];
  #depth = 0;

  /** True inside an attempt. Whoever changes state asks this first and records how to undo it. */
  get recording(): boolean {
    return this.#depth > 0;
  }

  /** Adds one step; only while recording. */
  record(undo: () => void): void {
    this.#undo.push(undo);
  }

  /** Starts an attempt; the answer is what `rollback` wants. Attempts may lie inside each other. */
  begin(): number {
    this.#depth += 1;
    return this.#undo.length;
  }

  /** Undoes everything since the `begin` that answered `mark`, and ends that attempt. */
  rollback(mark: number): void {
    while (this.#undo.length > mark) this.#undo.pop()?.();
    this.#depth -= 1;
  }
}
