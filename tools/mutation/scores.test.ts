import { describe, expect, it } from "vitest";
import { countByFile, countMutants, mutationScore } from "./scores.ts";

const mutants = [
  { fileName: "b.ts", status: "Killed" },
  { fileName: "a.ts", status: "Timeout" },
  { fileName: "a.ts", status: "Survived" },
  { fileName: "a.ts", status: "NoCoverage" },
  { fileName: "a.ts", status: "Ignored" },
  { fileName: "b.ts", status: "CompileError" },
];

describe("mutation scores", () => {
  it("counts by file, files in the order of their names", () => {
    expect([...countByFile(mutants)]).toEqual([
      ["a.ts", { killed: 0, timedOut: 1, survived: 1, uncovered: 1 }],
      ["b.ts", { killed: 1, timedOut: 0, survived: 0, uncovered: 0 }],
    ]);
  });

  it("takes a mutant that never ends as noticed, and one that no test runs as not", () => {
    expect(mutationScore(countMutants(mutants))).toBe(50);
  });

  it("has nothing to complain of where there is nothing", () => {
    expect(mutationScore(countMutants([]))).toBe(100);
  });
});
