import { readdir, readFile, readlink } from "node:fs/promises";
import { basename } from "node:path";

/** A process that listens. */
export interface Listener {
  readonly pid: number;
  /** Its program, as in `envoy` or `node sluice.ts`; no other arguments, which may hold secrets. */
  readonly command: string;
}

/** State LISTEN in /proc/net/tcp (Linux, include/net/tcp_states.h). */
const listening = "0A";

/** Who listens on a TCP port, as far as this user may see it: Linux only, and not processes of other users. */
export async function findListener(port: number): Promise<Listener | undefined> {
  const inodes = await listeningInodes(port);
  if (inodes.size === 0) return undefined;
  for (const pid of await processIds()) {
    if (await holds(pid, inodes)) return { pid, command: await commandOf(pid) };
  }
  return undefined;
}

async function listeningInodes(port: number): Promise<Set<string>> {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  const tables = await Promise.all(["/proc/net/tcp", "/proc/net/tcp6"].map(readText));
  const rows = tables.flatMap((table) => table.split("\n").slice(1)).map((row) => row.trim().split(/\s+/u));
  // Columns: sl, local_address, rem_address, st, queues, timer, retransmits, uid, timeout, inode.
  return new Set(rows.filter((columns) => columns[1]?.endsWith(wanted) === true && columns[3] === listening).map((columns) => `socket:[${columns[9] ?? ""}]`));
}

async function processIds(): Promise<number[]> {
  const entries = await readdir("/proc").catch(() => []);
  return entries.filter((entry) => /^\d+$/u.test(entry)).map(Number);
}

async function holds(pid: number, inodes: ReadonlySet<string>): Promise<boolean> {
  const folder = `/proc/${pid}/fd`;
  const files = await readdir(folder).catch(() => []);
  const targets = await Promise.all(files.map((file) => readlink(`${folder}/${file}`).catch(() => "")));
  return targets.some((target) => inodes.has(target));
}

/** The name that the kernel keeps is that of a thread, and of interpreters it says too little. */
async function commandOf(pid: number): Promise<string> {
  const [program = "", ...words] = (await readText(`/proc/${pid}/cmdline`)).split("\0");
  const script = words.find((word) => !word.startsWith("-"));
  const name = basename(program);
  return script !== undefined && /^(?:node|python|ruby|java|deno|bun)/u.test(name) ? `${name} ${basename(script)}` : name;
}

function readText(path: string): Promise<string> {
  return readFile(path, "utf8").catch(() => "");
}
