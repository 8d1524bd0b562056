import { z } from "zod";

const text = z.string();
const number = z.number();

const step = z.strictObject({
  key: text,
  value: text,
  by: z.enum(["value", "key", "wildcard", "none"]).describe("`none`: nothing has this entry here"),
  pattern: text.describe("The wildcard that fits").exactOptional(),
  rule: text.describe("The rule that stands here").exactOptional(),
});

const counter = z.strictObject({
  counter: text.describe("Its name in metrics"),
  algorithm: z.enum(["fixed-window", "sliding-window", "token-bucket", "concurrency"]),
  limit: z.strictObject({ name: text, requestsPerUnit: number, unit: text, multiplier: number }),
  mode: z.enum(["enforce", "shadow", "quota"]),
  admits: z.boolean().describe("Whether one more hit would pass this limit now"),
  used: number,
  remaining: number,
  retryMs: number.describe("Until the next hit would pass; 0: now"),
  resetMs: number.describe("Until the counter is as good as new"),
  source: z.enum(["store", "cache", "outage"]).describe("`outage`: the store of counters cannot be asked, this is the rule's policy"),
});

/** How a request stands with a rate limit service, descriptor by descriptor. */
export const limitExplanationSchema = z
  .strictObject({
    domain: text,
    descriptors: z.array(z.strictObject({ outcome: z.enum(["none", "unlimited", "limited"]), steps: z.array(step), counter: counter.exactOptional() })),
  })
  .meta({ id: "LimitExplanation" });
