import { z } from "zod";
import { complaint } from "../check/complaint.ts";
import { backend, exactHostname, port } from "./common.ts";
import { exclusive } from "./exclusive.ts";
import { headerName, headerValue, path, templateText, upgrade } from "./http-text.ts";
import { regexRewrite } from "./text-match.ts";

const pathRewrites = {
  path: { path: path.describe("Replaces the whole path.") },
  prefix: { prefix: path.describe("Replaces the path or prefix that matched.") },
  regex: { regex: regexRewrite.describe("Replaces what an expression finds.") },
} as const;

const host = z
  .union([exactHostname, z.strictObject({ header: headerName.describe("Header that holds the new host.") })])
  .describe("New Host header: a hostname, the value of a header, or auto for the hostname of the endpoint (DNS services).");

const rewrite = exclusive(
  { host: host.exactOptional() },
  {
    ...pathRewrites,
    template: { template: templateText.describe("Envoy's URI template, filled with the variables of the path template that matched.") },
    none: {},
  },
);

const redirect = exclusive(
  {
    scheme: z.enum(["http", "https"]).describe("New scheme; default: as requested.").exactOptional(),
    host: exactHostname.describe("New host; default: as requested.").exactOptional(),
    port: port.describe("New port; default: as requested, or the scheme's own when the scheme changes.").exactOptional(),
    status: z.literal([301, 302, 303, 307, 308]).default(302).describe("Status of the answer."),
    stripQuery: z.boolean().default(false).describe("Whether the query is left out of the new address."),
  },
  { ...pathRewrites, none: {} },
);

/** Envoy's limit for answers of its own. */
const mostBytes = 4096;
const body = z.string().refine((text) => Buffer.byteLength(text) <= mostBytes, {
  error: ({ input }) => complaint("OUT_OF_RANGE", `Body has ${Buffer.byteLength(String(input))} bytes; it must have at most ${mostBytes}`),
});

const respond = z.strictObject({
  status: z.int().min(200).max(599).describe("Status of the answer, 200 to 599."),
  body: body.describe("Body of the answer, at most 4096 bytes of UTF-8; default: none.").exactOptional(),
  headers: z.record(headerName, headerValue).describe("Headers of the answer, by name.").exactOptional(),
});

/** What a rule does with its requests: exactly one of these. */
export const ruleActions = {
  backends: {
    backends: z.array(backend).min(1).max(64).describe("Services that get the requests, by weight."),
    rewrite: rewrite.describe("What is changed on the way to the backend.").exactOptional(),
    upgrades: z.array(upgrade).min(1).max(16).describe("Upgrades to let through: websocket, CONNECT or another protocol; default: none.").exactOptional(),
    priority: z.enum(["default", "high"]).default("default").describe("Which of the service's circuit breakers counts."),
  },
  redirect: { redirect: redirect.describe("Answers with a redirect.") },
  respond: { respond: respond.describe("Answers by itself.") },
} as const;
