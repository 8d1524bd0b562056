import { linkSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { NotReady } from "./problem.mjs";

const pollMs = 200;
const foreignHostMs = 10 * 60_000;

/**
 * Runs `work` while no other process, on this machine, holds the lock folder.
 *
 * Owners are numbered files `1`, `2`, …: the highest number owns the lock until a file `N.done` lies beside it or its process is gone.
 * To take the lock is to create the next number with link(), which exactly one process can do; numbers never go down, so a process that
 * looked at an older owner cannot take the lock from a newer one. An owner that was killed therefore needs no cleaning up by hand.
 * @template Result
 * @param {string} folder the lock folder, made when absent
 * @param {() => Promise<Result>} work
 * @param {{ onWait?: (owner: string) => void, timeoutMs?: number }} [options] `onWait` is told once, when another process has to be waited for
 */
export async function withLock(folder, work, { onWait = (_owner) => {}, timeoutMs = 15 * 60_000 } = {}) {
  mkdirSync(folder, { recursive: true });
  const mine = await acquire(folder, onWait, timeoutMs);
  try {
    return await work();
  } finally {
    writeFileSync(join(folder, `${mine}.done`), "");
  }
}

async function acquire(folder, onWait, timeoutMs) {
  const deadline = Date.now() + timeoutMs;
  for (let waited = false; ; waited = true) {
    const newest = newestOwner(folder);
    const holder = newest === 0 ? undefined : holderOf(folder, newest);
    if (holder === undefined) {
      if (claim(folder, newest + 1)) return newest + 1;
      continue;
    }
    if (Date.now() > deadline) throw new NotReady(`${holder} still holds ${folder}: end it, or remove that folder when it is not a start of this project`);
    if (!waited) onWait(holder);
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

function newestOwner(folder) {
  return Math.max(0, ...readdirSync(folder).map((name) => (/^\d+$/.test(name) ? Number(name) : 0)));
}

/** Who holds the lock as owner `number`, or undefined when it is free. */
function holderOf(folder, number) {
  const file = join(folder, String(number));
  try {
    if (readdirSync(folder).includes(`${number}.done`)) return undefined;
    const owner = JSON.parse(readFileSync(file, "utf8"));
    const alive = owner.host === hostname() ? isAlive(owner.pid) : Date.now() - statSync(file).mtimeMs < foreignHostMs;
    return alive ? `Process ${owner.pid} on ${owner.host}` : undefined;
  } catch (error) {
    if (error.code === "ENOENT") return "Another process";
    throw error;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

/** Creates owner file `number` with its content in one step, and removes the files of earlier owners. False when another process was faster. */
function claim(folder, number) {
  const draft = join(folder, `draft-${process.pid}-${Math.random().toString(36).slice(2)}`);
  writeFileSync(draft, JSON.stringify({ pid: process.pid, host: hostname() }));
  try {
    linkSync(draft, join(folder, String(number)));
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  // A later owner removes the files of earlier ones, so this number may have been taken, used and removed since it was read.
  const overtaken = newestOwner(folder) > number;
  for (const name of readdirSync(folder)) if (Number.parseInt(name, 10) < number + (overtaken ? 1 : 0)) rmSync(join(folder, name), { force: true });
  return !overtaken;
}
