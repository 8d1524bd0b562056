import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { makeBootstrap } from "../../cli/bootstrap/bootstrap.ts";
import type { ListenAddress } from "../../kit/listen-address.ts";
import type { ChildSpec } from "./child.ts";

/** One Envoy of `sluice dev`. */
export interface EnvoyNode {
  readonly id: string;
  /** Path of the Envoy program. */
  readonly program: string;
  readonly discovery: ListenAddress;
  /** What it proves itself with. */
  readonly token: string;
  /** Folder for its bootstrap and the address of its admin interface. */
  readonly folder: string;
  readonly logs: string;
}

/** How long connections may drain; Envoy's own 600 s would keep old listeners through a whole afternoon of trying things out. */
const drainSeconds = 5;

/** Memory and connections of an Envoy for trying things out. */
const limits = { maxHeapBytes: 2 ** 30, maxConnections: 10_000 };

/** Writes the bootstrap (mode 0600, it holds the token) and answers how to run the node. */
export async function envoySpec(node: EnvoyNode): Promise<ChildSpec> {
  const bootstrap = join(node.folder, `${node.id}.json`);
  const adminFile = join(node.folder, `${node.id}.admin`);
  await Promise.all([bootstrap, adminFile].map((file) => rm(file, { force: true })));
  await writeFile(bootstrap, JSON.stringify(bootstrapOf(node), undefined, 2), { mode: 0o600 });
  const args = [
    "-c",
    bootstrap,
    "--admin-address-path",
    adminFile,
    "--concurrency",
    "1",
    "--drain-time-s",
    String(drainSeconds),
    "--disable-hot-restart",
    "-l",
    "info",
  ];
  return {
    name: `Envoy ${node.id}`,
    path: node.program,
    args,
    logFile: join(node.logs, `${node.id}.log`),
    channel: false,
    ready: async (child, signal) => isLive({ adminFile, pid: child.pid, signal }),
  };
}

function bootstrapOf(node: EnvoyNode) {
  return makeBootstrap({
    nodeId: node.id,
    cluster: "edge",
    discovery: [node.discovery],
    variant: "delta",
    locality: { region: "local", zone: "local", subZone: "" },
    adminPort: 0,
    token: node.token,
    ...limits,
  });
}

/** Resolves when Envoy says that it takes traffic: it has had its first configuration then. */
async function isLive(watch: { adminFile: string; pid: number; signal: AbortSignal }): Promise<void> {
  while (!watch.signal.aborted) {
    if ((await stateOf(watch.adminFile)) === "LIVE") return;
    await delay(50);
  }
  throw new Error(`Envoy ${watch.pid} is not waited for any more`);
}

async function stateOf(adminFile: string): Promise<string | undefined> {
  try {
    const address = (await readFile(adminFile, "utf8")).trim();
    const answer = await fetch(`http://${address}/ready`, { signal: AbortSignal.timeout(2000) });
    return (await answer.text()).trim();
  } catch {
    return undefined;
  }
}
