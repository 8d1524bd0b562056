import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { startRedis } from "../kit/binary/redis.ts";
import { describeWith } from "../kit/binary/require.ts";
import { tempFolder } from "../kit/binary/temp-folder.ts";
import { type RateLimitClient, rateLimitClient } from "../kit/limits/rate-limit-client.ts";
import { startLimits } from "../kit/limits/serve-limits.ts";
import { paced, tally } from "../kit/traffic/paced.ts";

const algorithms = ["fixed-window", "sliding-window", "token-bucket"];

const rules = `domain: d
descriptors:
${algorithms.map((algorithm) => `  - { key: ${algorithm}, rate_limit: { unit: day, requests_per_unit: 20, algorithm: ${algorithm} } }`).join("\n")}
`;

/** Envoy gives back by a descriptor with negative hits; each replica may have remembered that the limit is used up. */
describeWith("what is given back to one replica", ["redis"], () => {
  const clients: RateLimitClient[] = [];
  beforeAll(async () => {
    const folder = await tempFolder("rules");
    writeFileSync(join(folder, "d.yaml"), rules);
    const redis = await startRedis();
    const replicas = await Promise.all([0, 1, 2].map(() => startLimits(["--limits", folder, "--counters", redis.url, "--redis-timeout", "4s"])));
    clients.push(...replicas.map(({ port }) => rateLimitClient(`127.0.0.1:${port}`)));
  });
  const ask = async (replica: number, descriptor: string, hits: number): Promise<string> => {
    const [key = "", value = ""] = descriptor.split("=");
    const entries = { entries: [{ key, value }], hits_addend: { value: Math.abs(hits) }, is_negative_hits: hits < 0 };
    const answer = await clients[replica]?.ask({ domain: "d", descriptors: [entries] });
    return answer?.overall_code === 2 ? "OVER_LIMIT" : "OK";
  };
  const askAll = async (count: number, descriptor: string): Promise<Record<string, number>> =>
    tally(await paced(count, (index) => ask(index % 3, descriptor, 1)));

  it.each(algorithms)("%s: can be taken at the others, once", async (algorithm) => {
    expect(await ask(0, `${algorithm}=a`, 20)).toBe("OK");
    expect(await ask(2, `${algorithm}=a`, -5)).toBe("OK");
    expect(await askAll(15, `${algorithm}=a`)).toEqual({ OK: 5, OVER_LIMIT: 10 });
  });

  it.each(algorithms)("%s: is seen a moment later by those that remember the limit as used up, and leaves nothing below zero", async (algorithm) => {
    expect(await ask(0, `${algorithm}=b`, 20)).toBe("OK");
    expect(await Promise.all([0, 1, 2].map((replica) => ask(replica, `${algorithm}=b`, 1)))).toEqual(["OVER_LIMIT", "OVER_LIMIT", "OVER_LIMIT"]);
    expect(await ask(2, `${algorithm}=b`, -1000)).toBe("OK");
    // A look costs nothing.
    for (const replica of [0, 1, 2]) await expect.poll(() => ask(replica, `${algorithm}=b`, 0), { timeout: 5000 }).toBe("OK");
    expect(await askAll(45, `${algorithm}=b`)).toEqual({ OK: 20, OVER_LIMIT: 25 });
  });
});
