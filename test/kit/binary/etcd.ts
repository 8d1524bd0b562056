import { join } from "node:path";
import { freePorts } from "./free-port.ts";
import { lookUp } from "./require.ts";
import { type RunningProcess, startProcess, waitReady } from "./running-process.ts";
import { tempFolder } from "./temp-folder.ts";

/** How `startEtcd` starts it. */
export interface EtcdOptions {
  /** True for an etcd that keeps its data when it is killed; by default any. */
  readonly safe?: boolean;
  /** Further arguments, as `--quota-backend-bytes=2097152`; they come last and so win. */
  readonly args?: readonly string[];
}

/** An etcd with one member on loopback. `stop`, `kill` and `signal` are those of its process; `start` brings it back with the same ports and data. */
export interface Etcd {
  /** Where clients connect, as in `127.0.0.1:20123`. */
  readonly address: string;
  /** The same as a URL. */
  readonly url: string;
  readonly version: string;
  readonly dataFolder: string;
  /** The process that runs now or ran last. */
  process(): RunningProcess;
  start(): Promise<void>;
  stop(): Promise<void>;
  kill(): Promise<void>;
}

/** Starts a real etcd on free ports with an empty data folder and waits until it answers. Rejects where there is none: ask in a `describeWith`. */
export async function startEtcd(options: EtcdOptions = {}): Promise<Etcd> {
  const binary = await lookUp(options.safe === true ? "etcd-safe" : "etcd");
  if ("missing" in binary) throw new Error(binary.missing);
  const folder = await tempFolder("etcd");
  const [client = 0, peer = 0] = await freePorts(2);
  const url = `http://127.0.0.1:${client}`;
  const launch = async (): Promise<RunningProcess> => {
    const args = [...argumentsOf({ folder, url, peerUrl: `http://127.0.0.1:${peer}` }), ...(options.args ?? [])];
    const child = await startProcess({ path: binary.path, args, logFile: join(folder, "etcd.log") });
    await waitReady(child, () => isHealthy(url), { what: `etcd ${binary.version}` });
    return child;
  };
  let current = await launch();
  return {
    address: `127.0.0.1:${client}`,
    url,
    version: binary.version,
    dataFolder: join(folder, "data"),
    process: () => current,
    start: async () => {
      if (current.isRunning()) throw new Error(`etcd on ${url} is running already`);
      current = await launch();
    },
    stop: () => current.stop(),
    kill: () => current.kill(),
  };
}

function argumentsOf({ folder, url, peerUrl }: { folder: string; url: string; peerUrl: string }): string[] {
  return [
    `--name=test`,
    `--data-dir=${join(folder, "data")}`,
    `--listen-client-urls=${url}`,
    `--advertise-client-urls=${url}`,
    `--listen-peer-urls=${peerUrl}`,
    `--initial-advertise-peer-urls=${peerUrl}`,
    `--initial-cluster=test=${peerUrl}`,
    `--logger=zap`,
  ];
}

async function isHealthy(url: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/health`, { signal: AbortSignal.timeout(2000) });
    return ((await answer.json()) as { health?: string }).health === "true";
  } catch {
    return false;
  }
}
