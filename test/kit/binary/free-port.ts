import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { atEnd } from "./at-end.ts";

/** Below the range that the kernel gives to outgoing connections (32,768 and up on Linux), so that none of them takes a port first. */
const range = { first: 20_000, last: 31_999 };
const folder = join(tmpdir(), "sluice-ports");

/**
 * A loopback port that nobody listens on, for programs that cannot listen on port 0 and tell.
 *
 * Envoy binds with SO_REUSEPORT: two of them share a port without a word and each gets half of the connections. So the port is also
 * reserved, by a file with this process's id, against every other test process on the machine until this one is through with its file.
 */
export async function freePort(): Promise<number> {
  const size = range.last - range.first + 1;
  const start = Math.floor(Math.random() * size);
  for (let step = 0; step < size; step++) {
    const port = range.first + ((start + step) % size);
    if (reserve(port) && (await canListen(port))) return port;
  }
  throw new Error(`No free port between ${range.first} and ${range.last}`);
}

/** Several free ports; see `freePort`. */
export async function freePorts(count: number): Promise<number[]> {
  return Promise.all(Array.from({ length: count }, freePort));
}

/** Whether nobody listens on the port, on any address. An Envoy that shares ports counts as somebody. */
export async function canListen(port: number): Promise<boolean> {
  return (await tryListen(port, "127.0.0.1")) && tryListen(port, "0.0.0.0");
}

function tryListen(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

function reserve(port: number): boolean {
  const file = join(folder, String(port));
  mkdirSync(folder, { recursive: true });
  try {
    writeFileSync(file, String(process.pid), { flag: "wx" });
  } catch {
    if (!isAbandoned(file)) return false;
    // Not taken over: a third process may be doing the same. It is free for the next one that asks.
    rmSync(file, { force: true });
    return false;
  }
  atEnd(() => rmSync(file, { force: true }));
  return true;
}

function isAbandoned(file: string): boolean {
  try {
    const pid = Number(readFileSync(file, "utf8"));
    if (pid === 0) return false;
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}
