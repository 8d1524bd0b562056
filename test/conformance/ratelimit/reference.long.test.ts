import fc from "fast-check";
import { expect, it } from "vitest";
import type { RateLimitResponse } from "../../../src/gen/envoy/service/ratelimit/v3.ts";
import type { Answer } from "../../../src/ratelimit/decide/answer.ts";
import type { LimitRequest } from "../../../src/ratelimit/decide/request.ts";
import { startRedis } from "../../kit/binary/redis.ts";
import { describeWith } from "../../kit/binary/require.ts";
import { filesSource, newTestLimiter, statusTexts } from "../../kit/limits/decide.ts";
import { rateLimitClient, responseTexts, toMessage } from "../../kit/limits/rate-limit-client.ts";
import { startReference } from "../../kit/limits/reference-service.ts";

/** Keys and values without a `_`: with it the reference service mixes counters up (docs/reference/ratelimit-differences.md). */
const keys = ["a", "b"] as const;
const values = ["x", "y", "xz"] as const;

const names = ["first", "second", "third"] as const;

/** No limit may replace itself, so those that replace have no name. */
const naming = fc.oneof(
  { weight: 4, arbitrary: fc.constant({}) },
  { weight: 2, arbitrary: fc.record({ name: fc.constantFrom(...names) }) },
  { weight: 1, arbitrary: fc.record({ replaces: fc.array(fc.record({ name: fc.constantFrom(...names) }), { minLength: 1, maxLength: 2 }) }) },
);
const plainLimit = fc.oneof(
  { weight: 6, arbitrary: fc.record({ unit: fc.constantFrom("day", "week", "month", "year"), requests_per_unit: fc.integer({ min: 0, max: 5 }) }) },
  { weight: 1, arbitrary: fc.constant({ unlimited: true }) },
);
const limit = fc.tuple(plainLimit, naming).map(([one, more]) => ({ ...one, ...more }));

interface Level {
  readonly key: string;
  readonly value?: string;
  readonly rate_limit?: object;
  readonly shadow_mode?: boolean;
  readonly quota_mode?: boolean;
  readonly share_threshold?: boolean;
  readonly descriptors?: readonly Level[];
}

const rarely = fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) });

function level(depth: number): fc.Arbitrary<readonly Level[]> {
  const descriptor = fc.record(
    {
      key: fc.constantFrom(...keys),
      value: fc.constantFrom(...values, "x*"),
      rate_limit: limit,
      shadow_mode: fc.boolean(),
      quota_mode: rarely,
      share_threshold: fc.boolean(),
      ...(depth > 1 && { descriptors: level(depth - 1) }),
    },
    { requiredKeys: ["key"] },
  );
  const allowed = (descriptor as fc.Arbitrary<Level>).map(({ share_threshold: shared, ...rest }) =>
    // Only values of a wildcard can share, and what is a shadow is no quota.
    ({ ...rest, ...(shared === true && rest.value === "x*" && { share_threshold: true }), ...(rest.shadow_mode === true && { quota_mode: false }) }),
  );
  return fc.uniqueArray(allowed, { maxLength: 5, selector: ({ key, value = "" }) => `${key} ${value}` });
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
const domains = fc.array(fc.record({ descriptors: level(2), asks: fc.array(ask, { minLength: 10, maxLength: 20 }) }), { minLength: 150, maxLength: 150 });

/** The headers that both send; how long until the window ends goes by the clock, and is left out. */
const compared = new Set(["ratelimit-limit", "ratelimit-remaining"]);

function seenOfTheirs(answer: RateLimitResponse): Seen {
  const headers = (answer.response_headers_to_add ?? []).map(({ key = "", value = "" }) => [key.toLowerCase(), value] as const);
  return {
    over: answer.overall_code === 2,
    statuses: responseTexts(answer),
    names: (answer.statuses ?? []).map(({ current_limit: { name = "" } = {} }) => name),
    headers: headers.filter(([name]) => compared.has(name)),
    spent: (answer.dynamic_metadata?.fields?.["quotaModeViolations"]?.list_value?.values ?? []).map(({ number_value: index = 0 }) => index),
  };
}

/** As the service of January 2026 would tell it, which refuses nothing because of quotas. */
function seenOfOurs(answer: Answer, { globalShadow }: Mode): Seen {
  return {
    over: !globalShadow && answer.statuses.some(({ over }) => over),
    statuses: statusTexts(answer),
    names: answer.statuses.map(({ limit: shown }) => shown?.name ?? ""),
    headers: answer.headers.filter(([name]) => compared.has(name)),
    spent: (answer.metadata?.["quotaModeViolations"] as readonly number[] | undefined) ?? [],
  };
}

/** What is compared of an answer. */
interface Seen {
  readonly over: boolean;
  readonly statuses: readonly string[];
  readonly names: readonly string[];
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly spent: readonly number[];
}

/** What holds for all limits of a run. */
interface Mode {
  readonly globalShadow: boolean;
  readonly globalQuota: boolean;
}

const modes = [
  { name: "limits are kept", globalShadow: false, globalQuota: false },
  { name: "all limits are quotas", globalShadow: false, globalQuota: true },
  { name: "nothing is refused", globalShadow: true, globalQuota: false },
] as const;

/** How often each thing was met that is to be compared. */
const newCounts = () => ({ limited: 0, over: 0, named: 0, spent: 0 });

function compare(
  answer: Answer,
  theirs: RateLimitResponse,
  { mode, where, counts }: { mode: Mode; where: string; counts: ReturnType<typeof newCounts> },
): void {
  const our = seenOfOurs(answer, mode);
  expect(our, where).toEqual(seenOfTheirs(theirs));
  // Quotas alone refuse, if at all, where some of them are used up.
  if (answer.over) expect(our.over || our.spent.length > 0, where).toBe(true);
  else expect(our.over, where).toBe(false);
  counts.limited += our.statuses.filter((text) => text.includes("/")).length;
  counts.over += Number(answer.over || answer.spared);
  counts.named += our.names.filter((name) => name !== "").length;
  counts.spent += our.spent.length;
}

describeWith("the reference service beside ours, with random limits and requests", ["go", "redis"], () => {
  it.each(modes)("decides the same where $name", async (mode) => {
    const seed = Number(process.env["SLUICE_SEED"] ?? Date.now() % 1e9);
    const [cases = []] = fc.sample(domains, { numRuns: 1, seed });
    const files = cases.map(({ descriptors: levels }, index) => JSON.stringify({ domain: `d${index}`, descriptors: levels }));
    const redis = await startRedis();
    const env = {
      ...{ DISABLE_STATS: "true", LIMIT_RESPONSE_HEADERS_ENABLED: "true", RESPONSE_DYNAMIC_METADATA: "true" },
      ...{ SHADOW_MODE: String(mode.globalShadow), QUOTA_MODE: String(mode.globalQuota) },
    };
    const reference = await startReference({ redis: `127.0.0.1:${redis.port}`, files, env });
    const client = rateLimitClient(`127.0.0.1:${reference.port}`);
    const ours = newTestLimiter(filesSource(files, { headers: "draft-03", ...mode }));
    const counts = newCounts();
    for (const [index, { asks }] of cases.entries()) {
      for (const [turn, each] of asks.entries()) {
        const request: LimitRequest = { domain: `d${index}`, ...each };
        const where = `seed ${seed}, request ${turn} of ${files[index] ?? ""}: ${JSON.stringify(each)}`;
        compare(await ours.decide(request), await client.ask(toMessage(request)), { mode, where, counts });
      }
    }
    for (const [what, count] of Object.entries(counts)) expect(count, `seed ${seed}, ${what}`).toBeGreaterThan(5);
    client.close();
  });
});
