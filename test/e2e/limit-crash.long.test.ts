import { beforeAll, expect, it } from "vitest";
import { systemClock } from "../../src/main/system.ts";
import { RedisCounters } from "../../src/ratelimit/counter/redis/redis-counters.ts";
import { freePort } from "../kit/binary/free-port.ts";
import { startRedis } from "../kit/binary/redis.ts";
import { describeWith } from "../kit/binary/require.ts";
import { type LimitedStack, startLimitedStack } from "../kit/limits/limited-stack.ts";
import { redisLink } from "../kit/limits/redis-link.ts";
import { shopEdge } from "../kit/limits/shop-edge.ts";
import { type HttpBackend, startHttpBackend } from "../kit/traffic/http-backend.ts";
import { send } from "../kit/traffic/http-request.ts";
import { paced, tally } from "../kit/traffic/paced.ts";

const places = 500;
const leaseMs = 20_000;

const objects = (port: number, backend: number): string => `${shopEdge(port, backend)}---
kind: Route
name: shop
spec:
  parents: [{ name: web }]
  rules:
    - name: all
      timeout: { request: 100s }
      rateLimit: { timeout: 5s, limits: [{ name: places, algorithm: concurrency, max: ${places}, lease: ${leaseMs}ms, onOutage: deny }] }
      backends: [{ service: shop }]
`;

describeWith("a proxy that dies with 500 requests in flight", ["envoy", "redis"], () => {
  const test: { stack?: LimitedStack; backend?: HttpBackend; port: number } = { port: 0 };
  const parts = (): { readonly stack: LimitedStack; readonly backend: HttpBackend } => {
    if (test.stack === undefined || test.backend === undefined) throw new Error("The test is not set up");
    return { stack: test.stack, backend: test.backend };
  };
  beforeAll(async () => {
    const link = await redisLink({ hosts: [{ host: "127.0.0.1", port: (await startRedis()).port }] });
    test.stack = await startLimitedStack({ counters: new RedisCounters({ runner: link, clock: systemClock }) });
    test.backend = await startHttpBackend("shop");
    test.port = await freePort();
    await parts().stack.apply(objects(test.port, test.backend.port));
  });
  const remaining = async (): Promise<number> => Number((await send({ port: test.port })).headers["ratelimit-remaining"]);
  const ask = async (): Promise<number> => (await send({ port: test.port, timeoutMs: 120_000 })).status;

  it("gets its places back within the lease, and not one more", async () => {
    const { stack, backend } = parts();
    backend.answer = () => ({ delayMs: 100_000 });
    const first = await stack.node("edge-1");
    const lost = paced(places, () => ask().catch(() => "lost"), 100);
    await expect.poll(() => backend.seen.length, { timeout: 30_000 }).toBe(places);
    expect(await ask()).toBe(429);
    await first.kill();
    expect(tally(await lost)).toEqual({ lost: places });

    backend.answer = () => ({});
    await stack.node("edge-2");
    expect(await ask()).toBe(429);
    await expect.poll(remaining, { timeout: 2 * leaseMs, interval: 100 }).toBe(places - 1);
    backend.answer = () => ({ delayMs: 12_000 });
    const held = tally(await paced(places + 50, ask, 100));
    expect(held).toEqual({ 200: places, 429: 50 });
  });
});
