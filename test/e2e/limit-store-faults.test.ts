import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import type { RateLimitResponse } from "../../src/gen/envoy/service/ratelimit/v3.ts";
import { type RunningRedis, startRedis } from "../kit/binary/redis.ts";
import { startRedisCluster } from "../kit/binary/redis-cluster.ts";
import { startWatchedRedis } from "../kit/binary/redis-sentinels.ts";
import { describeWith } from "../kit/binary/require.ts";
import { tempFolder } from "../kit/binary/temp-folder.ts";
import { request } from "../kit/limits/decide.ts";
import { type RateLimitClient, rateLimitClient, toMessage } from "../kit/limits/rate-limit-client.ts";
import { type ServedLimits, startLimits } from "../kit/limits/serve-limits.ts";
import { paced, tally } from "../kit/traffic/paced.ts";

const rules = ["allow", "deny", "local", "error"]
  .map((policy) => `  - key: ${policy}\n    rate_limit: { unit: day, requests_per_unit: 20, on_outage: ${policy} }`)
  .join("\n");

interface Served {
  readonly limits: ServedLimits;
  readonly client: RateLimitClient;
  /** Outcome of one request: OK, OVER_LIMIT, or the code of the error. */
  ask(descriptor: string): Promise<string>;
  reachable(): Promise<boolean>;
}

async function serve(counters: string): Promise<Served> {
  const folder = await tempFolder("rules");
  writeFileSync(join(folder, "d.yaml"), `domain: d\ndescriptors:\n${rules}\n  - key: day\n    rate_limit: { unit: day, requests_per_unit: 50 }\n`);
  const limits = await startLimits(["--limits", folder, "--counters", counters]);
  const client = rateLimitClient(`127.0.0.1:${limits.port}`);
  const metric = async (): Promise<boolean> => /^sluice_ratelimit_store_reachable 1$/mu.test(await (await fetch(`${limits.url}/metrics`)).text());
  return { limits, client, ask: (descriptor) => outcome(client.ask(toMessage(request("d", descriptor)), { timeoutMs: 2000 })), reachable: metric };
}

async function outcome(answer: Promise<RateLimitResponse>): Promise<string> {
  try {
    return (await answer).overall_code === 2 ? "OVER_LIMIT" : "OK";
  } catch (error) {
    return `error ${String((error as { code?: number }).code)}`;
  }
}

async function outcomes(served: Served, descriptor: string, count: number): Promise<Record<string, number>> {
  return tally(await paced(count, () => served.ask(descriptor)));
}

describeWith("the store of counters, in trouble", ["redis"], () => {
  const test: { redis?: RunningRedis; served?: Served } = {};
  beforeAll(async () => {
    test.redis = await startRedis();
    test.served = await serve(test.redis.url);
  });
  const parts = (): { readonly redis: RunningRedis; readonly served: Served } => {
    if (test.redis === undefined || test.served === undefined) throw new Error("The test is not set up");
    return { redis: test.redis, served: test.served };
  };

  it("while it is frozen every caller gets an answer by its rule's policy, and afterwards the count goes on", async () => {
    const { redis, served } = parts();
    expect(await outcomes(served, "deny=a", 5)).toEqual({ OK: 5 });
    redis.process().signal("SIGSTOP");
    const frozen = await Promise.all(["allow=f", "deny=f", "local=f", "error=f"].map((one) => outcomes(served, one, 60)));
    expect(frozen).toEqual([{ OK: 60 }, { OVER_LIMIT: 60 }, { OK: 20, OVER_LIMIT: 40 }, { "error 14": 60 }]);
    expect(await served.reachable()).toBe(false);
    redis.process().signal("SIGCONT");
    await expect.poll(() => served.reachable(), { timeout: 10_000 }).toBe(true);
    expect(await outcomes(served, "deny=a", 20)).toEqual({ OK: 15, OVER_LIMIT: 5 });
  });

  it("killed and started anew, it counts anew, and that is told", async () => {
    const { redis, served } = parts();
    expect(await outcomes(served, "day=k", 50)).toEqual({ OK: 50 });
    await redis.process().kill();
    expect(await outcomes(served, "deny=k", 10)).toEqual({ OVER_LIMIT: 10 });
    await redis.start();
    await expect.poll(() => served.reachable(), { timeout: 10_000 }).toBe(true);
    expect(await outcomes(served, "day=k", 60)).toEqual({ OK: 50, OVER_LIMIT: 10 });
    expect(await served.limits.log()).toContain("Redis has lost counters");
  });

  it("emptied under way, it counts anew, with its scripts", async () => {
    const { redis, served } = parts();
    // Not one more than fits: a refusal would be remembered for a moment.
    expect(await outcomes(served, "day=e", 50)).toEqual({ OK: 50 });
    await redis.ask("FLUSHALL");
    await redis.ask("SCRIPT", "FLUSH");
    expect(await outcomes(served, "day=e", 55)).toEqual({ OK: 50, OVER_LIMIT: 5 });
    const page = await (await fetch(`${served.limits.url}/metrics`)).text();
    expect(page).toMatch(/sluice_ratelimit_epochs_total [1-9]/u);
  });

  it("out of memory, it refuses batches, which go by their policies, and no outage is declared", async () => {
    const { redis, served } = parts();
    await redis.ask("CONFIG", "SET", "maxmemory", "1");
    expect(await outcomes(served, "allow=o", 10)).toEqual({ OK: 10 });
    expect(await outcomes(served, "deny=o", 10)).toEqual({ OVER_LIMIT: 10 });
    expect(await served.reachable()).toBe(true);
    expect((await served.limits.log()).match(/refuses batches/gu)).toHaveLength(1);
    await redis.ask("CONFIG", "SET", "maxmemory", "0");
    expect(await outcomes(served, "deny=o", 5)).toEqual({ OK: 5 });
  });

  it("made a replica, it is an outage, and a primary again it goes on with its count", async () => {
    const { redis, served } = parts();
    expect(await outcomes(served, "day=r", 30)).toEqual({ OK: 30 });
    await redis.ask("REPLICAOF", "127.0.0.1", "1");
    expect(await outcomes(served, "deny=r", 10)).toEqual({ OVER_LIMIT: 10 });
    expect(await served.reachable()).toBe(false);
    await redis.ask("REPLICAOF", "NO", "ONE");
    await expect.poll(() => served.reachable(), { timeout: 10_000 }).toBe(true);
    expect(await outcomes(served, "day=r", 25)).toEqual({ OK: 20, OVER_LIMIT: 5 });
  });

  it("absent at the start, it is waited for, and limits go by their policies until then", async () => {
    const { redis } = parts();
    await redis.stop();
    const served = await serve(redis.url);
    expect(await served.reachable()).toBe(false);
    expect(await served.ask("allow=s")).toBe("OK");
    expect(await served.ask("deny=s")).toBe("OVER_LIMIT");
    await redis.start();
    await expect.poll(() => served.ask("deny=s"), { timeout: 10_000 }).toBe("OK");
    expect(await served.reachable()).toBe(true);
  });

  it("lost while nobody asks, it is seen all the same", async () => {
    const { redis } = parts();
    const served = await serve(redis.url);
    expect(await served.reachable()).toBe(true);
    redis.process().signal("SIGSTOP");
    await expect.poll(() => served.reachable(), { timeout: 20_000 }).toBe(false);
    redis.process().signal("SIGCONT");
    await expect.poll(() => served.reachable(), { timeout: 20_000 }).toBe(true);
  });
});

describeWith("a failover with sentinels", ["redis"], () => {
  it("goes on by the promoted replica, with what it had", async () => {
    const watched = await startWatchedRedis();
    const served = await serve(watched.url);
    await expect.poll(() => served.ask("day=warm"), { timeout: 10_000 }).toBe("OK");
    expect(await outcomes(served, "day=f", 30)).toEqual({ OK: 30 });
    // What the replica has by now survives.
    await expect.poll(async () => (await watched.replica.ask("DBSIZE")) === (await watched.primary.ask("DBSIZE")), { timeout: 5000 }).toBe(true);
    await watched.primary.process().kill();
    expect(await served.ask("deny=x")).toBe("OVER_LIMIT");
    await watched.failedOver(watched.primary.port);
    await expect.poll(() => served.reachable(), { timeout: 20_000 }).toBe(true);
    const { OK = 0, "error 14": late = 0 } = await outcomes(served, "day=f", 40);
    // A batch that a busy machine answers late is an error to its callers, and may have been counted.
    expect(OK).toBeLessThanOrEqual(20);
    expect(OK).toBeGreaterThanOrEqual(20 - late);
  });
});

describeWith("a cluster that is resharded under load", ["redis"], () => {
  it("admits the limit of each key, and not one more", async () => {
    const cluster = await startRedisCluster();
    const served = await serve(cluster.url);
    await expect.poll(() => served.ask("day=warm"), { timeout: 10_000 }).toBe("OK");
    const users = Array.from({ length: 8 }, (_, index) => `day=user-${index}`);
    const load = paced(8 * 100, (index) => served.ask(users[index % 8] ?? ""), 200);
    const [from, to] = cluster.nodes;
    if (from === undefined || to === undefined) throw new Error("The cluster has three nodes");
    // The slots that counters of the first node lie in, one after the other.
    const keys = (await from.ask("KEYS", "sluice:*")) as readonly string[];
    const slots = new Set(await Promise.all(keys.map(async (key) => Number(await from.ask("CLUSTER", "KEYSLOT", key)))));
    expect(slots.size).toBeGreaterThan(0);
    for (const slot of slots) await cluster.moveSlot(slot, from, to);
    const counts = tally(await load);
    // A batch that cannot be asked while its slot moves is an error to the caller; what was admitted is exact.
    expect(counts["OK"]).toBeLessThanOrEqual(8 * 50);
    const rest = tally(await paced(8 * 60, (index) => served.ask(users[index % 8] ?? ""), 200));
    expect((counts["OK"] ?? 0) + (rest["OK"] ?? 0)).toBeLessThanOrEqual(8 * 50);
    expect((counts["OK"] ?? 0) + (rest["OK"] ?? 0)).toBeGreaterThanOrEqual(8 * 50 - (counts["error 14"] ?? 0));
  });
});
