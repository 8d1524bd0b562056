import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Collection, CollectionChange } from "../../../src/kit/query/collection.ts";
import { QueryError } from "../../../src/kit/query/query-error.ts";
import { sourceOf } from "../../../src/kit/query/read-source.ts";
import { Table } from "../../../src/kit/query/table.ts";
import { type Build, buildFromNothing, type Contents, necessaryComputations, plain, same } from "./oracle.ts";
import { arbitraryPipeline, type Built, buildPipeline, keys, type Pipeline, type Value } from "./pipeline.ts";

interface Edit {
  readonly input: number;
  readonly key: string;
  /** Undefined deletes. */
  readonly value: number | undefined;
}

type Action = { readonly do: "edit" | "attempt"; readonly edits: readonly Edit[] } | { readonly do: "settle" | "flush" };

const arbitraryEdit: fc.Arbitrary<Edit> = fc.record({
  input: fc.nat(2),
  key: fc.constantFrom(...keys),
  value: fc.option(fc.nat(7), { nil: undefined, freq: 4 }),
});

const arbitraryEdits = fc.array(arbitraryEdit, { minLength: 1, maxLength: 5 });

const arbitraryAction: fc.Arbitrary<Action> = fc.oneof(
  { weight: 4, arbitrary: arbitraryEdits.map((edits) => ({ do: "edit" as const, edits })) },
  { weight: 1, arbitrary: arbitraryEdits.map((edits) => ({ do: "attempt" as const, edits })) },
  { weight: 2, arbitrary: fc.constant({ do: "settle" as const }) },
  { weight: 1, arbitrary: fc.constant({ do: "flush" as const }) },
);

function apply(built: Built, edits: readonly Edit[]): void {
  for (const { input, key, value } of edits) {
    const target = built.inputs[input % built.inputs.length];
    if (value === undefined) target?.delete(key);
    else target?.set(key, value);
  }
}

function contentsOf(collection: Collection<Value>): Contents {
  return new Map(collection.entries());
}

function build(pipeline: Pipeline, built: Built): Build {
  return buildFromNothing(pipeline, built.inputs.map(contentsOf));
}

function expectSame(built: Built, expected: Build): void {
  built.collections.forEach((collection, index) => {
    const actual = [...collection.entries()].map(([key, value]) => [key, plain(value)]);
    expect(actual, `collection ${index}`).toEqual([...(expected.collections[index] as Contents)].map(([key, value]) => [key, plain(value)]));
    expect(collection.size).toBe(actual.length);
  });
}

/** Sizes of every container of every collection: equal to those of a fresh engine means that all else was freed. */
function sizesOf(built: Built): unknown {
  return built.collections.map((collection) => {
    const table = sourceOf(collection);
    return table instanceof Table ? table.sizes() : "not a table";
  });
}

function expectFreed(pipeline: Pipeline, built: Built): void {
  const fresh = buildPipeline(pipeline);
  built.inputs.forEach((input, index) => {
    for (const [key, value] of input.entries()) fresh.inputs[index]?.set(key, value);
  });
  fresh.engine.settle();
  expect(sizesOf(built)).toEqual(sizesOf(fresh));
}

/** Rebuilds a collection from the changes that an observer is told, and checks each of them. */
function replica(collection: Collection<Value>): ReadonlyMap<string, Value> {
  const state = new Map<string, Value>();
  collection.observe((changes: readonly CollectionChange<Value>[]) => {
    expect(changes.map(({ key }) => key)).toEqual(changes.map(({ key }) => key).sort());
    for (const { key, before, after } of changes) {
      expect(before).not.toBe(after);
      expect(state.get(key)).toBe(before);
      if (after === undefined) state.delete(key);
      else state.set(key, after);
    }
  });
  return state;
}

function references(built: Built): unknown[] {
  return built.collections.map((collection) => [...collection.entries()].map(([key, value]) => ({ key, value })));
}

function byKey(left: { key: string }, right: { key: string }): number {
  return left.key < right.key ? -1 : 1;
}

function expectIdentical(left: unknown[], right: unknown[]): void {
  expect(left).toEqual(right);
  left.forEach((collection, index) => {
    (collection as { value: unknown }[]).forEach(({ value }, at) => {
      expect(value).toBe((right[index] as { value: unknown }[])[at]?.value);
    });
  });
}

/** One attempt inside of another: the inner one starts from the outer one's change and must leave it as it was. */
function attemptTwice(built: Built, edits: readonly Edit[], check: () => void): void {
  const { engine } = built;
  engine.attempt(
    () => apply(built, edits),
    () => {
      check();
      const outer = references(built);
      const inner = engine.attempt(
        () =>
          apply(
            built,
            edits.map(({ input, key, value }) => ({ input: input + 1, key, value: value === undefined ? 3 : undefined })),
          ),
        () => references(built),
      );
      expect(inner).toHaveLength(outer.length);
      expectIdentical(references(built), outer);
      engine.resetStats();
    },
  );
}

function runActions(pipeline: Pipeline, actions: readonly Action[]): void {
  const built = buildPipeline(pipeline);
  const replicas = built.collections.map(replica);
  let last = build(pipeline, built);
  const check = (): Build => {
    const next = build(pipeline, built);
    expectSame(built, next);
    expect(built.engine.stats().computed).toEqual(necessaryComputations(pipeline, last, next));
    built.engine.resetStats();
    return next;
  };
  const act: Record<Action["do"], (edits: readonly Edit[]) => void> = {
    edit: (edits) => apply(built, edits),
    settle: () => {
      built.engine.settle();
      last = check();
    },
    flush: () => {
      built.engine.flush();
      last = check();
      const present = references(built);
      replicas.forEach((state, index) => {
        expectIdentical([[...state].map(([key, value]) => ({ key, value })).sort(byKey)], [present[index]]);
      });
    },
    attempt: (edits) => {
      act.settle([]);
      const before = references(built);
      attemptTwice(built, edits, check);
      expectIdentical(references(built), before);
    },
  };
  for (const action of actions) act[action.do]("edits" in action ? action.edits : []);
  act.flush([]);
  expectFreed(pipeline, built);
}

describe("query engine: any edits in any batches", () => {
  it("end in what a build from nothing gives, computing only what is necessary, and free the rest", () => {
    fc.assert(
      fc.property(arbitraryPipeline, fc.array(arbitraryAction, { maxLength: 14 }), (pipeline, actions) => runActions(pipeline, actions)),
      { numRuns: 400 },
    );
  });

  it("survive computations that throw, and catch up when these work again", () => {
    fc.assert(
      fc.property(arbitraryPipeline, fc.array(fc.tuple(arbitraryEdits, fc.subarray([...keys])), { maxLength: 8 }), (pipeline, rounds) => {
        const broken = new Set<string>();
        const built = buildPipeline(pipeline, broken);
        const replicas = built.collections.map(replica);
        for (const [edits, keysToBreak] of rounds) {
          broken.clear();
          for (const key of keysToBreak) broken.add(key);
          apply(built, edits);
          flushTolerantly(built);
          const before = references(built);
          attemptTolerantly(built, edits);
          expectIdentical(references(built), before);
          expect(replicas.map((state) => state.size)).toEqual(built.collections.map((collection) => collection.size));
        }
        broken.clear();
        built.engine.flush();
        expectSame(built, build(pipeline, built));
        expectFreed(pipeline, built);
        replicas.forEach((state, index) => {
          for (const [key, value] of state) expect(same(value, built.collections[index]?.get(key))).toBe(true);
        });
      }),
      { numRuns: 200 },
    );
  });
});

function flushTolerantly({ engine }: Built): void {
  try {
    engine.flush();
  } catch (error) {
    expect(error).toMatchObject({ code: "ERR_QUERY_COMPUTE" });
  }
}

function attemptTolerantly(built: Built, edits: readonly Edit[]): void {
  try {
    built.engine.attempt(
      () => apply(built, [...edits].reverse()),
      () => undefined,
    );
  } catch (error) {
    expect(error).toBeInstanceOf(QueryError);
  }
}
