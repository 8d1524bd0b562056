import { matchTemplate } from "../../model/check/match-template.ts";
import type { NamedMatch, PathMatch, RequestMatch, StringMatch } from "../node/match.ts";
import type { RoutedRequest } from "./routed-request.ts";

/** Matches a whole text against an RE2 expression. */
export type FullMatch = (pattern: string, text: string) => boolean;

/** Why a match does not hold for a request; undefined when it does. Answers as Envoy's route matcher does. */
export function whyNot(match: RequestMatch, request: RoutedRequest, fullMatch: FullMatch): string | undefined {
  if (!matchesPath(match.path, request.path, fullMatch)) return pathMismatch(match.path, request.path);
  if (match.methods.length > 0 && !match.methods.includes(request.method)) return `Method ${request.method} is not ${match.methods.join(" or ")}`;
  if (match.grpc && !/^application\/grpc(?:\+|$)/u.test(request.headers["content-type"] ?? "")) return "It is not a gRPC request";
  return (
    failing(match.headers, { what: "Header", valueFor: (name) => request.headers[name] }, fullMatch) ??
    failing(match.query, { what: "Query parameter", valueFor: (name) => request.query.get(name) }, fullMatch) ??
    failing(match.cookies, { what: "Cookie", valueFor: (name) => request.cookies.get(name) }, fullMatch)
  );
}

/** The path match in words. */
export function describePath(path: PathMatch): string {
  return path.kind === "connect" ? "that of a CONNECT request" : `${path.kind} ${path.value}`;
}

function pathMismatch(match: PathMatch, path: string | undefined): string {
  return path === undefined ? `A CONNECT request has no path, so none that is ${describePath(match)}` : `Path ${path} is not ${describePath(match)}`;
}

function matchesPath(match: PathMatch, path: string | undefined, fullMatch: FullMatch): boolean {
  if (path === undefined) return match.kind === "connect";
  switch (match.kind) {
    case "exact":
      return path === match.value;
    case "prefix":
      return match.value.endsWith("/") ? path.startsWith(match.value) : path === match.value || path.startsWith(`${match.value}/`);
    case "regex":
      return fullMatch(match.value, path);
    case "template":
      return matchTemplate(match.value, path);
    case "connect":
      return false;
  }
}

interface ValueSource {
  readonly what: string;
  readonly valueFor: (name: string) => string | undefined;
}

function failing(matches: readonly NamedMatch[], { what, valueFor }: ValueSource, fullMatch: FullMatch): string | undefined {
  const failed = matches.find((named) => !holds(named, valueFor(named.name), fullMatch));
  if (failed === undefined) return undefined;
  const value = valueFor(failed.name);
  return `${what} ${failed.name} is ${value === undefined ? "absent" : JSON.stringify(value)}, it must ${failed.not ? "not " : ""}be ${describe(failed.match)}`;
}

/** An absent value satisfies nothing but an inverted `present`. */
function holds(named: NamedMatch, value: string | undefined, fullMatch: FullMatch): boolean {
  if (named.match.kind === "present") return (value !== undefined) !== named.not;
  return value !== undefined && matchesText(named.match, value, fullMatch) !== named.not;
}

function matchesText(match: Exclude<StringMatch, { kind: "present" }>, value: string, fullMatch: FullMatch): boolean {
  switch (match.kind) {
    case "exact":
      return value === match.value;
    case "prefix":
      return value.startsWith(match.value);
    case "suffix":
      return value.endsWith(match.value);
    case "contains":
      return value.includes(match.value);
    case "regex":
      return fullMatch(match.value, value);
  }
}

function describe(match: StringMatch): string {
  return match.kind === "present" ? "present" : `${match.kind} ${JSON.stringify(match.value)}`;
}
