import { fork } from "node:child_process";
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { tempFolder } from "../../test/kit/binary/temp-folder.ts";
import { withLock } from "./lock.mjs";

const contender = join(import.meta.dirname, "fixtures", "contender.mjs");

it("lets one process at a time work, however many start", async () => {
  const folder = await tempFolder("lock");
  const journal = join(folder, "journal");
  writeFileSync(journal, "");
  const codes = await Promise.all(Array.from({ length: 8 }, () => exitOf(fork(contender, [join(folder, "lock"), journal, "3"]))));
  expect(codes).toEqual(Array.from({ length: 8 }, () => 0));
  const lines = readFileSync(journal, "utf8").trim().split("\n");
  expect(lines).toHaveLength(48);
  for (let at = 0; at < lines.length; at += 2) expect(lines[at + 1]).toBe(lines[at]?.replace("in", "out"));
});

it("takes the lock from a process that was killed while it held it", async () => {
  const folder = await tempFolder("lock");
  const journal = join(folder, "journal");
  const victim = fork(contender, [join(folder, "lock"), journal, "forever"]);
  await new Promise((resolve) => victim.once("message", resolve));
  victim.kill("SIGKILL");
  await exitOf(victim);
  await expect(withLock(join(folder, "lock"), async () => "mine", { timeoutMs: 1000 })).resolves.toBe("mine");
});

it("names the process that it waits for, and the folder when it gives up", async () => {
  const folder = await tempFolder("lock");
  const victim = fork(contender, [join(folder, "lock"), join(folder, "journal"), "forever"]);
  await new Promise((resolve) => victim.once("message", resolve));
  const owners: string[] = [];
  const waiting = withLock(join(folder, "lock"), async () => "mine", { timeoutMs: 300, onWait: (owner: string) => owners.push(owner) });
  await expect(waiting).rejects.toThrow(`Process ${victim.pid} on ${hostname()} still holds ${join(folder, "lock")}`);
  expect(owners).toEqual([`Process ${victim.pid} on ${hostname()}`]);
  victim.kill("SIGKILL");
  await exitOf(victim);
});

it("is free again after work that failed, and keeps only the newest owner's files", async () => {
  const folder = await tempFolder("lock");
  const fail = withLock(folder, async () => Promise.reject(new Error("Broken")));
  await expect(fail).rejects.toThrow("Broken");
  for (let turn = 0; turn < 5; turn++) await withLock(folder, async () => undefined);
  expect(readdirSync(folder).sort()).toEqual(["6", "6.done"]);
});

it("is not misled by a number that was used and removed while it looked", async () => {
  const folder = await tempFolder("lock");
  mkdirSync(folder, { recursive: true });
  // Owner 3 holds the lock; 2 was removed by it. Whoever read the folder before would try to become owner 2.
  writeFileSync(join(folder, "3"), JSON.stringify({ pid: process.pid, host: hostname() }));
  await expect(withLock(folder, async () => "mine", { timeoutMs: 300 })).rejects.toThrow("still holds");
  appendFileSync(join(folder, "3.done"), "");
  await withLock(folder, async () => expect(existsSync(join(folder, "3"))).toBe(false));
});

function exitOf(child: ReturnType<typeof fork>): Promise<number | null> {
  return new Promise((resolve) => child.once("exit", resolve));
}
