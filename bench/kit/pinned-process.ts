import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";

/** A program that runs on cores that it is given. */
export interface PinnedProcess {
  /** User and system time so far, with that of its children, in seconds; it counts in hundredths. */
  cpuSeconds(): number;
  /** Resident memory, now and at most so far. */
  memory(): { readonly residentBytes: number; readonly peakBytes: number };
  /** What it had said when it was ready. */
  readonly said: string;
  stop(): Promise<void>;
}

/** What to run, and where. */
export interface PinnedOptions {
  readonly command: readonly [program: string, ...args: string[]];
  /** A core, or several. */
  readonly core: number | readonly number[];
  readonly env?: Readonly<Record<string, string>>;
  /** Said on its standard output when it is ready. Default `ready`. */
  readonly ready?: string;
  /** How to see that it is ready where it does not say so; asked every 20 ms. */
  readonly isReady?: () => Promise<boolean>;
}

/** Ticks of a second in `/proc`. */
const ticksPerSecond = 100;

/** Starts a program on its cores and waits until it is ready. Throws when it ends before. */
export async function startPinned({ command, core, env = {}, ready = "ready", isReady }: PinnedOptions): Promise<PinnedProcess> {
  const child = spawn("taskset", ["-c", String(core), ...command], { stdio: ["pipe", "pipe", "inherit"], env: { ...process.env, ...env } });
  const said = isReady === undefined ? await readySaid(child, ready) : await readyAsked(child, isReady);
  return {
    said,
    cpuSeconds: () => [child.pid ?? 0, ...childrenOf(child.pid ?? 0)].reduce((sum, pid) => sum + cpuSecondsOf(pid), 0),
    memory: () => memoryOf(child.pid ?? 0),
    stop: () =>
      new Promise((resolve) => {
        child.once("exit", () => resolve());
        child.kill("SIGTERM");
      }),
  };
}

function readySaid(child: ChildProcess, ready: string): Promise<string> {
  let said = "";
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => reject(new Error(`The server ended with ${signal ?? `code ${code}`} before it was ready`)));
    child.stdout?.on("data", (text: Buffer) => {
      said += text.toString();
      if (said.includes(ready)) resolve(said);
    });
  });
}

async function readyAsked(child: ChildProcess, isReady: () => Promise<boolean>): Promise<string> {
  child.stdout?.resume();
  while (!(await isReady())) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`The server ended with ${child.signalCode ?? `code ${child.exitCode}`} before it was ready`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return "";
}

function childrenOf(pid: number): readonly number[] {
  const pids = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim();
  return pids === "" ? [] : pids.split(" ").map(Number);
}

/** Fields 14 and 15 of `/proc/PID/stat`; the second one, the name, may have blanks. */
function cpuSecondsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

/** `VmRSS` and `VmHWM` of `/proc/PID/status`, in KiB there. */
function memoryOf(pid: number): { readonly residentBytes: number; readonly peakBytes: number } {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const field = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "mu").exec(status)?.[1]) * 1024;
  return { residentBytes: field("VmRSS"), peakBytes: field("VmHWM") };
}
