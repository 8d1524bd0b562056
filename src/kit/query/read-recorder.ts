import type { Collection, Read } from "./collection.ts";
import { QueryError } from "./query-error.ts";
import { type ReadSource, sourceOf } from "./read-source.ts";
import type { ReadTarget } from "./read-target.ts";

/** Runs computations one at a time and notes what each of them reads. */
export class ReadRecorder implements Read {
  #reading: ReadSource | undefined;
  #run = 0;
  #targets: ReadTarget[] = [];

  /** True while a function of the user computes an entry. */
  get computing(): boolean {
    return this.#reading !== undefined;
  }

  get<V>(collection: Collection<V>, key: string): V | undefined {
    const source = this.#sourceFor(collection);
    const target = source.target(key);
    if (target.lastRun !== this.#run) {
      target.lastRun = this.#run;
      this.#targets.push(target);
    }
    return source.peek(key) as V | undefined;
  }

  /** Calls `compute` for an entry of `reading`. When it throws, nothing stays of its reads. */
  record<T>(reading: ReadSource, compute: (read: Read) => T): T {
    this.#reading = reading;
    this.#run += 1;
    this.#targets.length = 0;
    try {
      return compute(this);
    } catch (error) {
      for (const target of this.#targets) target.forgetIfUnread();
      throw error;
    } finally {
      this.#reading = undefined;
    }
  }

  /** What the last computation read; good until the next one. */
  get targets(): readonly ReadTarget[] {
    return this.#targets;
  }

  #sourceFor<V>(collection: Collection<V>): ReadSource {
    const reading = this.#reading;
    const source = sourceOf(collection);
    if (reading === undefined) {
      throw new QueryError("ERR_QUERY_READ", `Collection "${collection.name}" was read after the computation had ended: read while computing, not later`);
    }
    if (source?.engine !== reading.engine) {
      throw new QueryError("ERR_QUERY_READ", `Collection "${reading.name}" reads collection "${collection.name}", which is not of its engine`);
    }
    if (source.level >= reading.level) {
      const order = `it may read collections that were created before it only; create "${source.name}" first`;
      throw new QueryError("ERR_QUERY_READ", `Collection "${reading.name}" reads collection "${source.name}": ${order}`);
    }
    return source;
  }
}
