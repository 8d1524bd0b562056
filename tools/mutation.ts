// Changes the code in small ways and looks whether its tests notice:  npm run mutation [-- AREA|FILE … --sample N --concurrency N --anew --known]
// Of files it shows what nobody noticed; of all areas it writes docs/reference/mutation.md. What is known of code and tests that have not changed
// since is not tried again, so the whole can be made in pieces; --anew forgets it, and --known writes the page of what was found, file by file,
// without trying anything. --sample N tries the mutants of every Nth block of lines.
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import { Stryker } from "@stryker-mutator/core";
import { type MutationArea, type MutationWish, mutationWishes } from "./mutation/areas.ts";
import { knownMutants } from "./mutation/known.ts";
import { mutationPage } from "./mutation/page.ts";
import { filesOf, sampledLines } from "./mutation/sample.ts";
import { countByFile, countMutants, mutationScore } from "./mutation/scores.ts";
import { type TriedMutant, unnoticed } from "./mutation/unnoticed.ts";

const root = join(import.meta.dirname, "..");
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    sample: { type: "string", default: "1" },
    concurrency: { type: "string", default: "2" },
    anew: { type: "boolean", default: false },
    known: { type: "boolean", default: false },
  },
});
const sample = Number(values.sample);
const wishes = mutationWishes(positionals, (area) => filesOf(root, area.mutate));

const results = new Map<MutationArea, readonly TriedMutant[]>();
for (const wish of wishes) results.set(wish.area, values.known ? knownOf(wish) : await mutate(wish));
for (const [area, mutants] of results) {
  const score = mutationScore(countMutants(mutants));
  process.stdout.write(`${area.name}: ${score.toFixed(1)} % of ${mutants.length} mutants noticed, wanted ${area.atLeast} %\n`);
  if (score < area.atLeast) process.exitCode = 1;
}
// Of some areas or files only, the page would forget the others.
if (positionals.length === 0) {
  const sections = [...results].map(([area, mutants]) => ({ area, files: countByFile(mutants) }));
  writeFileSync(join(root, "docs", "reference", "mutation.md"), mutationPage(sections, sample));
}

/** Where Stryker keeps what it found of an area. */
function foundFile({ name }: MutationArea): string {
  return join(".cache", "mutation", `${name}.json`);
}

function knownOf({ area, files }: MutationWish): readonly TriedMutant[] {
  const wanted = files === "all" ? filesOf(root, area.mutate) : files;
  return knownMutants(readFileSync(join(root, foundFile(area)), "utf8"), wanted);
}

async function mutate({ area, files }: MutationWish): Promise<readonly TriedMutant[]> {
  process.env["SLUICE_MUTATION_AREA"] = area.name;
  const incrementalFile = foundFile(area);
  if (values.anew && files === "all") rmSync(join(root, incrementalFile), { force: true });
  const patterns = files === "all" ? area.mutate : files;
  const stryker = new Stryker({
    testRunner: "vitest",
    plugins: ["@stryker-mutator/vitest-runner"],
    vitest: { configFile: "tools/mutation/vitest.config.ts" },
    mutate: sample > 1 ? sampledLines(root, patterns, sample) : [...patterns],
    coverageAnalysis: "perTest",
    ignoreStatic: false,
    incremental: sample === 1,
    incrementalFile,
    force: values.anew,
    concurrency: Number(values.concurrency),
    // What ends late on a busy machine is not taken for what never ends.
    timeoutMS: 10_000,
    // The copy of the tree that is mutated lies in the cache, and what it does not need stays out of it.
    tempDirName: ".cache/stryker",
    ignorePatterns: ["/.cache", "/.sluice*", "/proto", "/docs", "/bench"],
    reporters: ["progress-append-only"],
  });
  const tried = await stryker.runMutationTest();
  const wanted = new Set(filesOf(root, patterns));
  const mutants = tried.map((mutant) => ({ ...mutant, fileName: relative(root, mutant.fileName) })).filter(({ fileName }) => wanted.has(fileName));
  if (files !== "all") for (const line of unnoticed(mutants, (file) => readFileSync(join(root, file), "utf8"))) process.stdout.write(`${line}\n`);
  return mutants;
}
