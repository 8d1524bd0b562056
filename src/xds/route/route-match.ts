import { packAny } from "../../gen/codec.ts";
import type { CookieMatcher, HeaderMatcher, QueryParameterMatcher, RouteMatch } from "../../gen/envoy/config/route/v3.ts";
import type { ProxyKind } from "../../graph/build/projections.ts";
import type { NamedMatch, PathMatch, RequestMatch } from "../../graph/node/match.ts";
import { escapeRegex, regexMatcher, stringMatcher } from "../common.ts";

/** Envoy's RouteMatch of one match. gRPC clients know fewer ways to say it. */
export function routeMatch(match: RequestMatch, proxy: ProxyKind): RouteMatch {
  const headers = [...methodMatcher(match.methods), ...match.headers.map(headerMatcher)];
  return {
    ...pathSpecifier(match.path, proxy),
    ...(headers.length > 0 && { headers }),
    ...(match.query.length > 0 && { query_parameters: match.query.map(queryMatcher) }),
    ...(match.cookies.length > 0 && { cookies: match.cookies.flatMap(cookieMatchers) }),
    ...(match.grpc && proxy === "envoy" && { grpc: {} }),
  };
}

function pathSpecifier(path: PathMatch, proxy: ProxyKind): RouteMatch {
  switch (path.kind) {
    case "exact":
      return { path: path.value };
    case "prefix":
      return prefixSpecifier(path.value, proxy);
    case "regex":
      return { safe_regex: regexMatcher(path.value) };
    case "template":
      return {
        path_match_policy: {
          name: "envoy.path.match.uri_template.uri_template_matcher",
          typed_config: packAny("envoy.extensions.path.match.uri_template.v3.UriTemplateMatchConfig", { path_template: path.value }),
        },
      };
    case "connect":
      return { connect_matcher: {} };
  }
}

/**
 * Envoy's separated prefix takes no trailing slash and cannot say "/". A written trailing slash asks for just what is below it. gRPC clients
 * do not know the separated prefix at all (gRFC A28).
 */
function prefixSpecifier(prefix: string, proxy: ProxyKind): RouteMatch {
  if (prefix.endsWith("/")) return { prefix };
  return proxy === "envoy" ? { path_separated_prefix: prefix } : { safe_regex: regexMatcher(`${escapeRegex(prefix)}(?:/.*)?`) };
}

function methodMatcher(methods: readonly string[]): readonly HeaderMatcher[] {
  const [first, ...others] = methods;
  if (first === undefined) return [];
  const match = others.length === 0 ? { exact: first } : { safe_regex: regexMatcher(methods.map(escapeRegex).join("|")) };
  return [{ name: ":method", string_match: match }];
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

/** Envoy takes an absent cookie as one that does not match, so `not` would hold for it; a header that is absent holds neither way. */
function cookieMatchers(named: NamedMatch): readonly CookieMatcher[] {
  const { name, match } = named;
  const present = { name, string_match: stringMatcher({ kind: "regex", value: ".*" }) };
  if (match.kind === "present") return [named.not ? { ...present, invert_match: true } : present];
  const matcher = { name, string_match: stringMatcher(match) };
  return named.not ? [present, { ...matcher, invert_match: true }] : [matcher];
}
