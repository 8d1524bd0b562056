import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { atEnd } from "./at-end.ts";

/** A real program that a test has started. Whatever is still running at the end of the test file is killed. */
export interface RunningProcess {
  readonly pid: number;
  /** Settles when the program has ended, by itself or not: with its exit code, or the signal that ended it. */
  readonly exited: Promise<number | NodeJS.Signals>;
  /** True until the program has ended. */
  isRunning(): boolean;
  /** All that it has written to stdout and stderr so far, and to its log if it goes there. */
  log(): Promise<string>;
  /** Ends it with SIGTERM, after `graceMs` (default 5,000) with SIGKILL, and waits until it is gone. May be called twice. */
  stop(graceMs?: number): Promise<void>;
  /** Ends it with SIGKILL, as a crash would, and waits until it is gone. */
  kill(): Promise<void>;
  /** Sends any signal, as SIGSTOP and SIGCONT to make it hang for a while. */
  signal(name: NodeJS.Signals): void;
}

/** What to start: `env` is the whole environment (default: the test's own), `logFile` gets stdout and stderr. */
export interface ProcessOptions {
  readonly path: string;
  readonly args: readonly string[];
  readonly logFile: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
}

/** Starts a program; rejects when it cannot be started at all. */
export async function startProcess(options: ProcessOptions): Promise<RunningProcess> {
  const log = openSync(options.logFile, "a");
  const child = spawn(options.path, [...options.args], {
    stdio: ["ignore", log, log],
    env: options.env ?? process.env,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  closeSync(log);
  const exited = new Promise<number | NodeJS.Signals>((resolve) => child.once("exit", (code, signal) => resolve(code ?? signal ?? 1)));
  await new Promise<void>((resolve, reject) => child.once("spawn", resolve).once("error", reject));
  return track(child, exited, options.logFile);
}

function track(child: ReturnType<typeof spawn>, exited: Promise<number | NodeJS.Signals>, logFile: string): RunningProcess {
  const isRunning = (): boolean => child.exitCode === null && child.signalCode === null;
  const end = async (signal: NodeJS.Signals, graceMs?: number): Promise<void> => {
    if (isRunning()) child.kill(signal);
    const timer = graceMs === undefined ? undefined : setTimeout(() => child.kill("SIGKILL"), graceMs);
    await exited;
    clearTimeout(timer);
  };
  const handle: RunningProcess = {
    pid: child.pid ?? -1,
    exited,
    isRunning,
    log: () => readFile(logFile, "utf8"),
    stop: (graceMs = 5000) => end("SIGTERM", graceMs),
    kill: () => end("SIGKILL"),
    signal: (name) => void child.kill(name),
  };
  const forget = atEnd(() => handle.signal("SIGKILL"));
  void exited.then(forget);
  return handle;
}

/**
 * Asks `isReady` every 20 ms until it is true. Rejects with the end of the log when the program ends before, or after `timeoutMs`
 * (then the program is killed).
 */
export async function waitReady(child: RunningProcess, isReady: () => Promise<boolean>, options: { what: string; timeoutMs?: number }): Promise<void> {
  const { what, timeoutMs = 30_000 } = options;
  const deadline = performance.now() + timeoutMs;
  while (!(await isReady())) {
    if (!child.isRunning()) throw new Error(`${what} ended with ${await child.exited} before it was ready:\n${tail(await child.log())}`);
    if (performance.now() > deadline) {
      await child.kill();
      throw new Error(`${what} was not ready after ${timeoutMs} ms:\n${tail(await child.log())}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function tail(log: string): string {
  return log.split("\n").slice(-30).join("\n");
}
