import { z } from "zod";
import type { DeepReadonly } from "../../kit/deep-readonly.ts";
import { contentHash } from "../../kit/hash.ts";
import { canonicalJson } from "../../kit/json.ts";
import { dnsLabel, hostname, parentRef } from "./common.ts";
import { exclusive, type UnknownFields } from "./exclusive.ts";
import { ruleActions } from "./route-action.ts";
import { routeMatch } from "./route-match.ts";

const ruleFields = {
  name: dnsLabel.describe("Name, unique in the route; policies aim at it by `section`. Default: a hash of the matches.").exactOptional(),
  matches: z.array(routeMatch).min(1).max(64).describe("Requests that the rule is for, any of them; default: every one.").exactOptional(),
} as const;

/** Fields of a route's spec. `policies` may stand in each rule; unknown fields of a rule are refused or dropped. */
export function routeShape(policies: Readonly<Record<string, z.ZodType>> = {}, unknownFields: UnknownFields = "refuse") {
  const fields: typeof ruleFields = { ...ruleFields, ...policies };
  const rule = exclusive(fields, ruleActions, unknownFields);
  return {
    parents: z.array(parentRef).min(1).max(32).describe("Gateways (and their listeners) that serve the route."),
    hostnames: z.array(hostname).min(1).max(256).describe("Hostnames, exact or `*.` wildcard; default: those of the listener.").exactOptional(),
    rules: z.array(rule).min(1).max(1000).describe("What happens to the requests; the most specific match wins, not the first."),
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
const everyRequest: readonly RouteMatch[] = [{ path: { prefix: "/" } }];

/** A rule's identity: its name, or 32 hexadecimal digits that stand for its matches. Never its index, which moves. */
export function ruleIdentity(rule: Pick<RouteRule, "name" | "matches">): string {
  return rule.name ?? contentHash(canonicalJson((rule.matches ?? everyRequest).map(plainMatch)));
}

/** One spelling for what may be written in several ways, so that they have one identity. */
function plainMatch(match: RouteMatch): RouteMatch {
  const { path = match.grpc === undefined ? { prefix: "/" } : undefined, method, ...rest } = match;
  return {
    ...rest,
    ...(path !== undefined && { path }),
    ...(method !== undefined && { method: plainMethods(typeof method === "string" ? [method] : method) }),
  };
}

function plainMethods(methods: readonly string[]): string[] {
  return [...new Set(methods.map((method) => method.toUpperCase()))].sort();
}
