import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type SeededRandom, seededRandom } from "../load/seeded-random.ts";
import type { FuzzTarget } from "./fuzz-target.ts";
import { mutateBytes } from "./mutate.ts";

/** Inputs that broke something once, or that a person found worth keeping: each is run first, for ever. */
const corpus = fileURLToPath(new URL("./corpus", import.meta.url));
/** How many inputs that made something new happen are kept as seeds; then new ones take the places of old ones. */
const maxPool = 2000;

/** How long and from where to fuzz. */
export interface FuzzOptions {
  /** The same number, the same inputs. */
  readonly seed: number;
  /** Asked before each input, with the number of inputs so far. */
  readonly goesOn: (count: number) => boolean;
  /** Told each input before it is run. */
  readonly onInput?: (input: Buffer) => void;
}

/** What came of it. */
export interface FuzzResult {
  readonly inputs: number;
  /** How many different things happened. */
  readonly outcomes: number;
}

/** An input made a target throw; `cause` is what it threw, and the input lies in the corpus. */
export class FuzzError extends Error {
  override readonly name = "FuzzError";
  readonly input: Buffer;

  constructor(message: string, input: Buffer, cause: unknown) {
    super(message, { cause });
    this.input = input;
  }
}

/** Runs the corpus, then relatives of all seeds that it has or finds. Throws a {@link FuzzError} at the first input that breaks something. */
export function fuzz(target: FuzzTarget, { seed, goesOn, onInput }: FuzzOptions): FuzzResult {
  const random = seededRandom(seed);
  const outcomes = new Set<string>();
  const pool: Buffer[] = [];
  let inputs = 0;
  const attempt = (input: Buffer): void => {
    onInput?.(input);
    inputs += 1;
    const outcome = runOne(target, input);
    if (outcomes.has(outcome)) return;
    outcomes.add(outcome);
    if (pool.length < maxPool) pool.push(input);
    else pool[random.below(maxPool)] = input;
  };
  for (const input of [...target.seeds(), ...readCorpus(target.name)]) attempt(input);
  while (goesOn(inputs)) attempt(nextInput(target, pool, random));
  return { inputs, outcomes: outcomes.size };
}

/** Keeps an input for all later runs; answers its file. */
export function keepInput(target: string, input: Buffer): string {
  const folder = join(corpus, target);
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${createHash("sha256").update(input).digest("hex").slice(0, 16)}.bin`);
  writeFileSync(file, input);
  return file;
}

function runOne(target: FuzzTarget, input: Buffer): string {
  try {
    return target.run(input);
  } catch (cause) {
    throw new FuzzError(
      `${target.name} breaks on ${input.toString("hex").slice(0, 400)}: ${cause instanceof Error ? cause.message : String(cause)}`,
      input,
      cause,
    );
  }
}

function nextInput(target: FuzzTarget, pool: readonly Buffer[], random: SeededRandom): Buffer {
  const from = random.pick(pool);
  const input = random.below(10) === 0 ? Buffer.concat([from, random.pick(pool)]) : from;
  return target.mutate === undefined ? mutateBytes(input, random) : target.mutate(input, random);
}

function readCorpus(target: string): readonly Buffer[] {
  const folder = join(corpus, target);
  try {
    return readdirSync(folder)
      .sort()
      .map((file) => readFileSync(join(folder, file)));
  } catch {
    return [];
  }
}
