import { Journal } from "./journal.ts";
import type { Owner } from "./ordered-tree.ts";
import { QueryError, type QueryFailure } from "./query-error.ts";
import { ReadRecorder } from "./read-recorder.ts";

/** What an engine needs of each of its collections, whatever they hold. */
export interface Stage {
  readonly name: string;
  readonly computed: number;
  resetComputed(): void;
  /** Recomputes what is marked; with `retry` also what failed before. */
  settle(retry: boolean): void;
  /** Forgets what is marked: an attempt has been undone. */
  discard(): void;
  /** The net changes since the last call, as calls of the observers; those throw what the observers throw. */
  takeDeliveries(): readonly (() => void)[];
}

/** A failure, and whether the engine will try that entry again by itself. */
export interface SettleFailure extends QueryFailure {
  readonly retried: boolean;
}

/** What all collections of one engine share. */
export class QueryContext {
  readonly journal = new Journal();
  readonly recorder = new ReadRecorder();
  readonly stages: Stage[] = [];
  /** What failed since `takeFailures`. */
  readonly #failures: SettleFailure[] = [];
  /** Owner of the ordered maps that the present settle changes. */
  owner: Owner = {};
  settling = false;
  readonly #names = new Set<string>();

  /** Adds a collection; the answer is its level. */
  add(stage: Stage): number {
    this.refuseWhileSettling("create", stage.name);
    if (this.journal.recording) throw new QueryError("ERR_QUERY_MISUSE", `Collection "${stage.name}" cannot be created inside of an attempt`);
    if (this.#names.has(stage.name)) throw new QueryError("ERR_QUERY_MISUSE", `There is a collection "${stage.name}" already: names are unique`);
    this.#names.add(stage.name);
    return this.stages.push(stage) - 1;
  }

  fail(failure: SettleFailure): void {
    this.#failures.push(failure);
  }

  takeFailures(): readonly SettleFailure[] {
    return this.#failures.splice(0);
  }

  /** Throws inside of computations, where only recorded reads are right. */
  refuseWhileSettling(what: string, name: string): void {
    if (!this.settling) return;
    const instead = what === "read" ? ": use read.get" : "";
    throw new QueryError("ERR_QUERY_MISUSE", `Cannot ${what} collection "${name}" inside of a computation${instead}`);
  }
}
