import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { freePorts } from "../../test/kit/binary/free-port.ts";
import { type RunningRedis, startRedis } from "../../test/kit/binary/redis.ts";
import { rateLimitClient } from "../../test/kit/limits/rate-limit-client.ts";
import { type PinnedProcess, startPinned } from "../kit/pinned-process.ts";
import { limitRequest } from "./limits.ts";
import { servers } from "./servers.ts";

const run = promisify(execFile);
const serverCore = 0;

/** The core of the client, and of Redis. */
export const clientCore = 1;

/** A server under test, and the Redis that it counts in. */
export interface BenchServer {
  readonly running: PinnedProcess;
  readonly port: number;
  readonly redis: RunningRedis;
  /** Ends both. */
  readonly stop: () => Promise<void>;
}

/** Starts a server on its core, and a Redis on the client's. */
export async function startServer(name: string, limits: string): Promise<BenchServer> {
  const redis = await startRedis();
  await run("taskset", ["-a", "-cp", String(clientCore), String(redis.process().pid)]);
  const [port = 0, httpPort = 0, debugPort = 0] = await freePorts(3);
  const make = servers[name];
  if (make === undefined) throw new RangeError(`There is no server ${name}`);
  const command = await make({ port, httpPort, debugPort, redisPort: redis.port, limits });
  const running = await startPinned({ ...command, core: serverCore, isReady: () => canBeAsked(port) });
  const stop = async (): Promise<void> => {
    await running.stop();
    await redis.stop();
  };
  return { running, port, redis, stop };
}

async function canBeAsked(port: number): Promise<boolean> {
  return countedHits(port).then(
    () => true,
    () => false,
  );
}

/** Hits that the first limit has counted, this one included; 0 for what was decided without a count. */
export async function countedHits(port: number): Promise<number> {
  const client = rateLimitClient(`127.0.0.1:${port}`, { ownConnection: true });
  try {
    const { statuses: [status] = [] } = await client.send(limitRequest(1));
    return (status?.current_limit?.requests_per_unit ?? 0) - (status?.limit_remaining ?? 0);
  } finally {
    client.close();
  }
}
