import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keyText, type WrittenObject } from "../../../src/model/object/object.ts";
import type { CommitRequest, Expectation, ObjectWrite, Store, WatchEvent } from "../../../src/store/store.ts";
import type { CreateSubject } from "./subject.ts";
import { numbers, Watching } from "./watching.ts";
import { minuteAt, put, remove, request, someObject } from "./writing.ts";

interface Found {
  readonly object: WrittenObject;
  readonly revision: number;
}

type State = ReadonlyMap<string, Found>;

/** The simplest store that could work: a state for each revision. */
class Model {
  readonly states: State[] = [new Map()];
  oldest = 1;

  get revision(): number {
    return this.states.length - 1;
  }

  /** What the store has to answer; the next state is kept if there is one. */
  commit({ writes }: CommitRequest): object {
    const now = this.states.at(-1) ?? new Map<string, Found>();
    const conflicts = writes.flatMap((write) => {
      const actual = now.get(textOf(write))?.revision ?? "absent";
      return write.expected === "any" || write.expected === actual ? [] : [{ expected: write.expected, actual }];
    });
    if (conflicts.length > 0) return { kind: "conflict", conflicts };
    const next = this.#after(now, writes);
    if (next.size !== now.size || [...next].some(([key, found]) => now.get(key) !== found)) this.states.push(next);
    return { kind: "committed", revision: this.revision };
  }

  #after(now: State, writes: readonly ObjectWrite[]): State {
    const next = new Map(now);
    for (const write of writes) {
      const key = textOf(write);
      if (write.kind === "delete") next.delete(key);
      else if (JSON.stringify(now.get(key)?.object) !== JSON.stringify(write.object)) next.set(key, { object: write.object, revision: this.revision + 1 });
    }
    return next;
  }
}

function textOf(write: ObjectWrite): string {
  return keyText(write.kind === "put" ? write.object : write.key);
}

type Step =
  | { readonly kind: "commit"; readonly writes: readonly ObjectWrite[] }
  | { readonly kind: "compact"; readonly keep: number }
  | { readonly kind: "read"; readonly back: number };

const names = ["a", "b", "c", "d"];
const expectation: fc.Arbitrary<Expectation> = fc.oneof(
  { weight: 4, arbitrary: fc.constant("any" as const) },
  fc.constant("absent" as const),
  fc.integer({ min: 1, max: 8 }),
);
const write: fc.Arbitrary<ObjectWrite> = fc
  .record({ name: fc.constantFrom(...names), value: fc.integer({ min: 0, max: 2 }), isDelete: fc.boolean(), expected: expectation })
  .map(({ name, value, isDelete, expected }) =>
    isDelete ? remove({ kind: "Route", namespace: "default", name }, expected) : put(someObject(name, { value }), expected),
  );
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .uniqueArray(write, { maxLength: 3, selector: (one) => (one.kind === "put" ? one.object.name : one.key.name) })
      .map((writes) => ({ kind: "commit" as const, writes })),
  },
  { weight: 1, arbitrary: fc.nat(4).map((keep) => ({ kind: "compact" as const, keep })) },
  { weight: 3, arbitrary: fc.nat(6).map((back) => ({ kind: "read" as const, back })) },
);

async function stateOf(store: Store, revision: number): Promise<object> {
  const first = await store.list({ revision, limit: 2 });
  const second = first.cursor === undefined ? [] : (await store.list({ limit: 2, cursor: first.cursor })).objects;
  return Object.fromEntries([...first.objects, ...second].map((object) => [keyText(object), { spec: object.spec, revision: object.revision }]));
}

function modelState(state: State | undefined): object {
  return Object.fromEntries([...(state ?? [])].map(([key, { object, revision }]) => [key, { spec: object.spec, revision }]));
}

async function run(store: Store, model: Model, one: Step): Promise<void> {
  if (one.kind === "commit") {
    const commit = request(one.writes, model.revision);
    expect(await store.commit(commit)).toMatchObject(model.commit(commit));
    return;
  }
  if (one.kind === "compact") {
    model.oldest = Math.max(model.oldest, model.revision + 1 - one.keep);
    expect(await store.compact({ keep: one.keep, olderThan: minuteAt(1000) })).toEqual({ oldest: model.oldest });
    return;
  }
  const revision = model.revision - one.back;
  if (revision < 0) return;
  if (revision < model.oldest - 1) await expect(store.list({ revision })).rejects.toMatchObject({ code: "ERR_STORE_COMPACTED" });
  else expect(await stateOf(store, revision)).toEqual(modelState(model.states[revision]));
}

/** Random operations give what a simple model gives, and a watcher ends in the same state. */
export function describeModel(create: CreateSubject, { runs }: { runs: number }): void {
  describe("any sequence of operations", () => {
    it("answers as a simple model does, and a watcher sees each commit once", async () => {
      const property = fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const { store } = await create();
        const model = new Model();
        const watching = new Watching(store, { after: 0 });
        try {
          for (const one of steps) await run(store, model, one);
          expect(await store.revision()).toBe(model.revision);
          expect((await store.history({ limit: 1000 })).commits.map(({ revision }) => revision)).toEqual(numbers(model.oldest, model.revision).toReversed());
          await expectWatched(watching, model);
        } finally {
          await watching.end();
          await store.close();
        }
      });
      await fc.assert(property, { numRuns: runs });
    });
  });
}

async function expectWatched(watching: Watching, model: Model): Promise<void> {
  const seen = new Map<string, object>();
  for (let at = 0; at < model.revision; ) {
    const event = await watching.any();
    if (event?.kind !== "snapshot" && event?.kind !== "commit") throw new Error(`Unexpected event ${event?.kind}`);
    at = event.kind === "snapshot" ? takeSnapshot(seen, event) : takeCommit(seen, event, at);
  }
  expect(Object.fromEntries(seen)).toEqual(modelState(model.states.at(-1)));
}

function takeSnapshot(seen: Map<string, object>, { objects, revision }: Extract<WatchEvent, { kind: "snapshot" }>): number {
  seen.clear();
  for (const object of objects) seen.set(keyText(object), { spec: object.spec, revision: object.revision });
  return revision;
}

function takeCommit(seen: Map<string, object>, { record }: Extract<WatchEvent, { kind: "commit" }>, at: number): number {
  expect(record.revision).toBe(at + 1);
  for (const { key, after } of record.changes) {
    if (after === undefined) seen.delete(keyText(key));
    else seen.set(keyText(key), { spec: after.spec, revision: after.revision });
  }
  return record.revision;
}
