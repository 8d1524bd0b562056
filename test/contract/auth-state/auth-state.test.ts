import { setTimeout as pause } from "node:timers/promises";
import { expect, it } from "vitest";
import { AuthzError } from "../../../src/authz/errors.ts";
import { MemoryState } from "../../../src/authz/source/state/memory-state.ts";
import { RedisState } from "../../../src/authz/source/state/redis-state.ts";
import { silentLogger } from "../../../src/kit/telemetry.ts";
import { openRedis } from "../../../src/redis/open-redis.ts";
import { atEnd } from "../../kit/binary/at-end.ts";
import { type RunningRedis, startRedis } from "../../kit/binary/redis.ts";
import { startRedisCluster } from "../../kit/binary/redis-cluster.ts";
import { describeWith } from "../../kit/binary/require.ts";
import { FakeClock } from "../../kit/fake-clock.ts";
import { describeSharedState, type SharedStateSubject } from "./describe-shared-state.ts";

/** Two replicas' states in the Redis, or the cluster, that has nodes at these ports. */
async function replicas(mode: "single" | "cluster", ports: readonly number[]): Promise<SharedStateSubject> {
  const hosts = ports.map((port) => ({ host: "127.0.0.1", port }));
  const none = { primary: undefined, database: 0, user: undefined, password: undefined, sentinelPassword: undefined, tls: undefined };
  const open = async (): Promise<RedisState> => {
    const client = openRedis({ mode, hosts, ...none, prefix: "test:" }, silentLogger);
    atEnd(() => client.disconnect());
    if (client.status !== "ready") await new Promise((resolve) => void client.once("ready", resolve));
    return new RedisState(client, "test:");
  };
  // The clock is that of Redis, so real time has to pass; no answer is awaited by it.
  return { own: await open(), other: await open(), pass: (ms) => pause(ms) };
}

describeSharedState("memory", async () => {
  const clock = new FakeClock();
  const state = new MemoryState(clock);
  return { own: state, other: state, pass: async (ms) => clock.advance(ms) };
});

it("memory takes no more than it has room for, and has the room again of what is over, replaced or taken away", () => {
  const clock = new FakeClock();
  const state = new MemoryState(clock, 100, { characters: 100 });
  const isTaken = (key: string, length: number): boolean => {
    try {
      state.set(key, "x".repeat(length), 1000);
      return true;
    } catch (error) {
      expect(error).toMatchObject({ code: "ERR_AUTHZ_STATE" });
      return false;
    }
  };
  expect([isTaken("a", 59), isTaken("b", 39), isTaken("c", 1)]).toEqual([true, true, false]);
  expect([isTaken("a", 60), isTaken("a", 9), isTaken("c", 49), state.size]).toEqual([false, true, true, 3]);
  state.delete("b");
  expect([isTaken("d", 39), isTaken("e", 1)]).toEqual([true, false]);
  clock.advance(1000);
  expect([isTaken("e", 99), state.size]).toEqual([true, 1]);
});

describeWith("state in one Redis", ["redis"], () => {
  let redis: RunningRedis;
  describeSharedState("redis", async () => {
    redis = await startRedis();
    return replicas("single", [redis.port]);
  });

  it("cannot be had while Redis is out of memory or gone, can be when it is back, and keeps to its prefix", async () => {
    const { own } = await replicas("single", [redis.port]);
    const failure = { name: "AuthzError", code: "ERR_AUTHZ_STATE", retryable: true };
    await redis.ask("CONFIG", "SET", "maxmemory", "1");
    await expect(own.claim("d", "x", 1000)).rejects.toMatchObject(failure);
    await redis.ask("CONFIG", "SET", "maxmemory", "0");
    // Emptied: its scripts are gone, too.
    await redis.ask("SCRIPT", "FLUSH");
    expect(await own.claim("d", "x", 60_000)).toBe("x");
    expect(await redis.ask("KEYS", "*d")).toContain("test:auth:d");
    await redis.process().kill();
    const answers = await Promise.allSettled([own.claim("e", "x", 1000), own.get("e"), own.set("e", "x", 1000), own.delete("e"), own.delete("e", "x")]);
    for (const answer of answers) expect(answer).toMatchObject({ status: "rejected", reason: failure });
    await redis.start();
    await expect.poll(() => Promise.resolve(own.claim("e", "x", 60_000)).catch((error: unknown) => error instanceof AuthzError), { timeout: 10_000 }).toBe("x");
  });

  it("is asked for no longer than 2 s where Redis hangs", async () => {
    const { own } = await replicas("single", [redis.port]);
    redis.process().signal("SIGSTOP");
    await expect(own.get("f")).rejects.toMatchObject({ code: "ERR_AUTHZ_STATE" });
    redis.process().signal("SIGCONT");
  });
});

describeWith("state in a cluster", ["redis"], () => {
  describeSharedState("redis cluster", async () =>
    replicas(
      "cluster",
      (await startRedisCluster()).nodes.map(({ port }) => port),
    ),
  );
});
