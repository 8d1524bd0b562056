import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { laneAddressText } from "../../../src/http2/serve/lane.ts";
import { noMetrics, silentLogger } from "../../../src/kit/telemetry.ts";
import { openLane } from "../../../src/main/open-lane.ts";
import { shouldRateLimit, shouldRateLimitPath } from "../../../src/ratelimit/grpc/should-rate-limit.ts";
import { filesSource, newTestLimiter, request, statusTexts, type TestLimiter } from "../../kit/limits/decide.ts";
import { type RateLimitClient, rateLimitClient, responseTexts, toMessage } from "../../kit/limits/rate-limit-client.ts";
import { referenceCases } from "./reference-tables.ts";

const ignore = { onAnswer: () => undefined, onRefusal: () => undefined };

describe("what the reference service decides, in process", () => {
  it.each(referenceCases)("$name", async ({ files, domain, options = {}, exchanges }) => {
    const { decide } = newTestLimiter(filesSource(files, options));
    for (const { descriptors, times = 1, statuses, over = false } of exchanges) {
      for (let time = 1; time < times; time += 1) await decide(request(domain, ...descriptors));
      const answer = await decide(request(domain, ...descriptors));
      expect(statusTexts(answer)).toEqual(statuses);
      expect(answer.over).toBe(over);
    }
  });
});

describe.each(["http2", "grpc-js"] as const)("what the reference service decides, over the lane %s", (kind) => {
  const lane: { limiter?: TestLimiter; client?: RateLimitClient } = {};
  const stack = new AsyncDisposableStack();
  beforeAll(async () => {
    lane.limiter = newTestLimiter(filesSource([]));
    const address = await openLane({
      lanes: { kind, limits: {}, clientNames: undefined },
      role: "ratelimit",
      address: { kind: "tcp", host: "127.0.0.1", port: 0 },
      methods: { [shouldRateLimitPath]: shouldRateLimit(lane.limiter.limiter, ignore) },
      services: [],
      tls: undefined,
      reusePort: false,
      logger: silentLogger,
      metrics: noMetrics,
      stack,
    });
    lane.client = rateLimitClient(laneAddressText(address));
  });
  afterAll(async () => {
    lane.client?.close();
    await stack.disposeAsync();
  });

  it.each(referenceCases)("$name", async ({ files, domain, options = {}, exchanges }) => {
    lane.limiter?.limiter.use(filesSource(files, options));
    // Counters go on from case to case: another day has none.
    lane.limiter?.clock.advance(400 * 86_400_000);
    for (const { descriptors, times = 1, statuses, over = false } of exchanges) {
      const message = toMessage(request(domain, ...descriptors));
      for (let time = 1; time < times; time += 1) await lane.client?.ask(message);
      const answer = await lane.client?.ask(message);
      expect(answer && responseTexts(answer)).toEqual(statuses);
      expect(answer?.overall_code).toBe(over ? 2 : 1);
    }
  });
});
