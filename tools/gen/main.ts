import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { parseArgs } from "node:util";
import { findDrift } from "./drift.ts";
import { makeOutputs } from "./outputs.ts";

/**
 * `npm run gen` remakes src/gen from proto/. With `--check` nothing is written; exit code 1 and the names of the files
 * say that src/gen is not what proto/ and the generator make.
 */
const repository = join(import.meta.dirname, "../..");
const { values: options } = parseArgs({
  options: {
    check: { type: "boolean", default: false },
    out: { type: "string", default: join(repository, "src/gen") },
    proto: { type: "string", default: join(repository, "proto") },
  },
});

const outputs = makeOutputs(options.proto);
const present = readPresent(options.out);
const drift = findDrift(outputs, present);
if (!options.check) {
  write();
  process.stdout.write(`${String(outputs.size)} files in ${relative(repository, options.out)}, ${String(drift.length)} changed\n`);
} else if (drift.length > 0) {
  const named = drift.map(({ kind, path }) => `  ${kind} ${path}\n`).join("");
  process.stderr.write(`src/gen is not what proto/ makes; run npm run gen\n${named}`);
  process.exitCode = 1;
}

function write(): void {
  for (const { kind, path } of drift) {
    const file = join(options.out, path);
    if (kind === "orphan") {
      rmSync(file);
      continue;
    }
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, outputs.get(path) ?? "");
  }
}

function readPresent(folder: string): Map<string, string> {
  mkdirSync(folder, { recursive: true });
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    entries.map((entry) => {
      const file = join(entry.parentPath, entry.name);
      return [relative(folder, file).replaceAll("\\", "/"), readFileSync(file, "utf8")];
    }),
  );
}
