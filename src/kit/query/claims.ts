import { OrderedMap } from "./ordered-map.ts";
import type { QueryContext } from "./query-context.ts";
import { TrackedMap } from "./tracked-map.ts";

/**
 * Which sources derive which key, and who wins: the smallest source. A key with one source needs only that source's name here,
 * because its value is the entry itself; several sources of one key stand in an ordered map, so that a thousand of them cost no
 * more than O(log n) a change.
 */
export class Claims<V> {
  readonly #context: QueryContext;
  readonly #present: (key: string) => V | undefined;
  readonly #claims: TrackedMap<string | OrderedMap<V>>;
  /** The winning values that the present settle has changed. */
  #winners = new Map<string, V | undefined>();

  constructor(context: QueryContext, present: (key: string) => V | undefined) {
    this.#context = context;
    this.#present = present;
    this.#claims = new TrackedMap(context.journal);
  }

  get size(): number {
    return this.#claims.size;
  }

  claim(key: string, source: string, value: V): void {
    const claims = this.#claims.get(key);
    if (claims === undefined || claims === source) {
      if (claims === undefined) this.#claims.set(key, source);
      this.#winners.set(key, value);
    } else {
      this.#contest(key, this.#contenders(key, claims).with(source, value, this.#context.owner));
    }
  }

  withdraw(key: string, source: string): void {
    const claims = this.#claims.get(key);
    if (claims instanceof OrderedMap) {
      this.#contest(key, claims.without(source, this.#context.owner));
    } else {
      this.#claims.set(key, undefined);
      this.#winners.set(key, undefined);
    }
  }

  /** The changed keys with their winning values, each once; starts anew. */
  takeWinners(): ReadonlyMap<string, V | undefined> {
    const winners = this.#winners;
    this.#winners = new Map();
    return winners;
  }

  #contest(key: string, contenders: OrderedMap<V>): void {
    const [first] = contenders.entries();
    if (first === undefined) return;
    this.#claims.set(key, contenders.size === 1 ? first[0] : contenders);
    this.#winners.set(key, first[1]);
  }

  #contenders(key: string, claims: string | OrderedMap<V>): OrderedMap<V> {
    if (claims instanceof OrderedMap) return claims;
    const value = this.#winners.has(key) ? this.#winners.get(key) : this.#present(key);
    const none = OrderedMap.empty<V>();
    return value === undefined ? none : none.with(claims, value, this.#context.owner);
  }
}
