import type { RouteMatch, NamedMatch as WrittenMatch } from "../../model/object/route.ts";
import type { NamedMatch, PathMatch, RequestMatch, StringMatch } from "../node/match.ts";

/** A large fleet has a million empty lists: they are one. */
const none: readonly never[] = [];

const everything: RequestMatch = { path: { kind: "prefix", value: "/" }, methods: none, headers: none, query: none, cookies: none, grpc: false };

/** The matches of a rule; none written means every request. */
export function lowerMatches(matches: readonly RouteMatch[] | undefined): readonly RequestMatch[] {
  return matches === undefined || matches.length === 0 ? [everything] : matches.map(lowerMatch);
}

/** The same for requests of method CONNECT, which have no path; undefined for a match that asks for one, or for another method. */
export function connectMatch(match: RequestMatch): RequestMatch | undefined {
  const anyPath = match.path.kind === "prefix" && match.path.value === "/";
  const anyMethod = match.methods.length === 0 || match.methods.includes("CONNECT");
  const fits = anyPath && anyMethod && !match.grpc && match.query.length === 0;
  return fits ? { ...match, path: { kind: "connect", value: "" }, methods: [] } : undefined;
}

function lowerMatch(match: RouteMatch): RequestMatch {
  return {
    path: pathOf(match),
    methods: match.method === undefined ? none : methodsOf(match.method),
    headers: match.headers?.map((header) => ({ ...named(header), name: header.name.toLowerCase() })) ?? none,
    query: match.query?.map(named) ?? none,
    cookies: match.cookies?.map(named) ?? none,
    grpc: match.grpc !== undefined,
  };
}

function methodsOf(written: string | readonly string[]): readonly string[] {
  const methods = typeof written === "string" ? [written] : written;
  return [...new Set(methods.map((method) => method.toUpperCase()))].sort();
}

/** A gRPC method is an exact path, a gRPC service all paths below it. */
function pathOf(match: RouteMatch): PathMatch {
  if (match.grpc !== undefined) {
    const { service, method } = match.grpc;
    return method === undefined ? { kind: "prefix", value: `/${service}/` } : { kind: "exact", value: `/${service}/${method}` };
  }
  const path = match.path;
  if (path === undefined) return everything.path;
  if (path.exact !== undefined) return { kind: "exact", value: path.exact };
  if (path.prefix !== undefined) return { kind: "prefix", value: path.prefix };
  if (path.regex !== undefined) return { kind: "regex", value: path.regex };
  return { kind: "template", value: path.template };
}

function named(written: WrittenMatch): NamedMatch {
  return { name: written.name, match: stringMatch(written), not: written.not ?? false };
}

/** Exactly one of the keys is written; the schema sees to it. */
export function stringMatch(written: Partial<Record<"exact" | "prefix" | "suffix" | "contains" | "regex", string>>): StringMatch {
  if (written.exact !== undefined) return { kind: "exact", value: written.exact };
  if (written.prefix !== undefined) return { kind: "prefix", value: written.prefix };
  if (written.suffix !== undefined) return { kind: "suffix", value: written.suffix };
  if (written.contains !== undefined) return { kind: "contains", value: written.contains };
  if (written.regex !== undefined) return { kind: "regex", value: written.regex };
  return { kind: "present" };
}
