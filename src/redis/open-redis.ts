import type { ConnectionOptions } from "node:tls";
import { Cluster, type ClusterNode, Redis } from "ioredis";
import type { Logger } from "../kit/telemetry.ts";
import { warnOfEviction } from "./warn-of-eviction.ts";

/** Where Redis is. */
export interface RedisPlace {
  readonly mode: "single" | "sentinel" | "cluster";
  readonly hosts: readonly { readonly host: string; readonly port: number }[];
  /** Name of the primary, with sentinels. */
  readonly primary: string | undefined;
  readonly database: number;
}

/** Where Redis is and how it is reached. */
export interface RedisAccess extends RedisPlace {
  readonly user: string | undefined;
  readonly password: string | undefined;
  /** Of the sentinels, when they want another one. */
  readonly sentinelPassword: string | undefined;
  readonly tls: ConnectionOptions | undefined;
  /** Before every key. */
  readonly prefix: string;
}

/** A connection to Redis, or to all nodes of a cluster. */
export type RedisClient = Redis | Cluster;

/** Opens a connection that makes itself anew whenever it is lost, and says once that it is. Whatever cannot be sent at once fails at once. */
export function openRedis(access: RedisAccess, logger: Logger): RedisClient {
  const client = access.mode === "cluster" ? clusterClient(access) : singleClient(access);
  let lastError = "it was never reached";
  client.on("error", (error: Error) => {
    if (error.message !== lastError) logger.warn("Redis cannot be reached", { error: error.message });
    lastError = error.message;
  });
  client.on("ready", () => {
    lastError = "";
    void warnOfEviction(client, logger);
  });
  return client;
}

/** Whether an error says that this is no primary, or none yet. Redis 6 tells what a command of a script failed with inside of an error of its own. */
export function isNoPrimary(message: string): boolean {
  return /(?:^|-)(?:READONLY|LOADING|MASTERDOWN)\b/u.test(message);
}

/** Nothing waits for a connection: what cannot be sent at once is decided without the store. */
function commonOptions({ user, password, tls }: RedisAccess) {
  return {
    ...(user !== undefined && { username: user }),
    ...(password !== undefined && { password }),
    ...(tls !== undefined && { tls }),
    connectTimeout: 2000,
    // A host that is gone says nothing: without this a connection to it lives for a quarter of an hour.
    socketTimeout: 2000,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    noDelay: true,
    keepAlive: 10_000,
    retryStrategy: (times: number) => Math.min(50 * 2 ** Math.min(times, 5), 1000),
    // A primary that was made a replica, or is still reading its data, is no good until it is asked for anew.
    reconnectOnError: (error: Error) => isNoPrimary(error.message),
  };
}

function singleClient(access: RedisAccess): Redis {
  const { mode, hosts, primary, database, sentinelPassword, tls } = access;
  const common = { ...commonOptions(access), db: database };
  const [host = { host: "127.0.0.1", port: 6379 }] = hosts;
  if (mode !== "sentinel") return new Redis({ ...common, ...host });
  return new Redis({
    ...common,
    sentinels: hosts.map((one) => ({ ...one })),
    name: primary ?? "",
    sentinelRetryStrategy: (times) => Math.min(50 * times, 500),
    ...(sentinelPassword !== undefined && { sentinelPassword }),
    ...(tls !== undefined && { enableTLSForSentinelMode: true, sentinelTLS: tls }),
  });
}

function clusterClient(access: RedisAccess): Cluster {
  const nodes: ClusterNode[] = access.hosts.map((one) => ({ ...one }));
  return new Cluster(nodes, {
    redisOptions: commonOptions(access),
    enableOfflineQueue: false,
    slotsRefreshTimeout: 1000,
    slotsRefreshInterval: 5000,
    retryDelayOnFailover: 50,
    retryDelayOnClusterDown: 50,
    retryDelayOnTryAgain: 5,
    maxRedirections: 8,
    clusterRetryStrategy: (times) => Math.min(50 * times, 1000),
  });
}
