// Fuzzes one target in a thread of its own, so that whoever started it sees when an input never ends.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { parentPort, workerData } from "node:worker_threads";
import { FuzzError, fuzz } from "./fuzz.ts";
import type { FuzzJob, FuzzReport } from "./fuzz-job.ts";
import { fuzzTargets } from "./targets.ts";

/** The heap may be larger by that much after most of the time than it was after a fifth of it: the pool of seeds is not more. */
const maxGrowthBytes = 64 * 2 ** 20;

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

const { target: name, seconds, seed, shared } = workerData as FuzzJob;
const [counter, bytes] = [new Int32Array(shared, 0, 2), Buffer.from(shared, 8)];
const target = fuzzTargets.find((each) => each.name === name);
if (target === undefined) throw new RangeError(`There is no target ${name}`);

const started = performance.now();
let earlyHeap: number | undefined;

parentPort?.postMessage(run());

function run(): FuzzReport {
  try {
    const result = fuzz(target as NonNullable<typeof target>, { seed, goesOn, onInput: show });
    const growth = usedHeap() - (earlyHeap ?? 0);
    if (earlyHeap !== undefined && growth > maxGrowthBytes) return { kind: "grown", bytes: growth };
    return { kind: "clean", ...result };
  } catch (error) {
    if (error instanceof FuzzError) return { kind: "broken", message: error.message, trace: traceOf(error.cause), input: error.input };
    throw error;
  }
}

/** Shows an input to the other thread before it is run. */
function show(input: Buffer): void {
  counter[1] = input.copy(bytes);
  Atomics.add(counter, 0, 1);
}

function goesOn(): boolean {
  const share = (performance.now() - started) / (seconds * 1000);
  if (share > 0.2) earlyHeap ??= usedHeap();
  return share < 1;
}

function usedHeap(): number {
  collect();
  return process.memoryUsage().heapUsed;
}

function traceOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  return cause.cause === undefined ? (cause.stack ?? cause.message) : `${cause.stack ?? cause.message}\ncaused by ${traceOf(cause.cause)}`;
}
