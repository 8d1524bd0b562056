import { packAny } from "../../gen/codec.ts";
import type { CookieMatcher, HeaderMatcher, QueryParameterMatcher, RouteMatch } from "../../gen/envoy/config/route/v3.ts";
import type { NamedMatch, PathMatch, RequestMatch } from "../../graph/node/match.ts";
import { regexMatcher, stringMatcher } from "../common.ts";

/** Envoy's RouteMatch of one match. */
export function routeMatch(match: RequestMatch): RouteMatch {
  const headers = [...methodMatcher(match.methods), ...match.headers.map(headerMatcher)];
  return {
    ...pathSpecifier(match.path),
    ...(headers.length > 0 && { headers }),
    ...(match.query.length > 0 && { query_parameters: match.query.map(queryMatcher) }),
    ...(match.cookies.length > 0 && { cookies: match.cookies.map(cookieMatcher) }),
    ...(match.grpc && { grpc: {} }),
  };
}

function pathSpecifier(path: PathMatch): RouteMatch {
  switch (path.kind) {
    case "exact":
      return { path: path.value };
    case "prefix":
      return prefixSpecifier(path.value);
    case "regex":
      return { safe_regex: regexMatcher(path.value) };
    case "template":
      return {
        path_match_policy: {
          name: "envoy.path.match.uri_template.uri_template_matcher",
          typed_config: packAny("envoy.extensions.path.match.uri_template.v3.UriTemplateMatchConfig", { path_template: path.value }),
        },
      };
  }
}

/** Envoy's separated prefix takes no trailing slash and cannot say "/". A written trailing slash asks for just what is below it. */
function prefixSpecifier(prefix: string): RouteMatch {
  return prefix.endsWith("/") ? { prefix } : { path_separated_prefix: prefix };
}

function methodMatcher(methods: readonly string[]): readonly HeaderMatcher[] {
  const [first, ...others] = methods;
  if (first === undefined) return [];
  return [{ name: ":method", string_match: others.length === 0 ? { exact: first } : { safe_regex: regexMatcher(methods.join("|")) } }];
}

function headerMatcher(named: NamedMatch): HeaderMatcher {
  const invert = named.not ? { invert_match: true } : {};
  if (named.match.kind === "present") return { name: named.name, present_match: true, ...invert };
  return { name: named.name, string_match: stringMatcher(named.match), ...invert };
}

function queryMatcher(named: NamedMatch): QueryParameterMatcher {
  if (named.match.kind === "present") return { name: named.name, present_match: true };
  return { name: named.name, string_match: stringMatcher(named.match) };
}

function cookieMatcher(named: NamedMatch): CookieMatcher {
  const match = named.match.kind === "present" ? ({ kind: "regex", value: ".*" } as const) : named.match;
  return { name: named.name, string_match: stringMatcher(match), ...(named.not && { invert_match: true }) };
}
