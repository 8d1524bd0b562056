import { z } from "zod";
import { formatText } from "../format-text.ts";

const name = z
  .string()
  .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/u)
  .max(256);
const value = formatText(8192);

const mutation = z.strictObject({
  set: z
    .record(name, value)
    .describe(
      "Headers to set, whatever was there before. Values may use Envoy's command operators (%DOWNSTREAM_REMOTE_ADDRESS%); a plain percent sign is written %%.",
    )
    .exactOptional(),
  add: z.record(name, value).describe("Headers to add to those that are there.").exactOptional(),
  remove: z.array(name).min(1).describe("Headers to remove.").exactOptional(),
});

/** Changes of request and response headers. */
export const headersSchema = z.strictObject({
  request: mutation.describe("On the way to the backend; Host is changed by the rule's rewrite.").exactOptional(),
  response: mutation.describe("On the way back, on answers of Envoy itself too.").exactOptional(),
});

/** Changes of one direction. */
export type HeaderMutation = z.output<typeof mutation>;
