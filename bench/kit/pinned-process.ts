import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";

/** A program that runs on one core alone. */
export interface PinnedProcess {
  /** User and system time so far, in seconds; it counts in hundredths. */
  cpuSeconds(): number;
  stop(): Promise<void>;
}

/** What to run, and where. */
export interface PinnedOptions {
  readonly command: readonly [program: string, ...args: string[]];
  readonly core: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** Ticks of a second in `/proc`. */
const ticksPerSecond = 100;

/** Starts a program on one core and waits until it says `ready` on its standard output. Throws when it ends before. */
export async function startPinned({ command, core, env = {} }: PinnedOptions): Promise<PinnedProcess> {
  const child = spawn("taskset", ["-c", String(core), ...command], { stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, ...env } });
  await readySaid(child);
  return {
    cpuSeconds: () => cpuSecondsOf(child.pid ?? 0),
    stop: () =>
      new Promise((resolve) => {
        child.once("exit", () => resolve());
        child.kill("SIGTERM");
      }),
  };
}

function readySaid(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => reject(new Error(`The server ended with ${signal ?? `code ${code}`} before it was ready`)));
    child.stdout?.on("data", (text: Buffer) => {
      if (text.toString().includes("ready")) resolve();
    });
  });
}

/** Fields 14 and 15 of `/proc/PID/stat`; the second one, the name, may have blanks. */
function cpuSecondsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}
