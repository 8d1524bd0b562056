import { beforeAll, expect, it } from "vitest";
import type { RateLimitRequest } from "../../../src/gen/envoy/service/ratelimit/v3.ts";
import { type RunningRedis, startRedis } from "../../kit/binary/redis.ts";
import { describeWith } from "../../kit/binary/require.ts";
import { filesSource, newTestLimiter, request, statusTexts, type TestLimiter } from "../../kit/limits/decide.ts";
import { type RateLimitClient, rateLimitClient, responseTexts, toMessage } from "../../kit/limits/rate-limit-client.ts";
import { type ReferenceService, startReference } from "../../kit/limits/reference-service.ts";

const perDay = (count: number): string => `rate_limit: { unit: day, requests_per_unit: ${count} }`;

const files = [
  `domain: d\ndescriptors:\n  - { key: a, ${perDay(2)} }\n  - { key: a_b, ${perDay(2)} }\n`,
  `domain: d_a\ndescriptors:\n  - { key: b, ${perDay(2)} }\n`,
  `domain: wild\ndescriptors:\n  - { key: path, value: "/shops/*/cart", ${perDay(2)} }\n`,
  `domain: refund\ndescriptors:\n  - { key: user, ${perDay(5)} }\n`,
  `domain: quotas\ndescriptors:\n  - { key: user, quota_mode: true, ${perDay(1)} }\n  - { key: team, quota_mode: true, ${perDay(2)} }\n`,
];

describeWith("where we differ from envoyproxy/ratelimit (docs/reference/ratelimit-differences.md)", ["go", "redis"], () => {
  const test: { redis?: RunningRedis; reference?: ReferenceService; client?: RateLimitClient; ours?: TestLimiter } = {};
  beforeAll(async () => {
    test.redis = await startRedis();
    await restart();
    test.ours = newTestLimiter(filesSource(files));
  });
  async function restart(): Promise<void> {
    test.client?.close();
    test.reference = await startReference({ redis: `127.0.0.1:${test.redis?.port ?? 0}`, files, env: { DISABLE_STATS: "true" } });
    test.client = rateLimitClient(`127.0.0.1:${test.reference.port}`);
  }
  /** One request in short form, to both. */
  async function both(domain: string, ...descriptors: readonly string[]): Promise<{ readonly ours: string; readonly theirs: string }> {
    const asked = request(domain, ...descriptors);
    const [our, their] = [await test.ours?.decide(asked), await test.client?.ask(toMessage(asked))];
    return { ours: our === undefined ? "" : statusTexts(our).join(), theirs: their === undefined ? "" : responseTexts(their).join() };
  }
  const theirError = (asked: RateLimitRequest): Promise<unknown> =>
    test.client?.ask(asked).then(
      () => "no error",
      (error: { readonly code: number }) => error.code,
    ) ?? Promise.resolve();

  it("counters of different descriptors and domains are never the same", async () => {
    expect(await both("d", "a=b_c")).toEqual({ ours: "OK 1/2 day", theirs: "OK 1/2 day" });
    expect(await both("d", "a_b=c")).toEqual({ ours: "OK 1/2 day", theirs: "OK 0/2 day" });
    expect(await both("d_a", "b=c")).toEqual({ ours: "OK 1/2 day", theirs: "OVER 0/2 day" });
  });

  it("hits that are given back are given back", async () => {
    expect(await both("refund", "user=ann +3")).toEqual({ ours: "OK 2/5 day", theirs: "OK 2/5 day" });
    expect(await both("refund", "user=ann -2")).toEqual({ ours: "OK 4/5 day", theirs: "OK 0/5 day" });
  });

  it("quotas refuse when all of them are used up, and never", async () => {
    const asked = request("quotas", "user=ann", "team=red");
    const over: (readonly [ours: boolean | undefined, theirs: boolean])[] = [];
    for (let time = 0; time < 3; time += 1) {
      over.push([(await test.ours?.decide(asked))?.over, (await test.client?.ask(toMessage(asked)))?.overall_code === 2]);
    }
    expect(over).toEqual([
      [false, false],
      [false, false],
      [true, false],
    ]);
  });

  it("a refusal says when to come again", async () => {
    const env = { DISABLE_STATS: "true", LIMIT_RESPONSE_HEADERS_ENABLED: "true" };
    const reference = await startReference({ redis: `127.0.0.1:${test.redis?.port ?? 0}`, files, env });
    const client = rateLimitClient(`127.0.0.1:${reference.port}`);
    const asked = request("d", "a=headers +3");
    const theirs = (await client.ask(toMessage(asked))).response_headers_to_add?.map(({ key = "" }) => key.toLowerCase());
    const ours = (await newTestLimiter(filesSource(files, { headers: "draft-03" })).decide(asked)).headers.map(([name]) => name);
    expect(theirs).toEqual(["ratelimit-limit", "ratelimit-remaining", "ratelimit-reset"]);
    expect(ours).toEqual([...(theirs ?? []), "retry-after"]);
    client.close();
  });

  it("a request that names no domain, or has no descriptors, is told so", async () => {
    expect(await test.ours?.refusal(request("", "a=b"))).toMatchObject({ kind: "invalid" });
    expect(await test.ours?.refusal(request("d"))).toMatchObject({ kind: "invalid" });
    expect([await theirError({ descriptors: [{ entries: [{ key: "a", value: "b" }] }] }), await theirError({ domain: "d" })]).toEqual([2, 2]);
  });

  it("a limit of a request whose unit is unknown is told so, and ends nothing", async () => {
    const limited = { entries: [{ key: "a", value: "b" }], limit: { requests_per_unit: 1, unit: 0 as const } };
    const asked = request("d", "a=b");
    const ours = { ...asked, descriptors: asked.descriptors.map((descriptor) => ({ ...descriptor, limit: { requestsPerUnit: 1, unit: 0, multiplier: 1 } })) };
    expect(await test.ours?.refusal(ours)).toMatchObject({ kind: "invalid" });
    expect(await theirError({ domain: "d", descriptors: [limited] })).toBe(14);
    expect(await test.reference?.exited).not.toBe(0);
    await restart();
  });

  it("a file may say more: the length of a window in units, the algorithm, what an outage means", async () => {
    const more = `domain: more\ndescriptors:\n  - { key: a, rate_limit: { unit: day, unit_multiplier: 3, requests_per_unit: 5, algorithm: token-bucket, on_outage: deny } }\n`;
    expect(statusTexts(await newTestLimiter(filesSource([more])).decide(request("more", "a=b")))).toEqual(["OK 4/5 day"]);
    const reference = await startReference({ redis: `127.0.0.1:${test.redis?.port ?? 0}`, files: [more], env: { DISABLE_STATS: "true" } });
    const client = rateLimitClient(`127.0.0.1:${reference.port}`);
    // It is healthy, without any limit, and answers each request with an error.
    await expect(client.ask(toMessage(request("more", "a=b")))).rejects.toMatchObject({ code: 2 });
    expect(await reference.log()).toMatch(/unknown key/u);
    client.close();
  });

  it("a wildcard may stand anywhere", async () => {
    expect(await both("wild", "path=/shops/7/cart")).toEqual({ ours: "OK 1/2 day", theirs: "OK" });
  });
});
