import { expect, it } from "vitest";
import { silentLogger } from "../../../src/kit/telemetry.ts";
import { openRedis } from "../../../src/redis/open-redis.ts";
import { atEnd } from "../../kit/binary/at-end.ts";
import { startRedis } from "../../kit/binary/redis.ts";
import { startRedisCluster } from "../../kit/binary/redis-cluster.ts";
import { describeWith } from "../../kit/binary/require.ts";

/** What is told by a connection to these ports, in order. */
function told(mode: "single" | "cluster", ports: readonly number[]) {
  const warnings: (readonly [message: string, fields: object | undefined])[] = [];
  const logger = { ...silentLogger, warn: (message: string, fields?: object) => void warnings.push([message, fields]) };
  const none = { primary: undefined, database: 0, user: undefined, password: undefined, sentinelPassword: undefined, tls: undefined };
  const client = openRedis({ mode, hosts: ports.map((port) => ({ host: "127.0.0.1", port })), ...none, prefix: "test:" }, logger);
  atEnd(() => client.disconnect());
  return { warnings, client };
}

const message = expect.stringContaining("maxmemory-policy to noeviction") as string;

describeWith("a Redis that gives keys up when its memory is full", ["redis"], () => {
  it("is warned of, at the next connection again, and not once it does not", async () => {
    const redis = await startRedis({ args: ["--maxmemory-policy", "volatile-lru"] });
    const { warnings, client } = told("single", [redis.port]);
    const warning = [message, { redis: `127.0.0.1:${redis.port}`, policy: "volatile-lru" }];
    await expect.poll(() => warnings).toEqual([warning]);
    await redis.ask("CONFIG", "SET", "maxmemory-policy", "noeviction");
    await redis.ask("CLIENT", "KILL", "TYPE", "normal");
    await expect.poll(async () => (await client.ping().catch(String)) === "PONG", { timeout: 10_000 }).toBe(true);
    // Asked on the same connection, and so behind the question of its policy.
    await client.info("memory");
    expect(warnings).toEqual([warning]);
  });

  it("is warned of by its address where it is one of a cluster", async () => {
    const cluster = await startRedisCluster();
    const ports = cluster.nodes.map(({ port }) => port);
    const [, second = 0] = ports;
    await cluster.nodes[1]?.ask("CONFIG", "SET", "maxmemory-policy", "allkeys-random");
    const { warnings } = told("cluster", ports);
    await expect.poll(() => warnings).toEqual([[message, { redis: `127.0.0.1:${second}`, policy: "allkeys-random" }]]);
  });
});
