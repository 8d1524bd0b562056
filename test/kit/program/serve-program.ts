import { existsSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { makeBootstrap } from "../../../src/cli/bootstrap/bootstrap.ts";
import type { BulkResult, ShownNode } from "../../../src/client/answers.ts";
import { Client, type WriteOptions } from "../../../src/client/client.ts";
import type { Json } from "../../../src/kit/json.ts";
import type { ListenAddress } from "../../../src/kit/listen-address.ts";
import { type Envoy, type EnvoyOptions, startEnvoy } from "../binary/envoy.ts";
import { freePorts } from "../binary/free-port.ts";
import { type RunningProcess, startProcess, waitReady } from "../binary/running-process.ts";
import { tempFolder } from "../binary/temp-folder.ts";
import type { ObjectBuilder } from "../objects/object-builder.ts";

const repository = fileURLToPath(new URL("../../..", import.meta.url));

/** Where a replica keeps its things and listens; the same again starts it anew. */
export interface ServePlace {
  readonly folder: string;
  readonly adminPort: number;
  readonly discovery: ListenAddress;
}

/** `sluice serve` as a process of its own: no runner in between, so that a signal meets the program itself. */
export interface ServedProgram extends RunningProcess {
  readonly place: ServePlace;
  readonly client: Client;
  /** The admin key. */
  readonly key: string;
  /** Writes objects in one commit, whatever was there. */
  apply(objects: readonly ObjectBuilder[], options?: WriteOptions): Promise<BulkResult>;
  /** Every proxy that any replica knows. */
  nodes(): Promise<readonly ShownNode[]>;
  /** The sum of a counter over its labels, without those that a pattern leaves out. */
  metric(name: string, without?: RegExp): Promise<number>;
}

/** Free ports, and a new folder unless replicas share one for their keys. */
export async function newPlace(folder?: string): Promise<ServePlace> {
  const [adminPort = 0, port = 0] = await freePorts(2);
  return { folder: folder ?? (await tempFolder("serve")), adminPort, discovery: { host: "127.0.0.1", port } };
}

/** Starts `sluice serve` and waits until it is ready; `nodeArgs` go to Node.js. */
export async function startServe(place: ServePlace, args: readonly string[] = [], nodeArgs: readonly string[] = []): Promise<ServedProgram> {
  const { folder, adminPort, discovery } = place;
  const listen = ["--admin-address", `127.0.0.1:${adminPort}`, "--discovery-address", `127.0.0.1:${discovery.port}`];
  const child = await startProcess({
    path: process.execPath,
    args: [...nodeArgs, join(repository, "src/main/sluice.ts"), "serve", ...listen, ...args],
    logFile: join(folder, "serve.log"),
    cwd: folder,
  });
  const server = `http://127.0.0.1:${adminPort}`;
  await waitReady(child, () => isReady(server), { what: "sluice serve" });
  const key = (await readFile(join(folder, ".sluice/admin.key"), "utf8")).trim();
  const client = new Client({ server, key });
  return {
    ...child,
    place,
    client,
    key,
    apply: (objects, options = {}) =>
      client.batch(
        objects.map((builder) => ({ method: "put" as const, object: builder.written() as Json })),
        { force: "test", ...options },
      ),
    nodes: () => all(client.nodes()),
    metric: async (name, without) => sumOf((await client.call({ method: "GET", path: "/metrics" })).text, name, without),
  };
}

/** Arguments of a replica on etcd; writes the seal key into the folder when there is none. */
export function replicaArguments({ folder }: ServePlace, id: string, etcdUrl: string): readonly string[] {
  const sealKey = join(folder, "seal.key");
  if (!existsSync(sealKey)) writeFileSync(sealKey, `${Buffer.alloc(32, 1).toString("base64")}\n`);
  return ["--store", `etcd:${etcdUrl}`, "--seal-key-file", sealKey, "--replica-id", id];
}

/** How a proxy is attached. */
export interface AttachOptions extends EnvoyOptions {
  readonly variant?: "delta" | "sotw";
  /** Node cluster. Default `edge`. */
  readonly cluster?: string;
  /** Its token. */
  readonly token: string;
  readonly replicas: readonly ServePlace[];
}

/** A new token for proxies of a node group. */
export async function nodeToken(program: ServedProgram, group = "edge"): Promise<string> {
  return (await program.client.createToken({ name: `node-${group}`, kind: "node", groups: [group] })).token;
}

/** Starts an Envoy with the bootstrap that people get. */
export function attachEnvoy(id: string, { variant = "delta", cluster = "edge", token, replicas, ...options }: AttachOptions): Promise<Envoy> {
  const bootstrap = makeBootstrap({
    nodeId: id,
    cluster,
    discovery: replicas.map(({ discovery }) => discovery),
    variant,
    token,
    locality: { region: "", zone: "", subZone: "" },
    adminPort: 0,
    maxHeapBytes: 2 ** 30,
    maxConnections: 1000,
  });
  return startEnvoy(bootstrap, { ...options, args: ["--drain-time-s", "5", ...(options.args ?? [])] });
}

async function all<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

async function isReady(server: string): Promise<boolean> {
  const answer = await fetch(`${server}/readyz`, { signal: AbortSignal.timeout(5000) }).catch(() => undefined);
  await answer?.body?.cancel();
  return answer?.status === 200;
}

function sumOf(page: string, name: string, without?: RegExp): number {
  return page
    .split("\n")
    .filter((line) => (line.startsWith(`${name} `) || line.startsWith(`${name}{`)) && without?.test(line) !== true)
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(" ") + 1)), 0);
}
