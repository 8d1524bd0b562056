import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { problemCodes } from "../../model/problem-codes.ts";
import { findingCodes } from "./finding-codes.ts";

/** A code stands as a field, or first or second in a call that makes a finding. */
const codePattern = /(?:code: |"(?:Accepted|ResolvedRefs)", |(?:refuse|complaint)\(|\? )"(?<code>[A-Z]{2,}(?:_[A-Z]+)+)"/gu;

test("every code of a finding is explained, and no other", () => {
  const files = globSync("src/{graph,policy,xds,main/fleet}/**/*.ts").filter((file) => !file.endsWith(".test.ts") && !file.endsWith("finding-codes.ts"));
  const used = files.flatMap((file) => [...readFileSync(file, "utf8").matchAll(codePattern)].map(({ groups }) => groups?.["code"] ?? ""));
  const own = [...new Set(used)].filter((code) => !Object.hasOwn(problemCodes, code));
  expect(own.toSorted()).toEqual(Object.keys(findingCodes).toSorted());
});
