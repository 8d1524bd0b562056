import { expect, it } from "vitest";
import { knownMutants } from "./known.ts";
import { countMutants } from "./scores.ts";

it("what was found before is known of the files that are wanted, and of no other", () => {
  const location = { start: { line: 1, column: 1 }, end: { line: 1, column: 2 } };
  const file = (...statuses: readonly string[]) => ({ mutants: statuses.map((status) => ({ status, location })) });
  const text = JSON.stringify({ files: { "src/a.ts": file("Killed", "Survived"), "src/gone.ts": file("Survived") } });
  const known = knownMutants(text, ["src/a.ts", "src/types-alone.ts"]);
  expect(known.map(({ fileName }) => fileName)).toEqual(["src/a.ts", "src/a.ts"]);
  expect(countMutants(known)).toEqual({ killed: 1, timedOut: 0, survived: 1, uncovered: 0 });
});
