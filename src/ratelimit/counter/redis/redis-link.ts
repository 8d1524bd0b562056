import { Cluster, Command, type Redis } from "ioredis";
import type { Logger } from "../../../kit/telemetry.ts";
import { LuaScript } from "../../../redis/lua-script.ts";
import { isNoPrimary, openRedis, type RedisAccess, type RedisClient } from "../../../redis/open-redis.ts";
import { CounterError } from "../counters.ts";
import { chargeScript } from "./charge-script.ts";
import { encodeBatch } from "./encode-batch.ts";
import { heartbeatScript } from "./heartbeat-script.ts";
import type { ScriptRunner } from "./redis-counters.ts";

/** Where Redis is, how it is reached, and when a charge is sure. */
export interface RedisLinkOptions extends RedisAccess {
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
  readonly #client: RedisClient;
  readonly #charge: LuaScript;
  readonly #heartbeat: LuaScript;
  #shards: number;

  constructor(options: RedisLinkOptions) {
    this.#options = options;
    this.#shards = options.mode === "cluster" ? 0 : 1;
    this.#client = openRedis(options, options.logger);
    this.#charge = new LuaScript(this.#client, chargeScript);
    this.#heartbeat = new LuaScript(this.#client, heartbeatScript);
  }

  get shards(): number {
    return this.#shards;
  }

  async charge(shard: number, keys: readonly string[], args: readonly (Buffer | string)[]): Promise<Buffer> {
    const place = this.#placeOf(shard);
    const reply = await this.#run(this.#charge, [`${place}calls`, ...keys.map((key) => place + key)], args);
    if (this.#options.waitReplicas > 0) await this.#confirm(`${place}calls`);
    return reply;
  }

  /** Asks a shard for nothing, by the way that charges go: with a write. Rejects with a {@link CounterError} when it does not answer. */
  probe(shard: number): Promise<unknown> {
    return this.#run(this.#charge, [`${this.#placeOf(shard)}calls`], [encodeBatch([], 0).packed]);
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

  #placeOf(shard: number): string {
    return `${this.#options.prefix}${this.#options.mode === "cluster" ? `{${shard}}` : ""}`;
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
      const refused = !isNoPrimary(words) && /^(?:OOM|NOPERM|WRONGTYPE|MOVED|NOAUTH|ERR|MISCONF)/u.test(words);
      throw new CounterError(refused ? "ERR_COUNTER_REFUSED" : "ERR_COUNTER_UNREACHABLE", `Redis: ${words}`, { cause });
    }
  }

  /**
   * Waits until replicas have what was written to the key's slot. It is asked on the connection that wrote it: WAIT is about the writes of its own
   * connection, and another node has none to wait for. What cannot be asked is not confirmed; it is charged all the same.
   */
  async #confirm(key: string): Promise<void> {
    const { waitReplicas, waitMs, onUnconfirmed } = this.#options;
    const confirmed = await this.#nodeOf(key)
      ?.call("WAIT", waitReplicas, waitMs)
      .catch(() => 0);
    if (Number(confirmed ?? 0) < waitReplicas) onUnconfirmed();
  }

  /** The node that has the key's slot; undefined while the cluster does not know. */
  #nodeOf(key: string): Redis | undefined {
    if (!(this.#client instanceof Cluster)) return this.#client;
    const place = this.#client.slots[new Command("GET", [key]).getSlot()]?.[0];
    return this.#client.nodes("master").find(({ options: { host, port } }) => `${host}:${port}` === place);
  }
}
