import fc from "fast-check";
import { expect, it } from "vitest";
import type { LimitRequest } from "../../../src/ratelimit/decide/request.ts";
import { startRedis } from "../../kit/binary/redis.ts";
import { describeWith } from "../../kit/binary/require.ts";
import { filesSource, newTestLimiter, statusTexts } from "../../kit/limits/decide.ts";
import { rateLimitClient, responseTexts, toMessage } from "../../kit/limits/rate-limit-client.ts";
import { startReference } from "../../kit/limits/reference-service.ts";

/** Keys and values without a `_`: with it the reference service mixes counters up (docs/reference/ratelimit-differences.md). */
const keys = ["a", "b"] as const;
const values = ["x", "y", "xz"] as const;

const limit = fc.oneof(
  { weight: 6, arbitrary: fc.record({ unit: fc.constantFrom("day", "week", "month", "year"), requests_per_unit: fc.integer({ min: 0, max: 5 }) }) },
  { weight: 1, arbitrary: fc.constant({ unlimited: true }) },
);

interface Level {
  readonly key: string;
  readonly value?: string;
  readonly rate_limit?: object;
  readonly shadow_mode?: boolean;
  readonly descriptors?: readonly Level[];
}

function level(depth: number): fc.Arbitrary<readonly Level[]> {
  const descriptor = fc.record(
    {
      key: fc.constantFrom(...keys),
      value: fc.constantFrom(...values, "x*"),
      rate_limit: limit,
      shadow_mode: fc.boolean(),
      ...(depth > 1 && { descriptors: level(depth - 1) }),
    },
    { requiredKeys: ["key"] },
  );
  return fc.uniqueArray(descriptor as fc.Arbitrary<Level>, { maxLength: 5, selector: ({ key, value = "" }) => `${key} ${value}` });
}

const entries = fc.array(fc.record({ key: fc.constantFrom(...keys), value: fc.constantFrom(...values) }), { minLength: 1, maxLength: 2 });
const descriptors = fc.uniqueArray(
  fc.record({
    entries,
    hitsAddend: fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined }),
    limit: fc.constant(undefined),
    isNegativeHits: fc.constant(false),
  }),
  // Two descriptors of one counter are told apart by nobody: the order in which they are counted is.
  { minLength: 1, maxLength: 3, selector: (descriptor) => JSON.stringify(descriptor.entries) },
);
const ask = fc.record({ descriptors, hitsAddend: fc.integer({ min: 0, max: 2 }) });
const domains = fc.array(fc.record({ descriptors: level(2), asks: fc.array(ask, { minLength: 10, maxLength: 20 }) }), { minLength: 40, maxLength: 40 });

describeWith("the reference service beside ours, with random limits and requests", ["go", "redis"], () => {
  it("decides the same", async () => {
    const seed = Number(process.env["SLUICE_SEED"] ?? Date.now() % 1e9);
    const [cases = []] = fc.sample(domains, { numRuns: 1, seed });
    const files = cases.map(({ descriptors: levels }, index) => JSON.stringify({ domain: `d${index}`, descriptors: levels }));
    const redis = await startRedis();
    const reference = await startReference({ redis: `127.0.0.1:${redis.port}`, files, env: { DISABLE_STATS: "true" } });
    const client = rateLimitClient(`127.0.0.1:${reference.port}`);
    const ours = newTestLimiter(filesSource(files));
    const seen = { limited: 0, refused: 0 };
    for (const [index, { asks }] of cases.entries()) {
      for (const [turn, each] of asks.entries()) {
        const request: LimitRequest = { domain: `d${index}`, ...each };
        const [theirs, our] = [await client.ask(toMessage(request)), await ours.decide(request)];
        const where = `seed ${seed}, request ${turn} of ${files[index] ?? ""}: ${JSON.stringify(each)}`;
        expect({ over: our.over, statuses: statusTexts(our) }, where).toEqual({ over: theirs.overall_code === 2, statuses: responseTexts(theirs) });
        seen.limited += statusTexts(our).filter((text) => text.includes("/")).length;
        seen.refused += our.over ? 1 : 0;
      }
    }
    expect(seen.limited).toBeGreaterThan(20);
    expect(seen.refused).toBeGreaterThan(20);
    client.close();
  });
});
