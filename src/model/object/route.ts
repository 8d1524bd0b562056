import { z } from "zod";
import type { DeepReadonly } from "../../kit/deep-readonly.ts";
import { contentHash } from "../../kit/hash.ts";
import { canonicalJson } from "../../kit/json.ts";
import { shown } from "../check/complaint.ts";
import { backend, dnsLabel, exactHostname, formed, hostname, parentRef, port } from "./common.ts";
import { exclusive } from "./exclusive.ts";
import { namedMatchVariants, regexText } from "./text-match.ts";

const path = formed(/^\/[^?#]*$/u, (value) => [
  "INVALID_PATH",
  `Path ${shown(value)} is not valid`,
  value.startsWith("/") ? "A path has no query and no fragment" : `Start it with a slash: /${value}`,
]).max(4096);

const headerName = formed(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/u, (value) => [
  "INVALID_HEADER_NAME",
  `Header name ${shown(value)} is not valid`,
  value.startsWith(":") ? "Match method, host and path by their own fields" : "Use letters, digits and hyphens",
]).max(256);

const method = formed(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/u, (value) => ["INVALID_METHOD", `Method ${shown(value)} is not valid`, "Write for example GET"]).max(64);

const regexRewrite = z.strictObject({
  pattern: regexText.describe("Regular expression in RE2's grammar that is looked for in the path."),
  substitution: z.string().max(4096).describe("What stands in place of each find; \\1 to \\9 are the groups of the pattern."),
});

const named = (what: string) => ({
  name: z.string().min(1).max(256).describe(`Name of the ${what}.`),
  not: z.boolean().describe(`True turns the match round; a ${what} that is absent does not match either way. Default: false.`).exactOptional(),
});

const pathMatch = exclusive(
  {},
  {
    exact: { exact: path.describe("The whole path.") },
    prefix: { prefix: path.describe("Whole segments at the start: /a covers /a and /a/b, not /ab.") },
    regex: { regex: regexText.describe("Regular expression in RE2's grammar; it must match the whole path.") },
    template: { template: path.describe("Envoy's URI template: /users/{id}/**, with * for a segment and ** for the rest.") },
  },
);

const grpcMatch = z.strictObject({
  service: formed(/^[A-Za-z_][\w.]*$/u, (value) => [
    "INVALID_GRPC_NAME",
    `gRPC service ${shown(value)} is not valid`,
    "Write package and service: acme.v1.Orders",
  ]).describe("Full name of the gRPC service: acme.v1.Orders."),
  method: formed(/^[A-Za-z_]\w*$/u, (value) => ["INVALID_GRPC_NAME", `gRPC method ${shown(value)} is not valid`, "Write the method alone: GetOrder"])
    .describe("Method; default: every one of the service.")
    .exactOptional(),
});

/** Conditions on a request; every one must hold. */
export const routeMatch = z.strictObject({
  path: pathMatch.describe("Path; default: every path.").exactOptional(),
  method: z
    .union([method, z.array(method).min(1).max(50)])
    .describe("Method or methods, any of them; default: every method.")
    .exactOptional(),
  headers: z
    .array(exclusive({ ...named("header"), name: headerName.describe("Name of the header; case does not matter.") }, namedMatchVariants))
    .max(32)
    .describe("Headers; every one must match.")
    .exactOptional(),
  query: z
    .array(exclusive(named("query parameter"), namedMatchVariants))
    .max(32)
    .describe("Query parameters; every one must match.")
    .exactOptional(),
  cookies: z
    .array(exclusive(named("cookie"), namedMatchVariants))
    .max(32)
    .describe("Cookies; every one must match.")
    .exactOptional(),
  grpc: grpcMatch.describe("gRPC service and method; instead of path and method.").exactOptional(),
});

const hostRewrite = {
  host: z
    .union([exactHostname, z.literal("auto"), z.strictObject({ header: headerName.describe("Header that holds the new host.") })])
    .describe("New Host header: a hostname, the value of a header, or auto for the endpoint's own hostname (DNS services).")
    .exactOptional(),
};

const rewrite = exclusive(hostRewrite, {
  prefix: { prefix: path.describe("Replaces the matched path or prefix.") },
  path: { path: path.describe("Replaces the whole path.") },
  regex: { regex: regexRewrite.describe("Replaces what an expression finds.") },
  template: { template: path.describe("Envoy's URI template, filled with the variables of the path template that matched.") },
  none: {},
});

const redirectFields = {
  scheme: z.enum(["http", "https"]).describe("New scheme; default: as requested.").exactOptional(),
  host: exactHostname.describe("New host; default: as requested.").exactOptional(),
  port: port.describe("New port; default: as requested, or the scheme's own when the scheme changes.").exactOptional(),
  status: z
    .union([z.literal(301), z.literal(302), z.literal(303), z.literal(307), z.literal(308)])
    .default(302)
    .describe("Status of the answer."),
  stripQuery: z.boolean().default(false).describe("Whether the query is left out of the new address."),
} as const;

const redirect = exclusive(redirectFields, {
  path: { path: path.describe("Replaces the whole path.") },
  prefix: { prefix: path.describe("Replaces the matched path or prefix.") },
  regex: { regex: regexRewrite.describe("Replaces what an expression finds.") },
  none: {},
});

const respond = z.strictObject({
  status: z.int().min(200).max(599).describe("Status of the answer, 200 to 599."),
  body: z.string().max(4096).describe("Body of the answer, at most 4096 bytes; default: none.").exactOptional(),
  headers: z.record(headerName, z.string().max(4096)).describe("Headers of the answer.").exactOptional(),
});

const ruleFields = {
  name: dnsLabel.describe("Name, unique in the route; policies aim at it by `section`. Default: a hash of the matches.").exactOptional(),
  matches: z.array(routeMatch).min(1).max(64).describe("Requests that the rule is for, any of them; default: every one.").exactOptional(),
} as const;

const ruleActions = {
  backends: {
    backends: z.array(backend).min(1).max(64).describe("Services that get the requests, by weight."),
    rewrite: rewrite.describe("What is changed on the way to the backend.").exactOptional(),
    upgrades: z
      .array(
        z
          .string()
          .regex(/^[\w./-]+$/u)
          .max(64),
      )
      .min(1)
      .max(16)
      .describe("Upgrades to let through: websocket, CONNECT or another protocol; default: none.")
      .exactOptional(),
    priority: z.enum(["default", "high"]).default("default").describe("Which of the service's circuit breakers counts."),
  },
  redirect: { redirect: redirect.describe("Answers with a redirect.") },
  respond: { respond: respond.describe("Answers by itself.") },
} as const;

/** Policies of a level, by name; the model merges them in. */
type PolicyShape = Readonly<Record<string, z.ZodType>>;

/** A rule, with the policies that may stand in it. */
export function routeRuleSchema(policies: PolicyShape = {}) {
  const fields: typeof ruleFields = { ...ruleFields, ...policies };
  return exclusive(fields, ruleActions);
}

/** Fields of a route's spec, with the policies that may stand in its rules. */
export function routeShape(rulePolicies: PolicyShape = {}) {
  return {
    parents: z.array(parentRef).min(1).max(32).describe("Gateways (and their listeners) that serve the route."),
    hostnames: z.array(hostname).min(1).max(256).describe("Hostnames, exact or `*.` wildcard; default: those of the listener.").exactOptional(),
    rules: z.array(routeRuleSchema(rulePolicies)).min(1).max(1000).describe("What happens to the requests; the most specific match wins, not the first."),
  } as const;
}

/** Spec of a Route as it is read: defaults filled in, policies left out. */
export type RouteSpec = DeepReadonly<z.output<z.ZodObject<ReturnType<typeof routeShape>>>>;

/** One rule: matches and exactly one of `backends`, `redirect`, `respond`. */
export type RouteRule = RouteSpec["rules"][number];

/** Conditions on a request. */
export type RouteMatch = NonNullable<RouteRule["matches"]>[number];

/** A header, query parameter or cookie, and exactly one way to compare it. */
export type NamedMatch = NonNullable<RouteMatch["headers"]>[number];

/** What a rule without matches means: every path. */
export const everyRequest: readonly RouteMatch[] = [{ path: { prefix: "/" } }];

/** A rule's identity: its name, or 32 hexadecimal digits that stand for its matches. Never its index, which moves. */
export function ruleIdentity(rule: Pick<RouteRule, "name" | "matches">): string {
  return rule.name ?? contentHash(canonicalJson((rule.matches ?? everyRequest).map(plainMatch)));
}

/** A match with what may be left out left out, so that two ways to write it have one identity. */
function plainMatch(match: RouteMatch): RouteMatch {
  const { path: where = match.grpc === undefined ? { prefix: "/" } : undefined, method: methods, ...rest } = match;
  return {
    ...rest,
    ...(where !== undefined && { path: where }),
    ...(methods !== undefined && { method: typeof methods === "string" ? [methods] : [...methods].sort() }),
  };
}
