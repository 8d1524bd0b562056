import { describe, expect, it } from "vitest";
import { FuzzError, fuzz } from "../../kit/fuzz/fuzz.ts";
import type { FuzzTarget } from "../../kit/fuzz/fuzz-target.ts";
import { fuzzTargets } from "../../kit/fuzz/targets.ts";

describe("bytes that nobody would send in good faith", () => {
  it.each(fuzzTargets.map((target) => [target.name, target] as const))("%s takes the corpus and a few thousand more", (_, target) => {
    const { outcomes } = fuzz(target, { seed: 1, goesOn: (count) => count < 3000 });
    // That few would mean that nothing gets past the first check.
    expect(outcomes).toBeGreaterThan(5);
  });

  it("would find what breaks", () => {
    const fragile: FuzzTarget = {
      name: "fragile",
      seeds: () => [Buffer.from("abcdef")],
      run: (input) => {
        if (input.includes("cb")) throw new Error("It is backwards");
        return `${input.length}`;
      },
    };
    expect(() => fuzz(fragile, { seed: 1, goesOn: (count) => count < 100_000 })).toThrow(FuzzError);
  });
});
