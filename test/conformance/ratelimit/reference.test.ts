import { ServerCredentials } from "@grpc/grpc-js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../../../src/main/system.ts";
import { type GrpcServer, serveGrpcJs } from "../../../src/ratelimit/grpc/serve-grpc-js.ts";
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

describe("what the reference service decides, over grpc-js", () => {
  const lane: { limiter?: TestLimiter; server?: GrpcServer; client?: RateLimitClient } = {};
  beforeAll(async () => {
    lane.limiter = newTestLimiter(filesSource([]));
    lane.server = await serveGrpcJs({
      address: { host: "127.0.0.1", port: 0 },
      credentials: ServerCredentials.createInsecure(),
      methods: { [shouldRateLimitPath]: shouldRateLimit(lane.limiter.limiter, ignore) },
      services: [],
      clock: systemClock,
    });
    lane.client = rateLimitClient(`127.0.0.1:${lane.server.address.port}`);
  });
  afterAll(async () => {
    lane.client?.close();
    await lane.server?.close();
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
