import { join } from "node:path";
import { Redis as Client } from "ioredis";
import { freePort } from "./free-port.ts";
import { lookUp } from "./require.ts";
import { type RunningProcess, startProcess, waitReady } from "./running-process.ts";
import { tempFolder } from "./temp-folder.ts";

/** How `startRedis` starts it. */
export interface RedisOptions {
  /** True for one with TLS, sentinel and cluster; by default any. */
  readonly full?: boolean;
  /** Further arguments, as `--maxmemory 1mb`. */
  readonly args?: readonly string[];
  /** Run as a sentinel, with this configuration. */
  readonly sentinel?: string;
  /** Where it listens; default: a free port. */
  readonly port?: number;
  /** Its password, for the test's own questions. */
  readonly password?: string;
}

/** A Redis on loopback without persistence. */
export interface RunningRedis {
  readonly port: number;
  /** As `--counters` takes it. */
  readonly url: string;
  readonly folder: string;
  /** The process that runs now or ran last. */
  process(): RunningProcess;
  /** Asks it something over a connection of the test's own. */
  ask(command: string, ...args: readonly (string | number)[]): Promise<unknown>;
  /** Starts it anew on its port. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a real Redis on a free port and waits until it answers. Rejects where there is none: ask in a `describeWith`. */
export async function startRedis(options: RedisOptions = {}): Promise<RunningRedis> {
  const binary = await lookUp(options.full === true ? "redis-full" : "redis");
  if ("missing" in binary) throw new Error(binary.missing);
  const folder = await tempFolder("redis");
  const port = options.port ?? (await freePort());
  const launch = async (): Promise<RunningProcess> => {
    const child = await startProcess({
      path: binary.path,
      args: await argumentsOf(options, { port, folder }),
      logFile: join(folder, "redis.log"),
      cwd: folder,
    });
    await waitReady(child, () => answers(port, options.password), { what: `Redis ${binary.version}` });
    return child;
  };
  let current = await launch();
  return {
    port,
    folder,
    url: `redis://127.0.0.1:${port}`,
    process: () => current,
    ask: (command, ...args) => askOnce({ port, password: options.password }, command, args),
    start: async () => {
      current = await launch();
    },
    stop: () => current.stop(),
  };
}

async function argumentsOf({ args = [], sentinel }: RedisOptions, { port, folder }: { port: number; folder: string }): Promise<string[]> {
  if (sentinel !== undefined) {
    const { writeFile } = await import("node:fs/promises");
    const file = join(folder, "sentinel.conf");
    await writeFile(file, `port ${port}\nbind 127.0.0.1\ndir ${folder}\n${sentinel}\n`);
    return [file, "--sentinel"];
  }
  return ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder, ...args];
}

async function answers(port: number, password: string | undefined): Promise<boolean> {
  return askOnce({ port, password }, "PING", []).then(
    () => true,
    (error: unknown) => error instanceof Error && /NOAUTH|LOADING/u.test(error.message),
  );
}

async function askOnce(
  { port, password }: { port: number; password: string | undefined },
  command: string,
  args: readonly (string | number)[],
): Promise<unknown> {
  const client = new Client({
    port,
    host: "127.0.0.1",
    lazyConnect: true,
    retryStrategy: () => null,
    connectTimeout: 2000,
    ...(password !== undefined && { password }),
  });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return await client.call(command, [...args]);
  } finally {
    client.disconnect();
  }
}
