import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { messageOf, StartError } from "../start-error.ts";

/** A program that `sluice dev` runs beside itself. */
export interface ChildSpec {
  /** As people read it: `Envoy edge-1`. */
  readonly name: string;
  readonly path: string;
  readonly args: readonly string[];
  /** Gets stdout and stderr of each run; begun anew by each start. */
  readonly logFile: string;
  /** A channel to this process: the child can say that it is ready, and learns when this process is gone. */
  readonly channel: boolean;
  /** Resolves when the child does its work; rejects or hangs otherwise. Aborted when the child has ended. */
  readonly ready: (child: Child, signal: AbortSignal) => Promise<void>;
}

/** One run of a program. */
export interface Child {
  readonly pid: number;
  readonly process: ChildProcess;
  /** Resolves when it has ended, with what ended it: `exit code 1`, `signal SIGKILL`. */
  readonly ended: Promise<string>;
  isRunning(): boolean;
  /** SIGTERM, after `graceMs` SIGKILL; resolves when it is gone. */
  stop(graceMs: number): Promise<void>;
}

/**
 * Starts a program in a process group of its own, so that Ctrl-C reaches this process alone and the order of stopping is ours.
 * Throws a `StartError` when it cannot be started at all.
 */
export async function startChild(spec: ChildSpec, options: { append: boolean }): Promise<Child> {
  const log = openSync(spec.logFile, options.append ? "a" : "w");
  const child = spawn(spec.path, [...spec.args], { detached: true, stdio: ["ignore", log, log, ...(spec.channel ? (["ipc"] as const) : [])] });
  closeSync(log);
  const ended = new Promise<string>((resolve) => {
    child.once("exit", (code, signal) => resolve(signal === null ? `exit code ${code ?? "?"}` : `signal ${signal}`));
  });
  await new Promise<void>((resolve, reject) => {
    child.once("spawn", resolve);
    child.once("error", (cause) => reject(new StartError("ERR_CHILD", `${spec.name} cannot be started: ${messageOf(cause)}`, { cause })));
  });
  // A broken channel is told by the end of the child.
  child.on("error", () => undefined);
  const isRunning = (): boolean => child.exitCode === null && child.signalCode === null;
  return { pid: child.pid ?? -1, process: child, ended, isRunning, stop: (graceMs) => stop({ child, ended, isRunning, graceMs }) };
}

/** Waits until the child is ready; throws a `StartError` with the end of its log when it ends before, or after `timeoutMs`. */
export async function awaitReady(child: Child, spec: ChildSpec, timeoutMs: number): Promise<void> {
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(), timeoutMs);
  const failed = child.ended.then((how) => `ended with ${how}`);
  const late = new Promise<string>((resolve) => over.signal.addEventListener("abort", () => resolve(`is not ready after ${timeoutMs / 1000} s`)));
  try {
    const fault = await Promise.race([spec.ready(child, over.signal).then(() => undefined), failed, late]);
    if (fault !== undefined) throw new StartError("ERR_CHILD", `${spec.name} ${fault}; the end of ${spec.logFile}:\n${await tailOf(spec.logFile)}`);
  } finally {
    clearTimeout(timer);
    over.abort();
  }
}

async function stop(run: { child: ChildProcess; ended: Promise<string>; isRunning: () => boolean; graceMs: number }): Promise<void> {
  if (run.isRunning()) run.child.kill("SIGTERM");
  const timer = setTimeout(() => run.child.kill("SIGKILL"), run.graceMs);
  await run.ended;
  clearTimeout(timer);
}

async function tailOf(file: string): Promise<string> {
  const text = await readFile(file, "utf8").catch(() => "");
  return text
    .trimEnd()
    .split("\n")
    .slice(-15)
    .map((line) => `  ${line}`)
    .join("\n");
}
