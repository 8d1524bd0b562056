import { z } from "zod";
import type { DeepReadonly } from "../../kit/deep-readonly.ts";
import { headerName, headerValue } from "../object/http-text.ts";

const valueText = headerValue.min(1).max(4096);
const placeholders = "{consumer.name}, {consumer.plan}, {subject}, {groups}, {scopes}, {claims.email}, {claims./realm_access/roles}";

/** What goes on with a request that is let in. */
export const shapeSchema = z.strictObject({
  headers: z
    .record(headerName, valueText)
    .describe(
      `Request headers for the backend, with placeholders such as ${placeholders}. A consumer of another namespace than the policy's is named NAMESPACE/NAME. A header whose placeholders have no value is removed, so that no client can set it.`,
    )
    .exactOptional(),
  removeHeaders: z.array(headerName).min(1).max(64).describe("Request headers that do not go on to the backend.").exactOptional(),
  appendHeaders: z
    .record(headerName, valueText)
    .describe(
      "Values that are put behind those that the client sent, or stand alone where there are none; placeholders as in headers. One whose placeholders have no value adds nothing.",
    )
    .exactOptional(),
  responseHeaders: z
    .record(headerName, valueText)
    .describe("Headers of the answer, in place of those that the backend sends; placeholders as in headers.")
    .exactOptional(),
  appendResponseHeaders: z
    .record(headerName, valueText)
    .describe("Values of headers of the answer beside those that the backend sends (vary, link); placeholders as in headers.")
    .exactOptional(),
  query: z
    .strictObject({
      set: z.record(z.string().min(1).max(256), valueText).describe("Query parameters for the backend; placeholders as in headers.").exactOptional(),
      remove: z.array(z.string().min(1).max(256)).min(1).max(64).describe("Query parameters that do not go on to the backend.").exactOptional(),
    })
    .describe(
      "Query parameters, however a client escapes their names. They are set in place of all values that the client sent: Envoy's CheckResponse has nothing that appends one (query_parameters_to_set and query_parameters_to_remove).",
    )
    .exactOptional(),
  claims: z
    .array(z.string().min(1).max(256))
    .max(64)
    .describe(
      "Claims that other filters may read (dynamic metadata envoy.filters.http.ext_authz, key claims). Of several levels: those of each. Default: all, as far as they fit into 4 KiB, but for those that are nested deeper than 16.",
    )
    .exactOptional(),
});

/** What goes on with a request that is let in. */
export type ShapeSpec = DeepReadonly<z.output<typeof shapeSchema>>;

const body = z.string().max(65_536);
const filled =
  "Placeholders are {code}, {detail}, {title}, {status}, {challenge} (WWW-Authenticate) and {requestId} (x-request-id), escaped for the type of the content; {{code}} means the characters, and braces around anything but a word stay.";

const answer = z.strictObject({
  status: z.int().min(400).max(599).describe("Status. Default: 401 or 403. gRPC clients always see what these two mean.").exactOptional(),
  headers: z.record(headerName, headerValue).describe("Headers beside those that the answer needs.").exactOptional(),
  json: body
    .describe(
      `Body for programs, in place of the problem document (RFC 9457): JSON, once the placeholders are filled in, unless headers say otherwise. ${filled}`,
    )
    .exactOptional(),
  html: body.describe(`Body for browsers, in place of a plain page. ${filled}`).exactOptional(),
  text: body.describe(`Message for gRPC clients. ${filled}`).exactOptional(),
});

/** Answers in place of the usual ones. */
export const answersSchema = z.strictObject({
  unauthenticated: answer.describe("When it is not known who calls.").exactOptional(),
  forbidden: answer.describe("When it is known who calls, and that is not enough.").exactOptional(),
});

/** Answers in place of the usual ones. */
export type AnswersSpec = DeepReadonly<z.output<typeof answersSchema>>;
