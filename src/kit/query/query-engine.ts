import type { DeriveOptions, Input, QueryEngine, QueryStats } from "./collection.ts";
import { InputHandle } from "./collection-handle.ts";
import { InputTable } from "./input-table.ts";
import { QueryContext, type SettleFailure } from "./query-context.ts";
import { failuresError, QueryError, type QueryFailure } from "./query-error.ts";

/** Makes an empty query engine. */
export function createQueryEngine(): QueryEngine {
  return new Engine();
}

class Engine implements QueryEngine {
  readonly #context = new QueryContext();
  /** Failures that nobody has been told yet and that no later settle would find again. */
  #untold: readonly SettleFailure[] = [];
  #flushing = false;

  input<V>(name: string, options: DeriveOptions<V> = {}): Input<V> {
    return new InputHandle(new InputTable({ ...options, name, context: this.#context }));
  }

  settle(): void {
    throwIfAny(this.#settle());
  }

  flush(): void {
    if (this.#context.journal.recording) throw new QueryError("ERR_QUERY_MISUSE", "Cannot flush inside of an attempt: observers see nothing of it");
    if (this.#flushing) throw new QueryError("ERR_QUERY_MISUSE", "Cannot flush inside of an observer: what it sets is told by the next flush");
    const failures: QueryFailure[] = [...this.#settle()];
    this.#flushing = true;
    try {
      failures.push(...this.#tellObservers());
    } finally {
      this.#flushing = false;
    }
    throwIfAny(failures);
  }

  attempt<T>(change: () => void, look: () => T): T {
    const { journal, stages } = this.#context;
    this.#settleBefore();
    const mark = journal.begin();
    try {
      change();
      throwIfAny(this.#settle());
      return look();
    } finally {
      journal.rollback(mark);
      for (const stage of stages) stage.discard();
    }
  }

  stats(): QueryStats {
    return { computed: new Map(this.#context.stages.map((stage) => [stage.name, stage.computed])) };
  }

  resetStats(): void {
    for (const stage of this.#context.stages) stage.resetComputed();
  }

  /** What fails here is no failure of the attempt: it is told by the next settle. */
  #settleBefore(): void {
    const failures = this.#settle();
    if (!this.#context.journal.recording) this.#untold = failures.filter((failure) => !failure.retried);
  }

  /** Settles and answers what failed. Outside of attempts, what failed before is tried again. */
  #settle(): readonly SettleFailure[] {
    const context = this.#context;
    if (context.settling) throw new QueryError("ERR_QUERY_MISUSE", "Cannot settle inside of a computation");
    const retry = !context.journal.recording;
    context.owner = {};
    context.settling = true;
    try {
      for (const stage of context.stages) stage.settle(retry);
    } finally {
      context.settling = false;
    }
    return retry ? [...this.#takeUntold(), ...context.takeFailures()] : context.takeFailures();
  }

  #takeUntold(): readonly SettleFailure[] {
    const untold = this.#untold;
    this.#untold = [];
    return untold;
  }

  #tellObservers(): readonly QueryFailure[] {
    const deliveries: { readonly collection: string; readonly deliver: () => void }[] = [];
    for (const stage of this.#context.stages) {
      for (const deliver of stage.takeDeliveries()) deliveries.push({ collection: stage.name, deliver });
    }
    const failures: QueryFailure[] = [...this.#context.takeFailures()];
    for (const { collection, deliver } of deliveries) {
      try {
        deliver();
      } catch (cause) {
        failures.push({ collection, cause });
      }
    }
    return failures;
  }
}

function throwIfAny(failures: readonly QueryFailure[]): void {
  if (failures.length > 0) throw failuresError(failures);
}
