import { fork } from "node:child_process";
import { join } from "node:path";
import type { Bench, Measures } from "./bench.ts";

const defaultTimeoutMs = 5 * 60_000;

/** Measures one case once, in a process of its own. What that prints goes to our standard error. Throws when it fails or takes too long. */
export function runCase(bench: Bench, caseName: string): Promise<Measures> {
  const timeoutMs = bench.timeoutMs ?? defaultTimeoutMs;
  const child = fork(join(import.meta.dirname, "..", "case-process.ts"), [bench.name, caseName], {
    execArgv: [...(bench.nodeOptions ?? [])],
    stdio: ["ignore", 2, 2, "ipc"],
  });
  return new Promise((resolve, reject) => {
    let measures: Measures | undefined;
    const timer = setTimeout(() => child.kill("SIGKILL"), timeoutMs);
    child.on("message", (message) => {
      measures = message as Measures;
    });
    child.on("error", reject);
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      if (code === 0 && measures !== undefined) resolve(measures);
      else reject(new Error(`Bench ${bench.name}, case ${caseName}, ended with ${signal ?? `code ${code}`} before it had a result (limit ${timeoutMs} ms)`));
    });
  });
}
