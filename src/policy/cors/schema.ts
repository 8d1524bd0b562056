import { z } from "zod";
import { duration } from "../../model/object/common.ts";
import { exclusive } from "../../model/object/exclusive.ts";
import { textMatchVariants } from "../../model/object/text-match.ts";

const names = z.union([z.array(z.string().min(1).max(256)).min(1), z.literal("*")]);

/** Cross-origin rules for browsers. */
export const corsSchema = z.strictObject({
  allowOrigins: z
    .array(z.union([z.string().min(1).max(2048), exclusive({}, textMatchVariants)]))
    .min(1)
    .describe("Origins that may read answers: https://shop.example.com, * for every one, or a match. Required in the end.")
    .exactOptional(),
  allowMethods: names.describe("Methods that may be used, or *; default: those that browsers always allow.").exactOptional(),
  allowHeaders: names.describe("Request headers that may be sent, or *.").exactOptional(),
  exposeHeaders: names.describe("Response headers that scripts may read, or *.").exactOptional(),
  maxAge: duration.describe("How long a browser may keep the answer to a preflight; whole seconds. Default: the browser's own.").exactOptional(),
  allowCredentials: z.boolean().describe("Whether cookies and authorization may come along; not with origin *. Default: false.").exactOptional(),
  allowPrivateNetwork: z.boolean().describe("Whether public sites may reach this private one. Default: false.").exactOptional(),
});

/** What users write. */
export type CorsSpec = z.output<typeof corsSchema>;
