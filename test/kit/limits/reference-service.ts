import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { mustBuildWithGo } from "../binary/build-go.ts";
import { freePorts } from "../binary/free-port.ts";
import { type RunningProcess, startProcess, waitReady } from "../binary/running-process.ts";
import { tempFolder } from "../binary/temp-folder.ts";

/** envoyproxy/ratelimit as a process of its own. */
export interface ReferenceService extends RunningProcess {
  /** Its gRPC port. */
  readonly port: number;
  /** Its HTTP side: `/json`, `/healthcheck`. */
  readonly url: string;
  /** Its debugging side: `/rlconfig`, `/stats`. */
  readonly debugUrl: string;
}

/** How it is started. */
export interface ReferenceOptions {
  /** `host:port` of its Redis. */
  readonly redis: string;
  /** Texts of limit files. */
  readonly files?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** The path of the reference service, built with Go once. */
export function findReference(): Promise<string> {
  const source = fileURLToPath(new URL("./reference", import.meta.url));
  return mustBuildWithGo({ name: "ratelimit", version: "2026.1", source, target: "github.com/envoyproxy/ratelimit/src/service_cmd" });
}

/** Writes limit files where the reference service looks for them, and answers the environment that tells it where. */
export async function referenceFiles(files: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const folder = await tempFolder("reference");
  await mkdir(join(folder, "config"));
  await Promise.all(files.map((text, index) => writeFile(join(folder, "config", `${index}.yaml`), text)));
  return { RUNTIME_ROOT: folder, RUNTIME_WATCH_ROOT: "false" };
}

/** Starts the reference service and waits until it is healthy. Rejects where it cannot be built. */
export async function startReference({ redis, files = [], env = {} }: ReferenceOptions): Promise<ReferenceService> {
  const [port = 0, httpPort = 0, debugPort = 0] = await freePorts(3);
  const folder = await tempFolder("reference-log");
  const child = await startProcess({
    path: await findReference(),
    args: [],
    logFile: join(folder, "ratelimit.log"),
    cwd: folder,
    env: {
      ...(await referenceFiles(files)),
      ...{ HOST: "127.0.0.1", PORT: String(httpPort), DEBUG_HOST: "127.0.0.1", DEBUG_PORT: String(debugPort) },
      ...{ GRPC_HOST: "127.0.0.1", GRPC_PORT: String(port), USE_STATSD: "false" },
      ...{ REDIS_SOCKET_TYPE: "tcp", REDIS_URL: redis },
      ...env,
    },
  });
  const url = `http://127.0.0.1:${httpPort}`;
  await waitReady(child, () => isHealthy(url), { what: "envoyproxy/ratelimit" });
  return { ...child, port, url, debugUrl: `http://127.0.0.1:${debugPort}` };
}

async function isHealthy(url: string): Promise<boolean> {
  const answer = await fetch(`${url}/healthcheck`, { signal: AbortSignal.timeout(2000) }).catch(() => undefined);
  await answer?.body?.cancel();
  return answer?.status === 200;
}
