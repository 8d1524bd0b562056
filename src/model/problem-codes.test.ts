import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { problemCodes } from "./problem-codes.ts";

/** Words in capitals that are no codes of violations: codes of thrown errors, and of the YAML library. */
const others = /^(?:ERR_.*|DUPLICATE_KEY|NON_STRING_KEY)$/u;

test("every code of the model is explained, and no other", () => {
  const files = globSync("src/model/**/*.ts").filter((file) => !file.endsWith(".test.ts") && !file.endsWith("problem-codes.ts"));
  const used = files.flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(/"(?<code>[A-Z]{2,}(?:_[A-Z]+)+)"/gu)].map(({ groups }) => groups?.["code"] ?? ""),
  );
  const codes = [...new Set(used)].filter((code) => !others.test(code));
  expect(codes.toSorted()).toEqual(Object.keys(problemCodes).toSorted());
});
