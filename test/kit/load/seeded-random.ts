/** Random choices that can be repeated. */
export interface SeededRandom {
  /** Stands in every message about a failure; `SLUICE_SEED` repeats it. */
  readonly seed: number;
  /** A whole number from 0 to `below` - 1. */
  below(below: number): number;
  pick<T>(items: readonly T[]): T;
  /** Between 1 and all of the items, in their order. */
  some<T>(items: readonly T[]): readonly T[];
}

/** Choices from `SLUICE_SEED`, or from a seed of the moment. */
export function seededRandom(seed: number = Number(process.env["SLUICE_SEED"] ?? Date.now() % 1_000_000)): SeededRandom {
  let state = seed >>> 0;
  // mulberry32
  const next = (): number => {
    state = (state + 0x6d_2b_79_f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  const pick = <T>(items: readonly T[]): T => {
    const item = items[below(items.length)];
    if (item === undefined) throw new RangeError("There is nothing to pick from");
    return item;
  };
  return {
    seed,
    below,
    pick,
    some: (items) => {
      const chosen = items.filter(() => below(2) === 0);
      return chosen.length > 0 ? chosen : [pick(items)];
    },
  };
}
