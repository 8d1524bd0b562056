// Feeds a target with bytes that nobody would send in good faith:  npm run fuzz -- TARGET … [--seconds N] [--seed N]
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { keepInput } from "../test/kit/fuzz/fuzz.ts";
import type { FuzzJob, FuzzReport } from "../test/kit/fuzz/fuzz-job.ts";
import { fuzzTargets } from "../test/kit/fuzz/targets.ts";

const names = fuzzTargets.map(({ name }) => name);
const usage = `usage: npm run fuzz -- TARGET … [--seconds N] [--seed N]
  TARGET       one or more of ${names.join(", ")}
  --seconds N  for how long each; default 600
  --seed N     the same inputs again; by default others each time
What breaks a target is kept in test/kit/fuzz/corpus/ and run first from then on, in npm test too.`;

/** An input that takes longer never ends. */
const hangMs = 30_000;
/** Room for the two numbers and the longest input. */
const sharedBytes = 65_544;

process.exitCode = await main(process.argv.slice(2));

/** Exit codes: 0 all targets took everything, 1 one broke, 2 the command line is wrong. */
async function main(args: readonly string[]): Promise<number> {
  let options: ReturnType<typeof readOptions>;
  try {
    options = readOptions(args);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
    return 2;
  }
  let code = 0;
  for (const target of options.targets) code = Math.max(code, await fuzzOne({ ...options, target, shared: new SharedArrayBuffer(sharedBytes) }));
  return code;
}

function readOptions(args: readonly string[]) {
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: { seconds: { type: "string" }, seed: { type: "string" } } });
  const unknown = positionals.filter((name) => !names.includes(name));
  if (positionals.length === 0) throw new RangeError("No target is named");
  if (unknown.length > 0) throw new RangeError(`There is no target ${unknown.join(", ")}`);
  const [seconds, seed] = [Number(values.seconds ?? 600), Number(values.seed ?? Date.now() % 1_000_000)];
  if (!(seconds > 0)) throw new RangeError(`--seconds is "${values.seconds}": use a number above 0`);
  if (!Number.isInteger(seed)) throw new RangeError(`--seed is "${values.seed}": use a whole number`);
  return { targets: positionals, seconds, seed };
}

async function fuzzOne(job: FuzzJob): Promise<number> {
  console.log(`${job.target}: ${job.seconds} s from seed ${job.seed}`);
  const worker = new Worker(join(import.meta.dirname, "../test/kit/fuzz/fuzz-worker.ts"), { workerData: job });
  const watch = watchHang(job, worker);
  try {
    const report = await new Promise<FuzzReport>((resolve, reject) => void worker.once("message", resolve).once("error", reject));
    return tell(job, report);
  } finally {
    clearInterval(watch);
    await worker.terminate();
  }
}

/** Ends the process when one input takes too long, since nothing else can. */
function watchHang(job: FuzzJob, worker: Worker): NodeJS.Timeout {
  const counter = new Int32Array(job.shared, 0, 2);
  const seen = { count: -1, at: 0 };
  return setInterval(() => {
    const count = Atomics.load(counter, 0);
    const now = performance.now();
    if (count !== seen.count) Object.assign(seen, { count, at: now });
    else if (now - seen.at > hangMs) {
      const file = keepInput(job.target, Buffer.from(new Uint8Array(job.shared, 8, Atomics.load(counter, 1))));
      console.error(`${job.target}: an input did not end within ${hangMs / 1000} s; kept in ${file}`);
      void worker.terminate().then(() => process.exit(1));
    }
  }, 1000);
}

function tell({ target }: FuzzJob, report: FuzzReport): number {
  switch (report.kind) {
    case "clean":
      console.log(`${target}: clean, ${report.inputs} inputs, ${report.outcomes} different outcomes`);
      return 0;
    case "grown":
      console.error(`${target}: the heap has grown by ${Math.round(report.bytes / 2 ** 20)} MiB`);
      return 1;
    case "broken":
      console.error(`${report.message}\n${report.trace}\nKept in ${keepInput(target, Buffer.from(report.input))}`);
      return 1;
  }
}
