import { z } from "zod";
import { duration } from "../../model/object/common.ts";

const limit = z.union([duration, z.literal("off")]);

/** Time limits of requests. */
export const timeoutSchema = z.strictObject({
  request: limit
    .describe("From the end of the request to the end of the response, retries included; off for none. Default: 15s, none where every backend speaks gRPC.")
    .exactOptional(),
  idle: limit.describe("Without a byte in either direction; off for none. Default: Envoy's 5m.").exactOptional(),
  stream: limit.describe("Whole life of the stream, WebSockets included; off or absent for none.").exactOptional(),
});
