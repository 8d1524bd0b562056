import { cpSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { tempFolder } from "../../test/kit/binary/temp-folder.ts";

/** Root of this repository. */
export const repository: string = join(import.meta.dirname, "..", "..");

/** What every tree has: the configuration that is under test, the tools, and nothing that a gate could complain of. */
const copied = [
  "biome.json",
  ".oxlintrc.json",
  ".dependency-cruiser.cjs",
  ".markdownlint-cli2.jsonc",
  "cspell.json",
  "knip.json",
  "tsconfig.json",
  ".gitignore",
  "tools/lint",
  "tools/words.txt",
  "tools/check-docs.ts",
  "tools/check/undocumented-exports.ts",
  "tools/check/dead-links.ts",
  "tools/check/decision-numbers.ts",
  "tools/check/misnamed-change.ts",
];

const sound: Readonly<Record<string, string>> = {
  "README.md": "# A tree without faults\n",
  "src/main/sluice.ts":
    'import { number } from "zod";\nimport { double } from "../kit/double.ts";\n\nprocess.stdout.write(String(double(number().parse(21))));\n',
  "src/kit/double.ts":
    "/** Twice the number: something that is exported, used and explained. */\nexport function double(value: number): number {\n  return value * 2;\n}\n",
  "test/kit/nothing.test.ts":
    'import { expect, it } from "vitest";\nimport { double } from "../../src/kit/double.ts";\n\nit("doubles", () => {\n  expect(double(2)).toBe(4);\n});\n',
};

const manifest = {
  name: "planted",
  type: "module",
  private: true,
  scripts: { test: "vitest run" },
  dependencies: { zod: "*" },
  devDependencies: { vitest: "*", "@types/node": "*", typescript: "*" },
};

/**
 * A small tree in a temporary folder that every gate is green on, with `files` on top: faults to be found. Gates read the repository's
 * own configuration there, and nothing in the repository has to be broken to see one red.
 */
export async function plantedTree(files: Readonly<Record<string, string>> = {}): Promise<string> {
  const root = await tempFolder("planted");
  for (const path of copied) cpSync(join(repository, path), join(root, path), { recursive: true });
  symlinkSync(join(repository, "node_modules"), join(root, "node_modules"));
  const all: Readonly<Record<string, string>> = { "package.json": `${JSON.stringify(manifest, undefined, 2)}\n`, ...sound, ...files };
  for (const [path, content] of Object.entries(all)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}
