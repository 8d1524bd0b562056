import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { mustBuildWithGo } from "../../test/kit/binary/build-go.ts";
import { tempFolder } from "../../test/kit/binary/temp-folder.ts";
import { findReference, referenceFiles } from "../../test/kit/limits/reference-service.ts";
import type { PinnedOptions } from "../kit/pinned-process.ts";

const repository = fileURLToPath(new URL("../..", import.meta.url));

/** Where a server listens and counts, and its limits in the reference service's format. */
export interface ServerPlace {
  readonly port: number;
  readonly httpPort: number;
  readonly debugPort: number;
  readonly redisPort: number;
  readonly limits: string;
}

type Command = Pick<PinnedOptions, "command" | "env">;

/** The servers by name: ours with counters in Redis or memory, with Redis that is to be frozen, or with two workers, envoyproxy/ratelimit of 2026 and, faster, of 2023, each with the settings that were found best for it. */
export const servers: Readonly<Record<string, (place: ServerPlace) => Promise<Command>>> = {
  ours: (place) => ours(place, redisOf(place)),
  "ours-frozen": (place) => ours(place, redisOf(place), { redisTimeout: "40ms" }),
  "ours-workers": (place) => ours(place, redisOf(place), { workers: 2 }),
  "ours-memory": (place) => ours(place, "memory"),
  "peer-2026": async (place) => ({ command: [await findReference()], env: { ...(await peerEnvironment(place)), GOGC: "400", REDIS_POOL_SIZE: "40" } }),
  "peer-2023": async (place) => ({
    command: [await findOlderPeer()],
    env: { ...(await peerEnvironment(place)), REDIS_PIPELINE_WINDOW: "150us", REDIS_PIPELINE_LIMIT: "16" },
  }),
  noop: async ({ port }) => ({ command: [process.execPath, join(repository, "bench/lane/server.ts"), "ours", String(port)] }),
};

function redisOf({ redisPort }: ServerPlace): string {
  return `redis://127.0.0.1:${redisPort}`;
}

interface OursOptions {
  /** By default long: where client and Redis share a core, an answer may be late, and that is no outage. */
  readonly redisTimeout?: string;
  readonly workers?: number;
}

async function ours({ port, httpPort, limits }: ServerPlace, counters: string, { redisTimeout = "4s", workers = 1 }: OursOptions = {}): Promise<Command> {
  const folder = await tempFolder("bench-limits");
  await mkdir(join(folder, "limits"));
  await writeFile(join(folder, "limits", "bench.yaml"), limits);
  const listen = ["--ratelimit-address", `127.0.0.1:${port}`, "--ratelimit-http-address", `127.0.0.1:${httpPort}`];
  const count = [
    "--counters",
    counters,
    "--redis-timeout",
    redisTimeout,
    "--limits",
    join(folder, "limits"),
    ...(workers > 1 ? ["--workers", String(workers)] : []),
  ];
  return { command: [process.execPath, join(repository, "src/main/sluice.ts"), "serve", "--roles", "ratelimit", ...listen, ...count] };
}

function findOlderPeer(): Promise<string> {
  const source = join(import.meta.dirname, "peer-2023");
  return mustBuildWithGo({ name: "ratelimit", version: "2023.4", source, target: "github.com/envoyproxy/ratelimit/src/service_cmd" });
}

async function peerEnvironment({ port, httpPort, debugPort, redisPort, limits }: ServerPlace): Promise<Readonly<Record<string, string>>> {
  return {
    ...(await referenceFiles([limits])),
    ...{ HOST: "127.0.0.1", PORT: String(httpPort), DEBUG_HOST: "127.0.0.1", DEBUG_PORT: String(debugPort), GRPC_HOST: "127.0.0.1", GRPC_PORT: String(port) },
    ...{ DISABLE_STATS: "true", USE_STATSD: "false", LOG_LEVEL: "ERROR", GOMAXPROCS: "1", REDIS_SOCKET_TYPE: "tcp", REDIS_URL: `127.0.0.1:${redisPort}` },
  };
}
