import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { WorkerOrder, WorkerReport } from "./messages.ts";

/** A process of a worker, from outside. */
export interface WorkerProcess {
  readonly pid: number;
  tell(order: WorkerOrder): void;
  /** Ends it at once. */
  kill(): void;
}

/** What a process of a worker makes known. */
export interface WorkerEvents {
  onReport(report: WorkerReport): void;
  /** It has ended: by a signal, with an exit code, or – in words – it could not be started at all. Told once. */
  onEnd(how: string): void;
}

/** Starts a process of a worker. */
export type SpawnWorker = (events: WorkerEvents) => WorkerProcess;

const program = fileURLToPath(new URL("worker.ts", import.meta.url));

/** Starts a process that waits for its orders. It writes where this one writes, and ends when this one does. */
export const spawnWorker: SpawnWorker = (events) => {
  const child = fork(program, [], { serialization: "advanced", stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const state = { isOver: false };
  const end = (how: string): void => {
    if (state.isOver) return;
    state.isOver = true;
    events.onEnd(how);
  };
  child.on("message", (report) => events.onReport(report as WorkerReport));
  child.once("exit", (code, signal) => end(signal ?? `exit code ${code}`));
  child.once("error", (error) => {
    if (child.pid === undefined) end(error.message);
  });
  return {
    pid: child.pid ?? 0,
    // What cannot be told any more need not be: the process is gone, and its end is told in a moment.
    tell: (order) => void (child.connected && child.send(order, () => undefined)),
    kill: () => void child.kill("SIGKILL"),
  };
};
