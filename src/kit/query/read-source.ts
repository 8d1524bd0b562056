import type { Collection } from "./collection.ts";
import type { ReadTarget } from "./read-target.ts";

/** What a recorded read needs of the collection behind the public object. */
export interface ReadSource {
  readonly name: string;
  /** The number of the collection in the order of creation; a computation reads smaller levels only. */
  readonly level: number;
  /** Identifies the engine. */
  readonly engine: object;
  peek(key: string): unknown;
  target(key: string): ReadTarget;
}

const sources = new WeakMap<object, ReadSource>();

/** Makes a collection readable by computations. */
export function registerSource(collection: object, source: ReadSource): void {
  sources.set(collection, source);
}

/** The source behind a collection; undefined when no engine of ours made it. */
export function sourceOf<V>(collection: Collection<V>): ReadSource | undefined {
  return sources.get(collection);
}
