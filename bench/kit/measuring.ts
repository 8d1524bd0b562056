import { getHeapStatistics } from "node:v8";

/** What a piece of work took. */
export interface Cost {
  /** User and system time of the whole process, all threads, so with the collection of its garbage. */
  readonly cpuMs: number;
  readonly wallMs: number;
  /** Bytes allocated on the heap, whether or not they were freed. */
  readonly allocatedBytes: number;
}

/** Runs `work` and tells what it took. */
export function costOf(work: () => void): Cost {
  const allocatedBefore = getHeapStatistics().total_allocated_bytes;
  const cpuBefore = process.cpuUsage();
  const started = performance.now();
  work();
  const wallMs = performance.now() - started;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { cpuMs: (user + system) / 1000, wallMs, allocatedBytes: getHeapStatistics().total_allocated_bytes - allocatedBefore };
}

/** The bytes of the heap that are in use after a full collection. Needs `--expose-gc` among the bench's `nodeOptions`. */
export function liveBytes(): number {
  if (globalThis.gc === undefined) throw new Error("There is no globalThis.gc: the bench needs --expose-gc among its nodeOptions");
  globalThis.gc();
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}
