import type { Logger, Metrics } from "../../kit/telemetry.ts";
import type { Counters } from "../../ratelimit/counter/counters.ts";
import { DenyCache } from "../../ratelimit/counter/deny-cache.ts";
import { MemoryCounters } from "../../ratelimit/counter/memory/memory-counters.ts";
import { OutagePolicies } from "../../ratelimit/counter/outage-policies.ts";
import { RedisCounters } from "../../ratelimit/counter/redis/redis-counters.ts";
import { RedisLink } from "../../ratelimit/counter/redis/redis-link.ts";
import { StoreGuard } from "../../ratelimit/counter/store-guard.ts";
import type { Hurry } from "../../ratelimit/limiter.ts";
import { redisAccess } from "../redis/redis-access.ts";
import type { LimitSettings } from "../settings/limit-settings.ts";
import type { RedisPlaceSetting } from "../settings/redis-place-setting.ts";
import type { RedisSettings } from "../settings/redis-settings.ts";
import { systemClock as clock } from "../system.ts";

/** What counters are opened with. */
export interface OpenCountersOptions {
  readonly settings: Pick<LimitSettings, "counters" | "redis">;
  /** Names this process among those that count; undefined: it is none of those that limits are shared among in an outage. */
  readonly replica: string | undefined;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** Counters, and what callers get who cannot wait for them; undefined: nobody has to. */
export interface OpenedCounters {
  readonly counters: Counters;
  readonly hurry: Hurry | undefined;
}

/** How often a replica says that it is alive. */
const beatMs = 1000;
/** How long the first answer of Redis is waited for. */
const firstBeatMs = 3000;
/** How long a confirmation by replicas of Redis is waited for. */
const confirmMs = 20;

/** Opens the counters that the settings name. A Redis that is not there is no reason not to start: until it comes, limits go by their outage policies. */
export async function openCounters(options: OpenCountersOptions): Promise<OpenedCounters> {
  const { counters, redis } = options.settings;
  if (counters.kind === "memory") return { counters: openMemory(options.metrics), hurry: undefined };
  const link = await linkTo(counters, redis, options);
  const reached = await whenReached(link, options.replica);
  return openRedis(link, reached, options);
}

/** Waits a moment for the first answer of Redis, so that the first callers do not meet an outage that is none. Resolves with whether it came. */
async function whenReached(link: RedisLink, replica: string | undefined): Promise<boolean> {
  const end = clock.monotonic() + firstBeatMs;
  for (;;) {
    const reached = await link.beat(replica).then(
      () => true,
      () => false,
    );
    if (reached || clock.monotonic() > end) return reached;
    await new Promise<void>((resolve) => void setTimeout(resolve, 50));
  }
}

function openMemory(metrics: Metrics): MemoryCounters {
  const evicted = metrics.counter({ name: "sluice_ratelimit_counters_evicted_total", help: "Counters in memory that gave way though they were still needed" });
  return new MemoryCounters({ clock, onEvicted: (count) => evicted.add(count) });
}

async function linkTo(where: RedisPlaceSetting, how: RedisSettings, { logger, metrics }: OpenCountersOptions): Promise<RedisLink> {
  const unconfirmed = metrics.counter({ name: "sluice_ratelimit_store_unconfirmed_total", help: "Batches that too few replicas of Redis confirmed in time" });
  return new RedisLink({
    ...(await redisAccess(where, how)),
    waitReplicas: how.waitReplicas,
    waitMs: confirmMs,
    logger,
    onUnconfirmed: () => unconfirmed.add(),
  });
}

function openRedis(link: RedisLink, isReached: boolean, { settings, replica, logger, metrics }: OpenCountersOptions): OpenedCounters {
  const meters = storeMeters(metrics);
  const state = { replicas: 1, cancel: () => undefined as unknown, closed: false };
  const onLostWrites = (shard: number): void => {
    meters.epochs.add();
    logger.error("Redis has lost counters: it was emptied, or a failover lost writes; limits count anew from here", { shard });
  };
  const stopgap = new OutagePolicies({ local: openMemory(metrics), share: () => 1 / Math.max(1, state.replicas) });
  const waitMs = settings.redis.timeoutMs;
  const tell = (): void => {
    meters.lost.set(guard.lost);
    meters.reachable.set(link.shards > 0 && guard.lost === 0 ? 1 : 0);
  };
  const guard = new StoreGuard({ clock, logger, probe: (shard) => link.probe(shard), waitMs, onLost: tell, onRefused: () => meters.refused.add() });
  const onTime = (now: number): void => meters.skew.set((now - clock.now()) / 1000);
  const store = new RedisCounters({ runner: link, outage: { guard, stopgap }, clock, onTime, onLostWrites });
  const beat = async (): Promise<void> => {
    const { replicas } = await link.beat(replica);
    state.replicas = replicas;
    meters.replicas.set(replicas);
    tell();
  };
  if (!isReached) guard.lose(0, "it was not reached at the start");
  tell();
  const beatOn = (): void => {
    // What goes wrong is seen by the look at each shard, or by the next batch.
    beat().catch(() => undefined);
    guard.look(link.shards);
    if (!state.closed) state.cancel = clock.schedule(beatMs, beatOn);
  };
  beatOn();
  const cache = new DenyCache({ counters: store, clock });
  const counters: Counters = {
    charge: (batch) => cache.charge(batch),
    close: async () => {
      state.closed = true;
      state.cancel();
      await cache.close();
    },
  };
  return { counters, hurry: { stopgap, waitMs } };
}

function storeMeters(metrics: Metrics) {
  return {
    reachable: metrics.gauge({
      name: "sluice_ratelimit_store_reachable",
      help: "1 while the store of counters answers, 0 while limits go by their outage policies; those of the shards that are lost, in a cluster",
      joined: "min",
    }),
    lost: metrics.gauge({
      name: "sluice_ratelimit_store_lost_shards",
      help: "Shards of the store of counters that do not answer; a primary of a cluster has some 16",
      joined: "max",
    }),
    refused: metrics.counter({
      name: "sluice_ratelimit_store_refusals_total",
      help: "Batches that the store of counters refused: memory is full, or a right is missing",
    }),
    skew: metrics.gauge({
      name: "sluice_ratelimit_store_skew_seconds",
      help: "How far the clock of the store of counters is ahead of this process's",
      joined: "max",
    }),
    replicas: metrics.gauge({ name: "sluice_ratelimit_replicas", help: "Processes of the rate limit service that count in this store", joined: "max" }),
    epochs: metrics.counter({ name: "sluice_ratelimit_epochs_total", help: "Times that the store of counters had lost writes" }),
  };
}
