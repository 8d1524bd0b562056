import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expect, it } from "vitest";
import { systemClock } from "../../../src/main/system.ts";
import type { Limit } from "../../../src/model/limit/limit.ts";
import { RedisCounters } from "../../../src/ratelimit/counter/redis/redis-counters.ts";
import type { RedisLinkOptions } from "../../../src/ratelimit/counter/redis/redis-link.ts";
import { counterKey } from "../../../src/ratelimit/decide/prepare-domain.ts";
import { freePort } from "../../kit/binary/free-port.ts";
import { type RunningRedis, startRedis } from "../../kit/binary/redis.ts";
import { startRedisCluster } from "../../kit/binary/redis-cluster.ts";
import { startWatchedRedis } from "../../kit/binary/redis-sentinels.ts";
import { describeWith } from "../../kit/binary/require.ts";
import { tempFolder } from "../../kit/binary/temp-folder.ts";
import { redisLink } from "../../kit/limits/redis-link.ts";
import { testAuthority } from "../../kit/tls/certificates.ts";
import { type CountersSubject, describeCounters } from "./describe-counters.ts";

async function subject(options: Partial<RedisLinkOptions>): Promise<CountersSubject> {
  const counters = new RedisCounters({ runner: await redisLink(options), clock: systemClock });
  // The clock is that of Redis, so real time has to pass; no answer is awaited by it.
  return { counters, pass: (ms) => pause(ms), close: () => counters.close() };
}

function at(...ports: readonly number[]): Pick<RedisLinkOptions, "hosts"> {
  return { hosts: ports.map((port) => ({ host: "127.0.0.1", port })) };
}

describeWith("counters in one Redis", ["redis"], () => {
  describeCounters("redis", async () => subject(at((await startRedis()).port)));
});

describeWith("counters in a cluster, as a user with few rights", ["redis"], () => {
  describeCounters("redis cluster", async () => {
    const { nodes } = await startRedisCluster();
    for (const node of nodes) await letIn(node);
    return subject({ mode: "cluster", user: "limits", password: "secret", ...at(...nodes.map(({ port }) => port)) });
  });
});

describeWith("counters behind sentinels, confirmed by a replica", ["redis"], () => {
  describeCounters("redis sentinel", async () =>
    subject({ mode: "sentinel", primary: "limits", waitReplicas: 1, waitMs: 1000, ...at(...(await startWatchedRedis()).sentinelPorts) }),
  );
});

describeWith("what lies in Redis", ["redis"], () => {
  let started: Promise<RunningRedis> | undefined;
  const one = (): Promise<RunningRedis> => (started ??= startRedis());
  const hour = 3_600_000;
  it.each<[Limit, number, number]>([
    // How long the state is needed, at least and at most: it depends on where in its window the test begins.
    [{ kind: "fixed-window", max: 5, window: { kind: "length", ms: 24 * hour } }, 0, 24 * hour],
    [{ kind: "sliding-window", max: 5, ms: 24 * hour }, 24 * hour, 48 * hour],
    [{ kind: "token-bucket", max: 5, intervalMs: hour }, hour, hour],
    [{ kind: "concurrency", max: 5, leaseMs: hour }, hour, hour],
  ])("lives as long as it is needed and a second more: $kind", async (limit, least, most) => {
    const redis = await one();
    const counters = new RedisCounters({ runner: await redisLink(at(redis.port)), clock: systemClock });
    const key = counterKey(limit, ["ttl"]);
    const charge = { key, group: key, limit, hits: 1, ceiling: 5, lease: limit.kind === "concurrency" ? "one" : "", onOutage: "deny" } as const;
    const before = Date.now();
    const [verdict] = await counters.charge([{ charges: [charge], chargeDenied: false, count: 1 }]);
    const left = Number(await redis.ask("PTTL", `test:${key}`));
    // As long as the verdict says that the counter is not as good as new, and a second; the PTTL is read a little later than the verdict was made.
    const needed = verdict?.resetMs ?? 0;
    expect(needed).toBeGreaterThanOrEqual(least);
    expect(needed).toBeLessThanOrEqual(most);
    expect(left).toBeLessThanOrEqual(needed + 1001);
    expect(left).toBeGreaterThanOrEqual(needed + 999 - (Date.now() - before));
    await counters.close();
  });
});

describeWith("counters that too few replicas confirm", ["redis"], () => {
  it("are charged all the same, and it is told", async () => {
    let unconfirmed = 0;
    const { port } = await startRedis();
    const runner = await redisLink({ ...at(port), waitReplicas: 1, waitMs: 20, onUnconfirmed: () => void unconfirmed++ });
    const counters = new RedisCounters({ runner, clock: systemClock });
    const limit: Limit = { kind: "token-bucket", max: 1, intervalMs: 3_600_000 };
    const charge = { key: counterKey(limit, ["alone"]), group: "alone", limit, hits: 1, ceiling: 1, lease: "", onOutage: "deny" } as const;
    const [first, second] = await counters.charge([{ charges: [charge], chargeDenied: false, count: 2 }]);
    expect([first?.admitted, second?.admitted, unconfirmed]).toEqual([true, false, 1]);
    await counters.close();
  });
});

describeWith("a cluster of which one primary has a replica", ["redis"], () => {
  it("confirms what lies there, and tells of every charge that does not", async () => {
    let unconfirmed = 0;
    const cluster = await startRedisCluster();
    const [primary] = cluster.nodes;
    if (primary === undefined) throw new Error("The cluster has three nodes");
    await cluster.addReplica(primary);
    const hosts = at(...cluster.nodes.map(({ port }) => port));
    // The replica confirms as soon as it has it: a busy machine may take its time. Where there is none the whole of it is waited for.
    const runner = await redisLink({ mode: "cluster", waitReplicas: 1, waitMs: 200, onUnconfirmed: () => void unconfirmed++, ...hosts });
    const counters = new RedisCounters({ runner, clock: systemClock });
    const limit: Limit = { kind: "token-bucket", max: 10, intervalMs: 3_600_000 };
    const groups = Array.from({ length: 12 }, (_, index) => `group-${index}`);
    const placed = async (group: string): Promise<boolean> => {
      const key = counterKey(limit, [group]);
      await counters.charge([{ charges: [{ key, group, limit, hits: 1, ceiling: 10, lease: "", onOutage: "deny" }], chargeDenied: false, count: 1 }]);
      const keys = (await primary.ask("KEYS", "test:*")) as readonly string[];
      return keys.some((one) => one.endsWith(key));
    };
    const confirmed: boolean[] = [];
    const lies: boolean[] = [];
    for (const group of groups) {
      const before = unconfirmed;
      lies.push(await placed(group));
      confirmed.push(unconfirmed === before);
    }
    expect(new Set(lies)).toEqual(new Set([true, false]));
    expect(confirmed).toEqual(lies);
    await counters.close();
  });
});

describeWith("a Redis whose clock was put back", ["redis"], () => {
  const day = 86_400_000;
  const limits: readonly Limit[] = [
    { kind: "fixed-window", max: 5, window: { kind: "length", ms: day } },
    { kind: "sliding-window", max: 5, ms: day },
  ];

  it.each(limits)("gives nobody a window twice: $kind", async (limit) => {
    const redis = await startRedis();
    const counters = new RedisCounters({ runner: await redisLink(at(redis.port)), clock: systemClock });
    const admits = async (ahead: number): Promise<readonly number[]> => {
      const key = counterKey(limit, [`ahead ${ahead}`]);
      await plant(redis, `test:${key}`, stateOf(limit, Math.floor(Date.now() / day) * day + ahead));
      const ask = { charges: [{ key, group: key, limit, hits: 1, ceiling: 5, lease: "", onOutage: "deny" as const }], chargeDenied: false, count: 3 };
      const batches = [await counters.charge([ask]), await counters.charge([ask])];
      return batches.map((verdicts) => verdicts.filter(({ admitted }) => admitted).length);
    };
    // Three hits of five are in the window that comes, or in one that the clock was in far ahead of its time; then two are left, once.
    expect(await admits(day)).toEqual([2, 0]);
    expect(await admits(60 * day)).toEqual([2, 0]);
    await counters.close();
  });
});

/** Three hits in the window that begins then, as the script keeps them. */
function stateOf({ kind }: Limit, start: number): readonly number[] {
  return kind === "fixed-window" ? [start, start + 86_400_000, 3] : [start, 3, 0];
}

async function plant(redis: RunningRedis, key: string, state: readonly number[]): Promise<void> {
  await redis.ask("EVAL", "return redis.call('SET', KEYS[1], struct.pack('<ddd', ARGV[1], ARGV[2], ARGV[3]))", 1, key, ...state.map(String));
}

describeWith("counters over TLS, as a user with few rights", ["redis-full"], () => {
  describeCounters("redis with TLS and ACL", async () => {
    const authority = await testAuthority();
    const [server, client] = [await authority.issue({ hostnames: ["localhost"], ips: ["127.0.0.1"] }), await authority.issue({ commonName: "limits" })];
    const folder = await tempFolder("redis-tls");
    const files = { ca: join(folder, "ca.pem"), cert: join(folder, "cert.pem"), key: join(folder, "key.pem") };
    await Promise.all([writeFile(files.ca, authority.chain), writeFile(files.cert, server.chain), writeFile(files.key, server.privateKey)]);
    const tlsPort = await freePort();
    const tls = [
      "--tls-port",
      String(tlsPort),
      "--tls-cert-file",
      files.cert,
      "--tls-key-file",
      files.key,
      "--tls-ca-cert-file",
      files.ca,
      "--tls-auth-clients",
      "yes",
    ];
    const redis = await startRedis({ full: true, args: tls });
    await letIn(redis);
    return subject({
      ...at(tlsPort),
      user: "limits",
      password: "secret",
      tls: { ca: authority.chain, cert: client.chain, key: client.privateKey, servername: "localhost" },
    });
  });
});

/** Lets the user "limits" in, with the rights that the guide names. */
async function letIn(redis: RunningRedis): Promise<void> {
  await redis.ask("ACL", "SETUSER", "limits", "on", ">secret", "~test:*", "resetchannels", "-@all", ...(await rightsOfGuide()));
}

/** What the guide says that the user needs, and nothing else. */
async function rightsOfGuide(): Promise<readonly string[]> {
  const guide = await readFile(new URL("../../../docs/guide/limits.md", import.meta.url), "utf8");
  return /^ACL SETUSER limits .* -@all (?<rights>.*)$/mu.exec(guide)?.groups?.["rights"]?.split(" ") ?? [];
}
