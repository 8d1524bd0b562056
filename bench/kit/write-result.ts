import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { BenchResult } from "./bench-result.ts";
import { toMarkdown } from "./markdown.ts";

/** Writes NAME.json and NAME.md into a folder and answers their paths. */
export function writeResult(folder: string, result: BenchResult): readonly string[] {
  const { bench, ...kept } = result;
  const json = { name: bench.name, metrics: bench.metrics, ...kept };
  const files = [
    { path: join(folder, `${bench.name}.json`), text: `${JSON.stringify(json, rounded, 2)}\n` },
    { path: join(folder, `${bench.name}.md`), text: toMarkdown(result) },
  ];
  mkdirSync(folder, { recursive: true });
  for (const { path, text } of files) writeFileSync(path, text);
  return files.map(({ path }) => path);
}

/** Six significant digits are more than any bench is good for. */
function rounded(_key: string, value: unknown): unknown {
  return typeof value === "number" ? Number(value.toPrecision(6)) : value;
}
