import { expect, it } from "vitest";
import { sharedNames } from "./shared-names.ts";

function namesOf(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}-${index}`);
}

it("answers equal lists by the first of them", () => {
  const first = namesOf("a", 100);
  expect(sharedNames(first)).toBe(first);
  expect(sharedNames(namesOf("a", 100))).toBe(first);
});

it("keeps lists apart that differ in one name, in their order, or where a name ends", () => {
  const first = sharedNames(namesOf("b", 100));
  for (const other of [namesOf("b", 101), namesOf("b", 100).toReversed(), [...namesOf("b", 99), "b-9", "9"]]) {
    expect(sharedNames(other)).toBe(other);
    expect(sharedNames(namesOf("b", 100))).toBe(first);
  }
});

it("does not look at short lists", () => {
  sharedNames(["a"]);
  const second = ["a"];
  expect(sharedNames(second)).toBe(second);
});

it("forgets what nobody has asked for in a while", () => {
  const kept = sharedNames(namesOf("kept", 64));
  const dropped = sharedNames(namesOf("dropped", 64));
  for (let index = 0; index < 63; index += 1) {
    sharedNames(namesOf(`other-${index}`, 64));
    expect(sharedNames(namesOf("kept", 64))).toBe(kept);
  }
  expect(sharedNames(namesOf("dropped", 64))).not.toBe(dropped);
});
