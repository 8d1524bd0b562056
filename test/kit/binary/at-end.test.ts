import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, it } from "vitest";
import { canListen, freePort, freePorts } from "./free-port.ts";

const fixture = join(import.meta.dirname, "fixtures", "leaver.ts");

interface Left {
  readonly child: number;
  readonly folder: string;
  readonly reservation: string;
}

/** Runs a process that leaves a child, a folder and a port behind, and answers what it left once it has ended. */
async function leave(how: string): Promise<Left> {
  const { VITEST_WORKER_ID: _, ...env } = process.env;
  const leaver = spawn(process.execPath, [fixture, how], { env, stdio: ["ignore", "pipe", how === "throw" ? "ignore" : "inherit"] });
  let text = "";
  leaver.stdout.on("data", (chunk: Buffer) => {
    text += chunk.toString();
    if (how === "SIGTERM" && text.endsWith("\n")) leaver.kill("SIGTERM");
  });
  await new Promise((resolve) => leaver.once("close", resolve));
  return JSON.parse(text) as Left;
}

/** False also for a zombie: where nobody collects orphans, as in a container, a killed one stays one. */
function isAlive(pid: number): boolean {
  const { status, stdout } = spawnSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" });
  return status === 0 && !stdout.trim().startsWith("Z");
}

it.each(["exit", "throw", "SIGTERM"])("a process that ends by %s takes its children, folders and ports with it", async (how) => {
  const left = await leave(how);
  await expect.poll(() => isAlive(left.child)).toBe(false);
  expect(existsSync(left.folder)).toBe(false);
  expect(existsSync(left.reservation)).toBe(false);
});

it("a free port is nobody else's, also while two of a kind would share it silently", async () => {
  const ports = await freePorts(20);
  expect(new Set(ports).size).toBe(20);
  const port = await freePort();
  const server = createServer();
  await new Promise<void>((resolve) => server.listen({ port, host: "127.0.0.1", reusePort: true }, resolve));
  expect(await canListen(port)).toBe(false);
  await new Promise((resolve) => server.close(resolve));
  expect(await canListen(port)).toBe(true);
});
