import { expect, it } from "vitest";
import { silentLogger } from "../../../src/kit/telemetry.ts";
import { systemClock } from "../../../src/main/system.ts";
import { MemoryCounters } from "../../../src/ratelimit/counter/memory/memory-counters.ts";
import { OutagePolicies } from "../../../src/ratelimit/counter/outage-policies.ts";
import { RedisCounters } from "../../../src/ratelimit/counter/redis/redis-counters.ts";
import { StoreGuard } from "../../../src/ratelimit/counter/store-guard.ts";
import type { Ask, Charge, Verdict } from "../../../src/ratelimit/decide/charge.ts";
import { counterKey } from "../../../src/ratelimit/decide/prepare-domain.ts";
import type { RunningRedis } from "../../kit/binary/redis.ts";
import { type RunningCluster, startRedisCluster } from "../../kit/binary/redis-cluster.ts";
import { describeWith } from "../../kit/binary/require.ts";
import { redisLink } from "../../kit/limits/redis-link.ts";

const limit = { kind: "fixed-window", max: 1000, window: { kind: "length", ms: 86_400_000 } } as const;
const users = Array.from({ length: 60 }, (_, index) => `user-${index}`);

function charge(user: string, hits = 1): Charge {
  return { key: counterKey(limit, [user]), limit, hits, ceiling: limit.max, group: user, lease: "", onOutage: "deny" };
}

function alone(user: string, hits = 1): Ask {
  return { charges: [charge(user, hits)], chargeDenied: false, count: 1 };
}

/** The node whose death hurts most: what replicas agree on lies there. */
async function nodeOfBeat({ nodes }: RunningCluster): Promise<RunningRedis> {
  for (const node of nodes) if (((await node.ask("KEYS", "test:{beat}*")) as readonly string[]).length > 0) return node;
  throw new Error("No node has the heartbeat");
}

async function usersAt(node: RunningRedis): Promise<readonly string[]> {
  const keys = (await node.ask("KEYS", "test:*")) as readonly string[];
  return users.filter((user) => keys.some((key) => key.endsWith(counterKey(limit, [user]))));
}

describeWith("a cluster that has lost a primary", ["redis"], () => {
  it("goes on counting in the others, and takes nothing for what the lost one should have counted", async () => {
    const cluster = await startRedisCluster();
    for (const node of cluster.nodes) await node.ask("CONFIG", "SET", "cluster-require-full-coverage", "no");
    const runner = await redisLink({ mode: "cluster", hosts: cluster.nodes.map(({ port }) => ({ host: "127.0.0.1", port })) });
    const lost: number[] = [];
    // A busy machine may take its time; what is late is not the subject here.
    const guard = new StoreGuard({
      clock: systemClock,
      logger: silentLogger,
      probe: (shard) => runner.probe(shard),
      waitMs: 1000,
      onLost: (shards) => lost.push(shards),
    });
    const stopgap = new OutagePolicies({ local: new MemoryCounters({ clock: systemClock }), share: () => 1 });
    const counters = new RedisCounters({ runner, outage: { guard, stopgap }, clock: systemClock });
    const round = async (hits = 1): Promise<ReadonlyMap<string, Verdict>> => {
      const verdicts = await counters.charge(users.map((user) => alone(user, hits)));
      return new Map(verdicts.map((verdict, index) => [users[index] ?? "", verdict]));
    };
    expect([...(await round()).values()].every(({ admitted, source }) => admitted && source === "store")).toBe(true);

    const dead = await nodeOfBeat(cluster);
    const gone = await usersAt(dead);
    const healthy = users.filter((user) => !gone.includes(user));
    const [one = "", other = ""] = [healthy[0], gone[0]];
    await dead.process().kill();
    await expect.poll(async () => [...(await round(0)).values()].filter(({ source }) => source === "outage").length).toBe(gone.length);
    for (let time = 1; time <= 20; time += 1) {
      const verdicts = await round();
      expect(healthy.map((user) => verdicts.get(user)?.used)).toEqual(healthy.map(() => 1 + time));
      expect(gone.map((user) => verdicts.get(user)?.admitted)).toEqual(gone.map(() => false));
    }
    const both = await counters.charge([{ charges: [charge(one), charge(other)], chargeDenied: false, count: 1 }]);
    expect(both).toMatchObject([{ source: "store" }, { admitted: false, source: "outage" }]);
    expect((await round(0)).get(one)?.used).toBe(21);

    const whenLost = [...lost];
    expect(whenLost).toEqual(whenLost.map((_, index) => index + 1));
    await dead.start();
    await expect.poll(() => guard.lost, { timeout: 20_000 }).toBe(0);
    expect([...(await round()).values()].every(({ admitted, source }) => admitted && source === "store")).toBe(true);
    await counters.close();
  });
});
