import * as fc from "fast-check";
import type { Collection, Input, QueryEngine, Read } from "../../../src/kit/query/collection.ts";
import { createQueryEngine } from "../../../src/kit/query/query-engine.ts";

/** Random pipelines over small keys and numbers: small, so that collisions, equal results and shared reads are the rule. */
export const keys = ["a", "b", "c", "d", "e", "f", "g"] as const;

/** One derived collection; collections are named by their index, inputs first. */
export interface Step {
  readonly kind: "map" | "flatMap" | "filter" | "groupBy" | "groupByEach" | "concat";
  readonly source: number;
  /** The other collection: of `concat`, or read by `map` and `flatMap`. */
  readonly other: number;
  readonly third: number;
  /** Varies the function. */
  readonly variant: number;
}

export interface Pipeline {
  readonly inputs: number;
  readonly steps: readonly Step[];
}

/** Values are numbers and groups (of groups …) of them. */
export type Value = number | { entries(): Iterable<readonly [string, Value]> };
export type ReadValue = (collection: number, key: string) => Value | undefined;

const arbitraryStep = fc.record({
  kind: fc.constantFrom("map", "map", "flatMap", "flatMap", "filter", "groupBy", "groupByEach", "concat"),
  source: fc.nat(30),
  other: fc.nat(30),
  third: fc.nat(30),
  variant: fc.nat(9),
}) as fc.Arbitrary<Step>;

export const arbitraryPipeline: fc.Arbitrary<Pipeline> = fc
  .record({ inputs: fc.integer({ min: 1, max: 3 }), steps: fc.array(arbitraryStep, { minLength: 1, maxLength: 10 }) })
  .map(({ inputs, steps }) => ({
    inputs,
    steps: steps.map((step, index) => {
      const earlier = inputs + index;
      return { ...step, source: step.source % earlier, other: step.other % earlier, third: step.third % earlier };
    }),
  }));

/** A number that tells the content of any value. */
function weigh(value: Value | undefined): number {
  if (value === undefined) return 1;
  if (typeof value === "number") return value;
  return [...value.entries()].reduce((sum, [key, member]) => sum * 3 + key.charCodeAt(0) + weigh(member), 5) % 1009;
}

export function mapValue(step: Step, value: Value, read: ReadValue): number | undefined {
  const weight = weigh(value);
  if ((weight + step.variant) % 5 === 0) return undefined;
  const first = weigh(read(step.other, keyAt(weight + step.variant)));
  const second = first % 2 === 0 ? weigh(read(step.third, keyAt(first))) : 0;
  return (weight + first + second) % 6;
}

export function flatMapValue(step: Step, value: Value, read: ReadValue): [string, number][] {
  const weight = weigh(value);
  return Array.from({ length: weight % 4 }, (_, index) => {
    const shift = step.variant % 2 === 0 ? weigh(read(step.other, keyAt(index + weight))) : 0;
    return [keyAt(weight + index * step.variant), (weight + index + shift) % 4];
  });
}

export function keeps(step: Step, value: Value): boolean {
  return (weigh(value) + step.variant) % 3 !== 0;
}

export function groupOf(step: Step, value: Value, key: string): string | undefined {
  const sum = weigh(value) + step.variant + (step.variant % 2) * key.charCodeAt(0);
  return sum % 4 === 0 ? undefined : keyAt(sum % 3);
}

/** None, one or several, the same one twice among them. */
export function groupsOf(step: Step, value: Value, key: string): string[] {
  const sum = weigh(value) + step.variant + (step.variant % 2) * key.charCodeAt(0);
  return Array.from({ length: sum % 4 }, (_, index) => keyAt((sum >> index) % 3));
}

function keyAt(number: number): string {
  return keys[number % keys.length] ?? "a";
}

/** The pipeline on a real engine. */
export interface Built {
  readonly engine: QueryEngine;
  readonly inputs: readonly Input<Value>[];
  readonly collections: readonly Collection<Value>[];
}

/** Builds the pipeline; computations of the keys in `broken` throw. */
export function buildPipeline({ inputs, steps }: Pipeline, broken: ReadonlySet<string> = new Set()): Built {
  const engine = createQueryEngine();
  const sources = Array.from({ length: inputs }, (_, index) => engine.input<Value>(String(index)));
  const collections: Collection<Value>[] = [...sources];
  const at = (index: number) => collections[index] as Collection<Value>;
  for (const step of steps) collections.push(derive(step, { name: String(collections.length), at, broken }));
  return { engine, inputs: sources, collections };
}

interface Derivation {
  readonly name: string;
  readonly at: (index: number) => Collection<Value>;
  readonly broken: ReadonlySet<string>;
}

function derive(step: Step, { name, at, broken }: Derivation): Collection<Value> {
  const source = at(step.source);
  const readFrom =
    (read: Read): ReadValue =>
    (collection, key) =>
      read.get(at(collection), key);
  const check = (key: string) => {
    if (broken.has(key)) throw new RangeError(`broken ${key}`);
  };
  switch (step.kind) {
    case "map":
      return source.map(name, (value, key, read) => {
        const result = mapValue(step, value, readFrom(read));
        check(key);
        return result;
      });
    case "flatMap":
      return source.flatMap(name, function* flat(value, key, read) {
        yield* flatMapValue(step, value, readFrom(read));
        check(key);
      });
    case "filter":
      return source.filter(name, (value, key) => {
        check(key);
        return keeps(step, value);
      });
    case "groupBy":
      return source.groupBy(name, (value, key) => {
        check(key);
        return groupOf(step, value, key);
      });
    case "groupByEach":
      return source.groupByEach(name, (value, key) => {
        check(key);
        return groupsOf(step, value, key);
      });
    case "concat":
      return source.concat(name, at(step.other));
  }
}
