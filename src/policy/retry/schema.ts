import { z } from "zod";
import { duration } from "../../model/object/common.ts";

/** Conditions of Envoy's router (x-envoy-retry-on and x-envoy-retry-grpc-on). */
const retryConditions = [
  "5xx",
  "gateway-error",
  "reset",
  "reset-before-request",
  "connect-failure",
  "envoy-ratelimited",
  "retriable-4xx",
  "refused-stream",
  "retriable-status-codes",
  "retriable-headers",
  "http3-post-connect-failure",
  "cancelled",
  "deadline-exceeded",
  "internal",
  "resource-exhausted",
  "unavailable",
] as const;

/** Second and further tries of a request. */
export const retrySchema = z.strictObject({
  attempts: z.int().min(0).max(100).describe("Tries after the first one; 0 switches retries off. Default: 1.").exactOptional(),
  on: z
    .array(z.enum(retryConditions))
    .min(1)
    .describe("When to try again; default: connect-failure, refused-stream, unavailable and reset-before-request, which cannot run a request twice.")
    .exactOptional(),
  statusCodes: z.array(z.int().min(100).max(599)).min(1).describe("Answers to try again on, beside the conditions.").exactOptional(),
  perTry: duration.describe("Time limit of each try; default: the request's.").exactOptional(),
  perTryIdle: duration.describe("Time without a byte after which a try counts as failed; default: none.").exactOptional(),
  backoff: z
    .strictObject({
      base: duration.describe("First wait, with jitter; doubled each time. Default: 25ms.").exactOptional(),
      max: duration.describe("Longest wait; default: ten times the base.").exactOptional(),
    })
    .describe("Wait between tries.")
    .exactOptional(),
  otherEndpoint: z.boolean().describe("Whether a try goes to an endpoint that was not tried yet. Default: true.").exactOptional(),
});
