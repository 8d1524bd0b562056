import { expect, it } from "vitest";
import { type TriedMutant, unnoticed } from "./unnoticed.ts";

it("what nobody noticed is shown a line each, in the order of the places, with what stood there", () => {
  const text = "if (a) {\n  b();\n}\n";
  const mutant = (status: string, [line, column, endLine, endColumn]: readonly [number, number, number, number], replacement: string): TriedMutant => ({
    fileName: "src/a.ts",
    status,
    location: { start: { line, column }, end: { line: endLine, column: endColumn } },
    replacement,
  });
  const mutants = [
    mutant("NoCoverage", [2, 3, 2, 7], ""),
    mutant("Killed", [1, 1, 1, 3], "while"),
    mutant("Survived", [1, 8, 3, 2], "{}"),
    mutant("Survived", [1, 5, 1, 6], "true"),
  ];
  expect(unnoticed(mutants, () => text)).toEqual(["src/a.ts:1:5 a → true", "src/a.ts:1:8 { b(); } → {}", "src/a.ts:2:3 (run by no test) b(); → nothing"]);
});
