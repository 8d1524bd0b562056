import { z } from "zod";
import { duration } from "../../model/object/common.ts";

const percent = z.int().min(0).max(100);
const count = z.int().min(1).max(4_294_967_295);
const enforced = (what: string) => percent.describe(`Chance in percent that ${what} ejects; 0 only counts.`).exactOptional();

const consecutive = (what: string, standard: number, enforcing: number) =>
  z
    .strictObject({
      threshold: count.describe(`${what} in a row that eject an endpoint. Default: ${standard}.`).exactOptional(),
      enforce: enforced(`the detector (default ${enforcing})`),
    })
    .exactOptional();

/** Ejection of endpoints that answer badly; every detector of Envoy. */
export const outlierDetectionSchema = z.strictObject({
  interval: duration.describe("Time between two analyses. Default: 10s.").exactOptional(),
  baseEjection: duration.describe("First ejection; it grows with each further one. Default: 30s.").exactOptional(),
  maxEjection: duration.describe("Longest ejection. Default: 300s.").exactOptional(),
  ejectionJitter: duration.describe("Random extra time, so that endpoints do not come back together. Default: 0s.").exactOptional(),
  maxEjectedPercent: percent.describe("Share of the endpoints that may be out at once; one may always. Default: 10.").exactOptional(),
  alwaysEjectOne: z.boolean().describe("Whether one endpoint may be ejected whatever the share says. Default: true.").exactOptional(),
  splitLocalErrors: z.boolean().describe("Whether errors before an answer (connection refused, timeout) are counted apart. Default: false.").exactOptional(),
  healthCheckUnejects: z.boolean().describe("Whether a passed active health check brings an endpoint back. Default: true.").exactOptional(),
  consecutive5xx: consecutive("Answers of 5xx, or errors before an answer,", 5, 100),
  consecutiveGatewayFailure: consecutive("Answers of 502, 503, 504", 5, 0),
  consecutiveLocalOriginFailure: consecutive("Errors before an answer (with splitLocalErrors)", 5, 100),
  successRate: z
    .strictObject({
      enforce: enforced("the detector (default 100)"),
      enforceLocal: enforced("the detector on errors before an answer"),
      minimumHosts: count.describe("Endpoints with enough requests that it takes. Default: 5.").exactOptional(),
      requestVolume: count.describe("Requests an interval that make an endpoint count. Default: 100.").exactOptional(),
      stdevFactor: count.describe("Standard deviations below the mean, times 1000. Default: 1900.").exactOptional(),
    })
    .describe("Endpoints whose success rate is far below the others'.")
    .exactOptional(),
  failurePercentage: z
    .strictObject({
      threshold: percent.describe("Share of failures that ejects. Default: 85.").exactOptional(),
      enforce: enforced("the detector (default 0)"),
      enforceLocal: enforced("the detector on errors before an answer"),
      minimumHosts: count.describe("Endpoints that it takes. Default: 5.").exactOptional(),
      requestVolume: count.describe("Requests an interval that make an endpoint count. Default: 50.").exactOptional(),
    })
    .describe("Endpoints with a high share of failures.")
    .exactOptional(),
});

/** What users write. */
export type OutlierDetectionSpec = z.output<typeof outlierDetectionSchema>;
