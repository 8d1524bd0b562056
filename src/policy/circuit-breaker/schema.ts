import { z } from "zod";
import { duration } from "../../model/object/common.ts";

const count = z.int().min(0).max(4_294_967_295);

const thresholds = {
  maxConnections: count.describe("Connections to all endpoints together. Default: 1024.").exactOptional(),
  maxPendingRequests: count.describe("Requests that wait for a connection. Default: 1024.").exactOptional(),
  maxRequests: count.describe("Requests in flight. Default: 1024.").exactOptional(),
  maxRetries: count.describe("Retries in flight; without effect beside a retryBudget. Default: 3.").exactOptional(),
  retryBudget: z
    .strictObject({
      percent: z.number().min(0).max(100).describe("Retries as a share of the requests in flight. Default: 20.").exactOptional(),
      minConcurrency: count.describe("Retries that are always allowed. Default: 3.").exactOptional(),
      interval: duration.describe("Count requests of this long, instead of those in flight. Default: in flight.").exactOptional(),
    })
    .describe("Limits retries to a share of the traffic, so that they cannot multiply an outage.")
    .exactOptional(),
} as const;

/** How much a proxy may ask of a service at once. */
export const circuitBreakerSchema = z.strictObject({
  ...thresholds,
  high: z.strictObject(thresholds).describe("The same for rules of priority high, which have their own counters.").exactOptional(),
  perEndpoint: z.strictObject({ maxConnections: thresholds.maxConnections }).describe("Limits of each endpoint.").exactOptional(),
});

/** What users write. */
export type CircuitBreakerSpec = z.output<typeof circuitBreakerSchema>;

/** Numbers of one priority. */
export type ThresholdsSpec = NonNullable<CircuitBreakerSpec["high"]>;
