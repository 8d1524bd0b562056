// Runs benches and keeps their results:  npm run bench -- [NAME …] [--case TEXT] [--runs N] [--dry-run]
import { join } from "node:path";
import { parseArgs } from "node:util";
import { benchNames, findBench } from "./benches.ts";
import { chooseCases } from "./kit/choose-cases.ts";
import { thisMachine, thisRevision } from "./kit/machine.ts";
import { toMarkdown } from "./kit/markdown.ts";
import { runBench } from "./kit/run-bench.ts";
import { writeResult } from "./kit/write-result.ts";

const usage = `usage: npm run bench -- [NAME …] [--case TEXT] [--runs N] [--dry-run]
  NAME       one of ${benchNames.join(", ")}; all of them by default
  --case T   only cases whose names have this text in them; their results are printed and not written
  --runs N   runs of each case, 1 to 99; by default what the bench says
  --dry-run  print the results and write nothing to bench/results/`;

process.exitCode = await main(process.argv.slice(2));

/** Exit codes: 0 all bounds hold, 1 one is broken or a bench failed, 2 the command line is wrong. */
async function main(args: readonly string[]): Promise<number> {
  let options: ReturnType<typeof readOptions>;
  try {
    options = readOptions(args);
    for (const name of options.names) chooseCases(await findBench(name), options.text);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
    return 2;
  }
  let broken = 0;
  for (const name of options.names) broken += await benchOne(name, options);
  return broken === 0 ? 0 : 1;
}

function readOptions(args: readonly string[]) {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { runs: { type: "string" }, case: { type: "string" }, "dry-run": { type: "boolean", default: false } },
  });
  const runs = values.runs === undefined ? undefined : Number(values.runs);
  if (runs !== undefined && !(Number.isInteger(runs) && runs >= 1 && runs <= 99)) throw new RangeError(`--runs is "${values.runs}": use a number from 1 to 99`);
  const text = values.case;
  return { names: positionals.length === 0 ? benchNames : positionals, runs, text, isDryRun: values["dry-run"] || text !== undefined };
}

async function benchOne(name: string, { runs, text, isDryRun }: ReturnType<typeof readOptions>): Promise<number> {
  const bench = chooseCases(await findBench(name), text);
  const revision = thisRevision(join(import.meta.dirname, ".."));
  const measured = await runBench(bench, { onRun: (text) => console.error(text), ...(runs === undefined ? {} : { runs }) });
  const result = { bench, machine: thisMachine(), revision, ...measured };
  console.log(toMarkdown(result));
  if (!isDryRun) console.log(`Written: ${writeResult(join(import.meta.dirname, "results"), result).join(", ")}`);
  const broken = measured.ratios.filter((ratio) => ratio.holds === false);
  for (const { title, value, atMost } of broken) console.error(`Bench ${name}: ${title} is ${value.toFixed(2)}, more than ${atMost}`);
  return broken.length;
}
