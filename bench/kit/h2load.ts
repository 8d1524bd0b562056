import { execFile } from "node:child_process";
import { access, constants, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { binaryCache } from "../../src/main/binary/find-binary.ts";

const run = promisify(execFile);

/** A load that h2load makes: over HTTP/2, without TLS, as much under way as there are connections and streams on each. */
export interface H2load {
  readonly port: number;
  /** Full method name; of requests without a message their path, or several that take turns. */
  readonly path: string | readonly string[];
  /** The message of a gRPC call, without gRPC's prefix. Default: none, and the request is a GET. */
  readonly message?: Uint8Array;
  /** Further headers. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly connections: number;
  readonly streams: number;
  /** May be a fraction. */
  readonly seconds: number;
  /** The core it is pinned to. */
  readonly core: number;
  /** Calls a second, by all connections together. Default: as many as are answered. */
  readonly perSecond?: number;
  /** Seconds of the same load before, in which nothing is counted. Default 1. */
  readonly warmUpSeconds?: number;
  /** Also measures each call, which costs the client time. */
  readonly latencies?: boolean;
}

/** What came of it. */
export interface H2loadResult {
  /** Calls that were answered in the measured time. */
  readonly calls: number;
  readonly perSecond: number;
  /** Milliseconds; empty unless asked for, sorted. */
  readonly latenciesMs: readonly number[];
}

/** Runs h2load (Debian's `nghttp2-client`). Throws when there is none, or when a call was not answered with a status of HTTP that is good. */
export async function h2load(load: H2load): Promise<H2loadResult> {
  const folder = await mkdtemp(join(tmpdir(), "sluice-h2load-"));
  try {
    const log = join(folder, "log");
    const args = [...argumentsOf(load, log), ...(await callOf(load, folder)), ...(await pathsOf(load, folder))];
    const { stdout } = await run("taskset", ["-c", String(load.core), await findH2load(), ...args], { maxBuffer: 16 * 2 ** 20 });
    return { ...readCounts(stdout, load.seconds), latenciesMs: load.latencies === true ? await readLog(log) : [] };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function argumentsOf({ connections, streams, seconds, warmUpSeconds = 1, latencies, perSecond, headers = {} }: H2load, log: string): readonly string[] {
  const shape = ["-c", String(connections), "-m", String(streams), "-t", "1", "-D", `${seconds * 1000}ms`, `--warm-up-time=${warmUpSeconds}`];
  const rate = perSecond === undefined ? [] : [`--rps=${Math.max(1, perSecond / connections)}`];
  const lines = Object.entries(headers).flatMap(([name, value]) => ["-H", `${name}: ${value}`]);
  return [...shape, ...rate, ...lines, ...(latencies === true ? [`--log-file=${log}`] : [])];
}

async function callOf({ message }: H2load, folder: string): Promise<readonly string[]> {
  if (message === undefined) return [];
  const body = join(folder, "body");
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(message.length, 1);
  await writeFile(body, Buffer.concat([prefix, message]));
  return ["-H", "content-type: application/grpc", "-H", "te: trailers", "-d", body];
}

async function pathsOf({ port, path }: H2load, folder: string): Promise<readonly string[]> {
  const start = `http://127.0.0.1:${port}`;
  if (typeof path === "string") return [start + path];
  const file = join(folder, "paths");
  await writeFile(file, path.map((each) => `${start}${each}\n`).join(""));
  return ["-i", file];
}

function readCounts(stdout: string, seconds: number): { readonly calls: number; readonly perSecond: number } {
  const counts = /status codes: (?<good>\d+) 2xx, (?<others>\d+ 3xx, \d+ 4xx, \d+ 5xx)/.exec(stdout)?.groups;
  if (counts === undefined || counts["others"] !== "0 3xx, 0 4xx, 0 5xx") throw new Error(`h2load did not get good answers alone: ${stdout.slice(-1000)}`);
  const calls = Number(counts["good"]);
  return { calls, perSecond: calls / seconds };
}

/** One line a call: when it began, its status, and how long it took, in microseconds. */
async function readLog(file: string): Promise<readonly number[]> {
  const lines = (await readFile(file, "utf8")).trimEnd().split("\n");
  return lines.map((line) => Number(line.split("\t")[2]) / 1000).sort((left, right) => left - right);
}

/** `h2load` on `$PATH`, or unpacked beside the other programs as `.ci/run` unpacks etcd's: `apt-get download nghttp2-client`, `dpkg -x`. */
async function findH2load(): Promise<string> {
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), join(binaryCache, "debian/usr/bin")];
  for (const folder of folders) {
    const path = join(folder, "h2load");
    if (await isExecutable(path)) return path;
  }
  return unpackH2load();
}

async function unpackH2load(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "sluice-h2load-"));
  try {
    await run("apt-get", ["download", "nghttp2-client"], { cwd: folder });
    await run("sh", ["-c", `dpkg -x nghttp2-client_*.deb ${join(binaryCache, "debian")}`], { cwd: folder });
    return join(binaryCache, "debian/usr/bin/h2load");
  } catch (cause) {
    throw new Error("There is no h2load: install Debian's nghttp2-client, or put h2load on $PATH", { cause });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
