import type { CollectionChange } from "./collection.ts";

/** What one observer has not been told yet: the value of each changed key as the observer knows it. */
export class ObserverLog<V> {
  readonly observer: (changes: readonly CollectionChange<V>[]) => void;
  #before = new Map<string, V | undefined>();

  constructor(observer: (changes: readonly CollectionChange<V>[]) => void) {
    this.observer = observer;
  }

  note(key: string, before: V | undefined): void {
    if (!this.#before.has(key)) this.#before.set(key, before);
  }

  /** The net changes in key order, and starts anew. */
  take(present: (key: string) => V | undefined, same: (change: CollectionChange<V>) => boolean): CollectionChange<V>[] {
    const noted = this.#before;
    if (noted.size === 0) return [];
    this.#before = new Map();
    const keys = [...noted.keys()].sort();
    return keys.map((key) => ({ key, before: noted.get(key), after: present(key) })).filter((change) => !same(change));
  }
}
