import type { Ask } from "./decide/charge.ts";
import type { Prepared } from "./decide/prepare.ts";

/** A request whose counters are known, and everyone who waits for it. */
export interface WaitingCallers<C> {
  readonly prepared: Prepared;
  readonly callers: readonly C[];
}

/** What the counters are asked for callers. */
export function asksOf<C>(batch: readonly WaitingCallers<C>[]): readonly Ask[] {
  return batch.flatMap(({ prepared, callers }) => prepared.asks.map((ask): Ask => ({ ...ask, count: callers.length })));
}

/** A batch that is under way, and who of its callers still waits for it. */
export class OpenBatch<C extends { readonly deadline: number | undefined }> {
  readonly batch: readonly WaitingCallers<C>[];
  #answered: Set<C> | undefined;

  constructor(batch: readonly WaitingCallers<C>[]) {
    this.batch = batch;
  }

  /** Whether the caller has had no answer yet. */
  waits(caller: C): boolean {
    return this.#answered === undefined || !this.#answered.has(caller);
  }

  /** When the first of those who wait will have gone, in milliseconds of the monotonic clock; Infinity: nobody goes. */
  get firstDeadline(): number {
    let first = Number.POSITIVE_INFINITY;
    for (const { callers } of this.batch) for (const caller of callers) if (this.waits(caller)) first = Math.min(first, caller.deadline ?? first);
    return first;
  }

  /** Those who wait and will have gone by then: they wait no more. */
  take(until: number): readonly WaitingCallers<C>[] {
    const taken = this.batch.flatMap(({ prepared, callers }) => {
      const due = callers.filter((caller) => this.waits(caller) && caller.deadline !== undefined && caller.deadline <= until);
      return due.length === 0 ? [] : [{ prepared, callers: due }];
    });
    this.#answered ??= new Set();
    for (const { callers } of taken) for (const caller of callers) this.#answered.add(caller);
    return taken;
  }
}
