import type { Policy } from "../policy.ts";
import { routeHeaders } from "./emit.ts";
import { type HeadersNode, lowerHeaders } from "./lower.ts";
import { headersSchema } from "./schema.ts";

/** Changes of request and response headers. See `request_headers_to_add` and its neighbours on Envoy's Route. */
export const headers: Policy<HeadersNode> = {
  name: "headers",
  side: "route",
  merge: "overlay",
  order: 400,
  schema: headersSchema,
  lower: lowerHeaders,
  route: routeHeaders,
};
