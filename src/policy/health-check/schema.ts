import { z } from "zod";
import { duration, port } from "../../model/object/common.ts";

const threshold = z.int().min(1).max(1000);

/** Active health checks by the proxies. */
export const healthCheckSchema = z.strictObject({
  interval: duration.describe("Time between two checks. Default: 10s.").exactOptional(),
  timeout: duration.describe("How long an answer may take. Default: 2s.").exactOptional(),
  unhealthyThreshold: threshold.describe("Failures in a row that take an endpoint out. Default: 3.").exactOptional(),
  healthyThreshold: threshold.describe("Successes in a row that bring it back; the first check ever needs one. Default: 2.").exactOptional(),
  noTrafficInterval: duration.describe("Interval while the service has no traffic. Default: that of Envoy, 60s.").exactOptional(),
  unhealthyInterval: duration.describe("Interval for endpoints that are out. Default: interval.").exactOptional(),
  jitterPercent: z.int().min(0).max(100).describe("Random extra wait, as a share of the interval. Default: 10.").exactOptional(),
  port: port.describe("Port to check; default: the endpoint's own.").exactOptional(),
  reuseConnection: z.boolean().describe("Whether a connection is kept between checks. Default: true.").exactOptional(),
  http: z
    .strictObject({
      path: z.string().regex(/^\//u).max(4096).describe("Path to ask for."),
      host: z.string().min(1).max(255).describe("Host header; default: the hostname of DNS endpoints, else service.namespace.").exactOptional(),
      method: z.enum(["GET", "HEAD", "OPTIONS", "POST", "PUT"]).describe("Method. Default: GET.").exactOptional(),
      expectedStatuses: z.array(z.int().min(100).max(599)).min(1).describe("Answers that pass. Default: 200.").exactOptional(),
      headers: z.record(z.string().min(1).max(256), z.string().max(4096)).describe("Further headers.").exactOptional(),
    })
    .describe("HTTP check, in the service's protocol.")
    .exactOptional(),
  grpc: z
    .strictObject({ service: z.string().max(512).describe("Name in the health protocol; default: the whole server.").exactOptional() })
    .describe("gRPC health checking protocol.")
    .exactOptional(),
  tcp: z
    .strictObject({
      send: z
        .string()
        .regex(/^(?:[0-9a-fA-F]{2})+$/u)
        .describe("Bytes to send, in hexadecimal.")
        .exactOptional(),
      receive: z
        .array(z.string().regex(/^(?:[0-9a-fA-F]{2})+$/u))
        .min(1)
        .describe("Bytes that must be found in the answer, in order.")
        .exactOptional(),
    })
    .describe("TCP check; without send and receive a connection is enough.")
    .exactOptional(),
});

/** What users write. */
export type HealthCheckSpec = z.output<typeof healthCheckSchema>;
