import { expect, it } from "vitest";
import { mapSteps } from "../../test/kit/map-steps.ts";
import { LastOfEach } from "./last-of-each.ts";

function kept(last: LastOfEach<string>, owner: string, keys: readonly string[]): readonly string[] {
  return keys.filter((key) => last.get(owner, key) !== undefined);
}

it("keeps the last values of each owner", () => {
  const last = new LastOfEach<string>({ ofOwner: 2, together: () => 100 });
  for (const key of ["a", "b", "c"]) last.add("one", key, key);
  last.add("two", "a", "a");
  expect([kept(last, "one", ["a", "b", "c"]), kept(last, "two", ["a"]), last.newest("one"), last.size]).toEqual([["b", "c"], ["a"], "c", 3]);
});

it("a value that is added again is the newest", () => {
  const last = new LastOfEach<string>({ ofOwner: 2, together: () => 100 });
  for (const key of ["a", "b", "a", "c"]) last.add("one", key, key);
  expect([kept(last, "one", ["a", "b", "c"]), last.size]).toEqual([["a", "c"], 2]);
});

it("where all together are too many, the owner loses that got its last one the longest ago", () => {
  const last = new LastOfEach<string>({ ofOwner: 16, together: () => 3 });
  last.add("quiet", "a", "a");
  last.add("quiet", "b", "b");
  last.add("busy", "a", "a");
  last.add("busy", "b", "b");
  expect([kept(last, "quiet", ["a", "b"]), kept(last, "busy", ["a", "b"])]).toEqual([["b"], ["a", "b"]]);
  last.add("quiet", "c", "c");
  last.add("quiet", "d", "d");
  expect([kept(last, "quiet", ["b", "c", "d"]), kept(last, "busy", ["a", "b"]), last.size]).toEqual([["b", "c", "d"], [], 3]);
});

it("forgets what is taken away, and owners of nothing", () => {
  const last = new LastOfEach<string>({ ofOwner: 2, together: () => 100 });
  last.add("one", "a", "a");
  last.delete("one", "a");
  last.delete("one", "never there");
  last.delete("nobody", "a");
  expect([last.get("one", "a"), last.newest("one"), last.size]).toEqual([undefined, undefined, 0]);
});

it("an addition looks at no value but those that go", () => {
  const last = new LastOfEach<string>({ ofOwner: 16, together: () => 1000 });
  const steps = mapSteps(() => {
    for (let index = 0; index < 3000; index += 1) last.add(`owner ${index}`, "key", "value");
  });
  expect([last.size, steps]).toEqual([1000, 2 * 2000]);
});
