import type { ConnectionOptions } from "node:tls";
import { Cluster, type ClusterNode, Redis } from "ioredis";
import type { Logger } from "../../../kit/telemetry.ts";
import { CounterError } from "../counters.ts";
import { chargeScript } from "./charge-script.ts";
import { heartbeatScript } from "./heartbeat-script.ts";
import { LuaScript } from "./lua-script.ts";
import type { ScriptRunner } from "./redis-counters.ts";

/** Where Redis is and how it is reached. */
export interface RedisLinkOptions {
  readonly mode: "single" | "sentinel" | "cluster";
  readonly hosts: readonly { readonly host: string; readonly port: number }[];
  /** Name of the primary, with sentinels. */
  readonly primary: string | undefined;
  readonly database: number;
  readonly user: string | undefined;
  readonly password: string | undefined;
  /** Of the sentinels, when they want another one. */
  readonly sentinelPassword: string | undefined;
  readonly tls: ConnectionOptions | undefined;
  /** Before every key. */
  readonly prefix: string;
  /** Wait until so many replicas have a write, at most `waitMs`; 0: do not. */
  readonly waitReplicas: number;
  readonly waitMs: number;
  readonly logger: Logger;
  /** Told when a write was not confirmed by as many replicas as it should be. */
  readonly onUnconfirmed: () => void;
}

/** What the heartbeat tells. */
export interface Heartbeat {
  readonly now: number;
  /** Replicas of the rate limit service that are alive. */
  readonly replicas: number;
}

/** Tags of each primary of a cluster: few enough that a batch stays whole, enough that load spreads. */
const tagsPerPrimary = 16;

/** A connection to Redis that makes itself anew. */
export class RedisLink implements ScriptRunner {
  readonly #options: RedisLinkOptions;
  readonly #client: Redis | Cluster;
  readonly #charge: LuaScript;
  readonly #heartbeat: LuaScript;
  #shards: number;
  #lastError = "it was never reached";

  constructor(options: RedisLinkOptions) {
    this.#options = options;
    this.#shards = options.mode === "cluster" ? 0 : 1;
    this.#client = options.mode === "cluster" ? clusterClient(options) : singleClient(options);
    this.#client.on("error", (error: Error) => {
      if (error.message !== this.#lastError) options.logger.warn("Redis cannot be reached", { error: error.message });
      this.#lastError = error.message;
    });
    this.#client.on("ready", () => {
      this.#lastError = "";
    });
    this.#charge = new LuaScript(this.#client, chargeScript);
    this.#heartbeat = new LuaScript(this.#client, heartbeatScript);
  }

  get shards(): number {
    return this.#shards;
  }

  async charge(shard: number, keys: readonly string[], args: readonly (Buffer | string)[]): Promise<Buffer> {
    const place = `${this.#options.prefix}${this.#options.mode === "cluster" ? `{${shard}}` : ""}`;
    const reply = await this.#run(this.#charge, [`${place}calls`, ...keys.map((key) => place + key)], args);
    if (this.#options.waitReplicas > 0) await this.#confirm();
    return reply;
  }

  /** Tells that this replica is alive (none when undefined), asks for the time and how many are. In a cluster it also agrees on the number of shards. */
  async beat(replica: string | undefined): Promise<Heartbeat> {
    const reply = await this.#run(
      this.#heartbeat,
      [`${this.#options.prefix}{beat}replicas`, `${this.#options.prefix}{beat}shards`],
      [replica ?? "", String(this.#wanted())],
    );
    this.#shards = this.#options.mode === "cluster" ? reply.readDoubleLE(16) : 1;
    return { now: reply.readDoubleLE(0), replicas: reply.readDoubleLE(8) };
  }

  close(): Promise<void> {
    this.#client.disconnect();
    return Promise.resolve();
  }

  /** Shards of a new cluster; what is stored wins, so that all replicas count alike. */
  #wanted(): number {
    return this.#client instanceof Cluster ? Math.max(1, this.#client.nodes("master").length) * tagsPerPrimary : 1;
  }

  async #run(script: LuaScript, keys: readonly string[], args: readonly (Buffer | string)[]): Promise<Buffer> {
    try {
      return await script.run(keys, args);
    } catch (cause) {
      const words = cause instanceof Error ? cause.message : String(cause);
      const refused = /^(?:OOM|NOPERM|WRONGTYPE|MOVED|NOAUTH|ERR|MISCONF)/u.test(words);
      throw new CounterError(refused ? "ERR_COUNTER_REFUSED" : "ERR_COUNTER_UNREACHABLE", `Redis: ${words}`, { cause });
    }
  }

  async #confirm(): Promise<void> {
    const confirmed = Number(await this.#client.call("WAIT", this.#options.waitReplicas, this.#options.waitMs));
    if (confirmed < this.#options.waitReplicas) this.#options.onUnconfirmed();
  }
}

/** Nothing waits for a connection: what cannot be sent at once is decided without the store. */
function commonOptions(options: RedisLinkOptions) {
  const { user, password, tls } = options;
  return {
    ...(user !== undefined && { username: user }),
    ...(password !== undefined && { password }),
    ...(tls !== undefined && { tls }),
    connectTimeout: 2000,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    noDelay: true,
    keepAlive: 10_000,
    retryStrategy: (times: number) => Math.min(50 * 2 ** Math.min(times, 5), 1000),
    // A primary that was made a replica, or is still reading its data, is no good until it is asked for anew.
    reconnectOnError: (error: Error) => /^(?:READONLY|LOADING|MASTERDOWN)/u.test(error.message),
  };
}

function singleClient(options: RedisLinkOptions): Redis {
  const { mode, hosts, primary, database, sentinelPassword, tls } = options;
  const common = { ...commonOptions(options), db: database };
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

function clusterClient(options: RedisLinkOptions): Cluster {
  const nodes: ClusterNode[] = options.hosts.map((one) => ({ ...one }));
  return new Cluster(nodes, {
    redisOptions: commonOptions(options),
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
