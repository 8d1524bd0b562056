import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { z } from "zod";

const run = promisify(execFile);
const graceMs = 5000;

const list = z.array(z.object({ name: z.string(), pid: z.int().positive() }));

/** Remembers which children run, for a start after this process was killed. */
export function rememberChildren(file: string, pids: ReadonlyMap<string, number>): void {
  writeFileSync(file, JSON.stringify([...pids].map(([name, pid]) => ({ name, pid }))));
}

/**
 * Ends the children that an earlier `sluice dev` left behind when it was killed: processes on its list whose command line still names a
 * file of `folder`, so that a process id that was given to somebody else since is never touched. Answers their names.
 */
export async function endLeftOvers(file: string, folder: string): Promise<readonly string[]> {
  const listed = await readList(file);
  const ours = await Promise.all(listed.map(async (child) => ((await commandLine(child.pid)).includes(folder) ? [child] : [])));
  const leftOvers = ours.flat();
  await Promise.all(leftOvers.map(({ pid }) => end(pid)));
  return leftOvers.map(({ name }) => name);
}

async function readList(file: string): Promise<z.infer<typeof list>> {
  const text = await readFile(file, "utf8").catch(() => "[]");
  try {
    return list.parse(JSON.parse(text));
  } catch {
    // Half-written when the process was killed: then nothing is known.
    return [];
  }
}

async function commandLine(pid: number): Promise<string> {
  const linux = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => undefined);
  if (linux !== undefined || process.platform === "linux") return linux ?? "";
  const { stdout } = await run("ps", ["-o", "command=", "-p", String(pid)]).catch(() => ({ stdout: "" }));
  return stdout;
}

async function end(pid: number): Promise<void> {
  const deadline = performance.now() + graceMs;
  let signal: NodeJS.Signals = "SIGTERM";
  while (send(pid, signal)) {
    if (performance.now() > deadline) signal = "SIGKILL";
    await delay(20);
    if (!send(pid, 0)) return;
  }
}

/** False when the process is gone. */
function send(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch {
    return false;
  }
}
