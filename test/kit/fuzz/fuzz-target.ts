import type { SeededRandom } from "../load/seeded-random.ts";

/** Something that is fed with bytes that nobody would send in good faith. */
export interface FuzzTarget {
  readonly name: string;
  /** Good inputs to begin with. */
  seeds(): readonly Buffer[];
  /** Makes a near relative of an input; without it bytes are changed anywhere. */
  mutate?(input: Buffer, random: SeededRandom): Buffer;
  /**
   * Takes one input. Throws when something is wrong. Answers what happened in a few words: an input that makes something new happen is a seed for others, which
   * is what stands in for a measure of coverage.
   */
  run(input: Buffer): string;
}
