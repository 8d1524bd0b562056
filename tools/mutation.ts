// Changes the code in small ways and looks whether its tests notice:  npm run mutation [-- AREA … --sample N --concurrency N]
// Writes docs/reference/mutation.md when all areas are tried. The whole takes hours of CPU; --sample N tries the mutants of every Nth block of lines.
import { writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import { Stryker } from "@stryker-mutator/core";
import { type MutationArea, mutationAreaOf, mutationAreas } from "./mutation/areas.ts";
import { mutationPage } from "./mutation/page.ts";
import { sampledLines } from "./mutation/sample.ts";
import { countByFile, countMutants, mutationScore } from "./mutation/scores.ts";

const root = join(import.meta.dirname, "..");
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { sample: { type: "string", default: "1" }, concurrency: { type: "string", default: "2" } },
});
const sample = Number(values.sample);
const areas = positionals.length === 0 ? mutationAreas : positionals.map(mutationAreaOf);

const results = new Map<MutationArea, Awaited<ReturnType<typeof mutate>>>();
for (const area of areas) results.set(area, await mutate(area));
for (const [area, mutants] of results) {
  const score = mutationScore(countMutants(mutants));
  process.stdout.write(`${area.name}: ${score.toFixed(1)} % of ${mutants.length} mutants noticed, wanted ${area.atLeast} %\n`);
  if (score < area.atLeast) process.exitCode = 1;
}
// Of some areas only, the page would forget the others.
if (areas.length === mutationAreas.length) {
  const sections = [...results].map(([area, mutants]) => ({ area, files: countByFile(mutants) }));
  writeFileSync(join(root, "docs", "reference", "mutation.md"), mutationPage(sections, sample));
}

async function mutate(area: MutationArea) {
  process.env["SLUICE_MUTATION_AREA"] = area.name;
  const stryker = new Stryker({
    testRunner: "vitest",
    plugins: ["@stryker-mutator/vitest-runner"],
    vitest: { configFile: "tools/mutation/vitest.config.ts" },
    mutate: sample > 1 ? sampledLines(root, area.mutate, sample) : [...area.mutate],
    coverageAnalysis: "perTest",
    ignoreStatic: true,
    concurrency: Number(values.concurrency),
    timeoutMS: 3000,
    // The copy of the tree that is mutated lies in the cache, and what it does not need stays out of it.
    tempDirName: ".cache/stryker",
    ignorePatterns: ["/.cache", "/.sluice*", "/proto", "/docs", "/bench"],
    reporters: ["clear-text"],
    clearTextReporter: { reportTests: false },
  });
  const mutants = await stryker.runMutationTest();
  return mutants.map(({ fileName, status }) => ({ fileName: relative(root, fileName), status }));
}
