import { expect, it } from "vitest";
import { Mirror } from "./mirror.ts";
import type { EtcdReader, HeadReading } from "./reader.ts";
import { type EtcdHead, emptyHead } from "./values.ts";

/** A mirror whose questions for the head are answered when the test says so; nothing is stored. */
function askedMirror() {
  const heads: ((reading: HeadReading) => void)[] = [];
  const restarts: number[] = [];
  const reader = {
    head: () => new Promise<HeadReading>((resolve) => heads.push(resolve)),
    pages: async function* () {},
    keys: { objects: {} },
  } as unknown as EtcdReader;
  const mirror = new Mirror(reader, { onAdvance: () => undefined, onRestart: () => void restarts.push(mirror.revision) });
  const answer = (reading: HeadReading): void => heads.shift()?.(reading);
  return { mirror, answer, restarts };
}

const nothing: HeadReading = { head: emptyHead, text: undefined, engineRevision: "1" };
const headOf = (store: string, revision: number): EtcdHead => ({ ...emptyHead, store, revision });
const first = {
  reading: { head: headOf("one", 1), text: "", engineRevision: "2" },
  commit: { record: { revision: 1, author: "a", reason: "", at: "2026-01-01T00:00:00Z", changes: [] }, transaction: "t" },
};

it("takes the first commit for no other store when an older answer comes behind it", async () => {
  const { mirror, answer, restarts } = askedMirror();
  const loaded = mirror.sync();
  answer(nothing);
  await loaded;
  const slow = mirror.sync();
  expect(mirror.applyTransaction([first.commit], first.reading)).toBe(true);
  answer(nothing);
  await slow;
  expect([restarts, mirror.revision, mirror.head.store]).toEqual([[], 1, "one"]);
});

it("begins anew for another store, and for an older state of its own", async () => {
  const { mirror, answer, restarts } = askedMirror();
  const loaded = mirror.sync();
  answer(nothing);
  await loaded;
  mirror.applyTransaction([first.commit], first.reading);
  const other = mirror.sync();
  answer({ head: headOf("two", 1), text: "", engineRevision: "9" });
  await other;
  expect(restarts).toEqual([1]);
  const older = mirror.sync();
  answer(nothing);
  await older;
  expect(restarts).toEqual([1, 0]);
});
