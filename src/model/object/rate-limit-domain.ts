import { z } from "zod";
import type { DeepReadonly } from "../../kit/deep-readonly.ts";
import type { Json } from "../../kit/json.ts";
import { shown } from "../check/complaint.ts";
import { formed } from "./common.ts";

/** Units of the reference service (envoy.service.ratelimit.v3, RateLimit.Unit). */
const units = ["second", "minute", "hour", "day", "week", "month", "year"] as const;

const unit = formed(/^(?:second|minute|hour|day|week|month|year|unknown)$/iu, (value) => [
  "INVALID_VALUE",
  `Unit ${shown(value)} is not a unit of time`,
  `Write ${units.slice(0, -1).join(", ")} or ${units.at(-1) ?? ""}`,
]);
const count = z.int().min(0).max(4_294_967_295);
const ruleName = z.string().min(1).max(256);
// In YAML a value that looks like a number is one; the reference service takes its text.
const scalar = z.union([z.string().max(16_384), z.number(), z.boolean()]);
const metadata = z.record(z.string(), z.json()) as unknown as z.ZodType<Readonly<Record<string, Json>>>;

const rateLimit = z.strictObject({
  unit: unit
    .describe("second, minute, hour, day, week (from Thursday, UTC), month (30 days) or year (365 days); of every limit but an unlimited one.")
    .exactOptional(),
  requests_per_unit: count.describe("Hits that are admitted in each unit. Default: 0, that is none.").exactOptional(),
  unlimited: z.boolean().describe("Admits everything. Default: false.").exactOptional(),
  name: ruleName.describe("Name of the limit; others may replace it, and it stands in answers.").exactOptional(),
  replaces: z
    .array(z.strictObject({ name: z.string().max(256).describe("Name of the limit that is left out.") }))
    .max(64)
    .describe("Limits of other descriptors of the same request that this one stands in for.")
    .exactOptional(),
  unit_multiplier: count.min(1).describe("Length of the window in units (beyond the reference service). Default: 1.").exactOptional(),
  algorithm: z
    .enum(["fixed-window", "sliding-window", "token-bucket"])
    .describe("How hits are counted (beyond the reference service). Default: fixed-window.")
    .exactOptional(),
  burst: count.min(1).describe("Size of a token bucket (beyond the reference service). Default: requests_per_unit.").exactOptional(),
  on_outage: z
    .enum(["allow", "deny", "local", "error"])
    .describe("While the store cannot be asked: let pass, refuse, count in this process, or answer UNAVAILABLE (beyond the reference service). Default: error.")
    .exactOptional(),
  metadata: metadata.describe("Given to Envoy as dynamic metadata when the limit is kept.").exactOptional(),
});

const descriptorFields = {
  key: z.string().max(1024).describe("Key of an entry that requests bring."),
  value: scalar.describe("Value of the entry; * stands for any text. Default: every value, each with a counter of its own.").exactOptional(),
  rate_limit: rateLimit.describe("The limit of requests whose descriptor ends here.").exactOptional(),
  shadow_mode: z.boolean().describe("Counts and tells, but refuses nothing. Default: false.").exactOptional(),
  quota_mode: z.boolean().describe("Refuses only when every quota of the request is used up. Default: false.").exactOptional(),
  detailed_metric: z.boolean().describe("Metrics name all values of the request. Default: false.").exactOptional(),
  value_to_metric: z.boolean().describe("Metrics name the value of this entry. Default: false.").exactOptional(),
  share_threshold: z.boolean().describe("All values that a wildcard stands for share one counter. Default: false.").exactOptional(),
  metadata: metadata.describe("As that of rate_limit.").exactOptional(),
} as const;

/** One level of a rate-limit configuration as it is written. */
export type RateLimitDescriptorSpec = DeepReadonly<z.output<z.ZodObject<typeof descriptorFields>>> & {
  readonly descriptors?: readonly RateLimitDescriptorSpec[] | null;
};

/** The limit of a descriptor as it is written. */
export type RateLimitRuleSpec = NonNullable<RateLimitDescriptorSpec["rate_limit"]>;

const descriptor: z.ZodType<RateLimitDescriptorSpec> = z
  .strictObject({
    ...descriptorFields,
    get descriptors() {
      return descriptorList.describe("Entries that may follow this one in a request.").exactOptional();
    },
  })
  .meta({ id: "RateLimitDescriptor" });

const descriptorList: z.ZodUnion<readonly [z.ZodArray<z.ZodType<RateLimitDescriptorSpec>>, z.ZodNull]> = z.union([z.array(descriptor).max(100_000), z.null()]);

/** Fields of a rate-limit domain's spec: the file format of the reference service (envoyproxy/ratelimit), taken as it is. */
const rateLimitDomainShape = {
  domain: z.string().max(1024).describe("Domain that requests name; unique in the fleet, or what several objects say of it is joined."),
  descriptors: descriptorList.describe("What is limited, level by level.").exactOptional(),
} as const;

/** Spec of a RateLimitDomain as it is read. */
export interface RateLimitDomainSpec {
  readonly domain: string;
  readonly descriptors?: readonly RateLimitDescriptorSpec[] | null;
}

/** A whole domain, as files have it and specs of objects. */
export const rateLimitDomainSchema: z.ZodType<RateLimitDomainSpec> = z.strictObject(rateLimitDomainShape);
