import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createModel } from "../../src/model/model.ts";
import { policies } from "../../src/policy/registry.ts";
import { conformanceReference } from "./conformance.ts";
import { limitPictures } from "./limit-pictures.ts";
import { objectReference } from "./object-reference.ts";
import { problemReference } from "./problem-reference.ts";
import { restDocument } from "./rest-document.ts";
import { type OpenApi, restReference } from "./rest-reference.ts";
import { readResults, xdsConformanceReference } from "./xds-conformance.ts";

const given = parseArgs({ options: { check: { type: "boolean", default: false }, folder: { type: "string" } } }).values;
const folder = given.folder ?? join(import.meta.dirname, "..", "..", "docs", "reference");
const model = createModel(policies);
const pages = new Map([
  ["objects.md", objectReference(model)],
  ["rest.md", restReference(restDocument(model) as unknown as OpenApi)],
  ["problems.md", problemReference()],
  ["conformance.md", await conformanceReference()],
  ["limit-algorithms.md", limitPictures()],
  ["xds-conformance.md", xdsConformanceReference(readResults(join(import.meta.dirname, "..", "..")))],
]);

const { check } = given;
mkdirSync(folder, { recursive: true });
const stale = [...pages].filter(([name, text]) => textOf(join(folder, name)) !== page(text));
for (const [name, text] of stale) if (!check) writeFileSync(join(folder, name), page(text));
if (check && stale.length > 0) {
  process.stderr.write(`${stale.map(([name]) => `docs/reference/${name}`).join(", ")} is not what the schemas make: run npm run reference\n`);
  process.exitCode = 1;
} else process.stdout.write(`${pages.size} pages of the reference, ${stale.length} ${check ? "stale" : "written"}\n`);

function page(text: string): string {
  return `${text.replaceAll(/\n{3,}/gu, "\n\n").trimEnd()}\n`;
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
