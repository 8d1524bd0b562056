import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { tempFolder } from "../../test/kit/binary/temp-folder.ts";
import { sampledLines } from "./sample.ts";

it("a sample has every nth block of all files that are wanted, and no other file", async () => {
  const root = await tempFolder("sample");
  mkdirSync(join(root, "src"));
  const file = (name: string, lines: number): void => writeFileSync(join(root, "src", name), Array.from({ length: lines }, () => "x").join("\n"));
  file("a.ts", 25);
  file("a.test.ts", 25);
  file("b.ts", 12);
  const wanted = ["src/*.ts", "!src/*.test.ts"];
  expect(sampledLines(root, wanted, 1)).toEqual(["src/a.ts:1-10", "src/a.ts:11-20", "src/a.ts:21-25", "src/b.ts:1-10", "src/b.ts:11-12"]);
  expect(sampledLines(root, wanted, 2)).toEqual(["src/a.ts:1-10", "src/a.ts:21-25", "src/b.ts:11-12"]);
});
