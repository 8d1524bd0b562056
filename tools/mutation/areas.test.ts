import { describe, expect, it } from "vitest";
import { mutationAreas, mutationWishes } from "./areas.ts";

const [area] = mutationAreas;
const filesOf = (): readonly string[] => ["src/a.ts", "src/b.ts"];

describe("what mutants are tried of", () => {
  it("is everything, where nothing is asked for", () => {
    expect(mutationWishes([], filesOf)).toEqual(mutationAreas.map((each) => ({ area: each, files: "all" })));
  });

  it("is an area, or some of its files", () => {
    expect(mutationWishes(["subscription"], filesOf)).toEqual([{ area, files: "all" }]);
    expect(mutationWishes(["src/b.ts"], filesOf)).toEqual([{ area, files: ["src/b.ts"] }]);
  });

  it("cannot be what belongs to no area", () => {
    expect(() => mutationWishes(["src/b.ts", "src/c.ts"], filesOf)).toThrow(
      "There is no area src/c.ts and no area with such a file: use subscription, or a file of it",
    );
  });
});
