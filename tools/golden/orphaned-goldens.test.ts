import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { tempFolder } from "../../test/kit/binary/temp-folder.ts";
import { orphanedGoldens } from "./orphaned-goldens.ts";

it("finds golden files without their input, and no others", async () => {
  const root = await tempFolder("golden");
  const files = ["a.in.yaml", "a.out.yaml", "b.out.json", "deep/c.out.yaml", "deep/d.in.yaml", "deep/d.out.json", "README.md"];
  for (const file of files) {
    const path = join(root, "src/policy/cors/testdata", file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, "");
  }
  expect(orphanedGoldens(root)).toEqual(["src/policy/cors/testdata/b.out.json", "src/policy/cors/testdata/deep/c.out.yaml"]);
});

it("the repository has none", () => {
  expect(orphanedGoldens(join(import.meta.dirname, "..", ".."))).toEqual([]);
});
