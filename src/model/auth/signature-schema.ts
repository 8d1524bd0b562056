import { z } from "zod";
import type { DeepReadonly } from "../../kit/deep-readonly.ts";
import { duration } from "../object/common.ts";

/** Identification by a signature of the request. */
export const signatureSchema = z.strictObject({
  components: z
    .array(z.string().min(1).max(512))
    .min(1)
    .max(64)
    .describe(
      'What must be signed: names of headers in lower case, "@method", "@path", \'"@query-param";name="id"\'. Default: @method, @authority, @path and @query.',
    )
    .exactOptional(),
  tag: z.string().min(1).max(256).describe("Parameter tag that the signature must have. Default: any, or none.").exactOptional(),
  maxAge: duration.describe("How old a signature may be, by its parameter created. Default: 5m.").exactOptional(),
  leeway: duration.describe("How far clocks may differ. Default: 30s.").exactOptional(),
  nonce: z.enum(["required", "optional"]).describe("Whether a signature must have the parameter nonce. Default: optional.").exactOptional(),
  replay: z
    .enum(["refused", "allowed"])
    .describe("Whether a request may be sent again as it is. Default: refused; by the nonce, or without one by the signature itself.")
    .exactOptional(),
  body: z
    .enum(["verified", "ignored"])
    .describe("verified: a body must be signed by its Content-Digest (RFC 9530), and be that one. Default: verified.")
    .exactOptional(),
});

/** Identification by a signature of the request. */
export type SignatureSpec = DeepReadonly<z.output<typeof signatureSchema>>;
