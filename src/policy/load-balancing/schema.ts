import { z } from "zod";
import { duration } from "../../model/object/common.ts";
import { exclusive } from "../../model/object/exclusive.ts";

const slowStart = z
  .strictObject({
    window: duration.describe("Time over which a new endpoint's share grows to its full one."),
    aggression: z.number().min(0.01).max(10).describe("Shape of the growth; 1 is linear. Default: 1.").exactOptional(),
    minWeightPercent: z.number().min(0).max(100).describe("Share at the start. Default: 10.").exactOptional(),
  })
  .describe("New endpoints get their share little by little (roundRobin and leastRequest).");

const hashOn = exclusive(
  {},
  {
    header: { header: z.string().min(1).max(256).describe("Value of a request header.") },
    query: { query: z.string().min(1).max(256).describe("Value of a query parameter.") },
    cookie: {
      cookie: z.string().min(1).max(256).describe("Value of a cookie."),
      ttl: duration.describe("Makes the cookie, with this life, when it is absent; 0s lasts for the browser's session.").exactOptional(),
    },
    sourceIp: { sourceIp: z.literal(true).describe("Address of the client.") },
  },
);

/** Choice among the endpoints of a service. */
export const loadBalancingSchema = z.strictObject({
  algorithm: z
    .enum(["roundRobin", "leastRequest", "random", "ringHash", "maglev"])
    .describe("Default: leastRequest, which holds up best when endpoints differ.")
    .exactOptional(),
  choices: z.int().min(2).max(100).describe("Endpoints that leastRequest compares. Default: 2.").exactOptional(),
  hash: z.array(hashOn).min(1).max(8).describe("What ringHash and maglev hash, the first that is there; required with them.").exactOptional(),
  slowStart: slowStart.exactOptional(),
  panicThreshold: z.number().min(0).max(100).describe("Share of healthy endpoints below which all are used; 0 switches it off. Default: 50.").exactOptional(),
});

/** What users write. */
export type LoadBalancingSpec = z.output<typeof loadBalancingSchema>;
