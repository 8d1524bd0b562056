import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { canListen } from "../binary/free-port.ts";

const repository = fileURLToPath(new URL("../../..", import.meta.url));

/** A `sluice` that a test has started. */
export interface RunningProgram {
  readonly pid: number;
  /** What it wrote to standard output and standard error so far. */
  readonly out: () => string;
  readonly err: () => string;
  /** Resolves with its exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
  /** Resolves when standard error or output matches; rejects when it ends before. */
  until(words: RegExp): Promise<void>;
  signal(name: NodeJS.Signals): void;
  /** Ctrl-C, which a terminal sends to every process of the group, and waits for the end. */
  stop(): Promise<number | NodeJS.Signals>;
}

const running = new Set<ChildProcess>();
process.once("exit", () => {
  for (const { pid } of running) if (pid !== undefined) process.kill(-pid, "SIGKILL");
});

const npmStart = ["npm", "start", "--silent", "--"] as const;
const runStart = [process.execPath, join(repository, "tools/run.mjs"), "src/main/sluice.ts"] as const;

/** How it is started. */
export interface ProgramStart {
  /** The command line of `sluice`. */
  readonly args: readonly string[];
  /** Through `npm start`, as people do it, which runs `dev`; default: through tools/run.mjs, which npm calls. */
  readonly npm?: boolean;
  readonly env?: NodeJS.ProcessEnv;
  /** Working folder; default: the repository. */
  readonly cwd?: string;
}

/** Starts the program; nothing is waited for. */
export function startProgram({ args, npm = false, env = {}, cwd = repository }: ProgramStart): RunningProgram {
  const [command, ...words] = npm ? npmStart : runStart;
  const child = spawn(command, [...words, ...args], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  running.add(child);
  const seen: { out: string; err: string; wake: () => void } = { out: "", err: "", wake: () => undefined };
  child.stdout.on("data", (chunk: Buffer) => {
    seen.out += chunk.toString();
    seen.wake();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    seen.err += chunk.toString();
    seen.wake();
  });
  const ended = new Promise<number | NodeJS.Signals>((resolve) => {
    child.once("close", (code, signal) => {
      running.delete(child);
      resolve(code ?? signal ?? 1);
      seen.wake();
    });
  });
  const isOver = (): boolean => !running.has(child);
  return {
    pid: child.pid ?? -1,
    out: () => seen.out,
    err: () => seen.err,
    ended,
    until: async (words) => {
      while (!words.test(seen.out) && !words.test(seen.err)) {
        if (isOver()) throw new Error(`It ended with ${await ended} before it said ${words}:\n${seen.out}${seen.err}`);
        await new Promise<void>((resolve) => {
          seen.wake = resolve;
        });
      }
    },
    signal: (name) => void child.kill(name),
    stop: () => {
      if (!isOver()) process.kill(-(child.pid ?? 0), "SIGINT");
      return ended;
    },
  };
}

/** A base with which every port of `sluice dev` is free, below the ports that other tests take. */
export async function freePortBase(): Promise<number> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const base = 10_400 + Math.floor(Math.random() * 150) * 10;
    const ports = [0, 101, 102, 201, 202, 8000, 8002, 8080].map((distance) => base + distance);
    const free = await Promise.all(ports.map(canListen));
    if (free.every(Boolean)) return base;
  }
  throw new Error("No free base for the ports of sluice dev");
}
