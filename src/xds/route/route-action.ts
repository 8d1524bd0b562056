import { packAny } from "../../gen/codec.ts";
import { RoutingPriority } from "../../gen/envoy/config/core/v3.ts";
import type { DirectResponseAction, RedirectAction as EnvoyRedirectAction, RouteAction as EnvoyRouteAction } from "../../gen/envoy/config/route/v3.ts";
import {
  RouteAction_ClusterNotFoundResponseCode as NotFoundCode,
  RedirectAction_RedirectResponseCode as RedirectCode,
} from "../../gen/envoy/config/route/v3.ts";
import type { PathMatch } from "../../graph/node/match.ts";
import type { ForwardAction, HostRewrite, PathRewrite, RedirectAction, RespondAction, WeightedCluster } from "../../graph/node/route-node.ts";

import { escapeRegex } from "../common.ts";

const redirectCodes = new Map<number, RedirectCode>([
  [301, RedirectCode.MOVED_PERMANENTLY],
  [302, RedirectCode.FOUND],
  [303, RedirectCode.SEE_OTHER],
  [307, RedirectCode.TEMPORARY_REDIRECT],
  [308, RedirectCode.PERMANENT_REDIRECT],
]);

/** Envoy's RouteAction of a forward. A cluster that does not exist answers 500: the configuration is wrong, not the backend. */
export function forwardAction(action: ForwardAction, match: PathMatch): EnvoyRouteAction {
  const fields = {
    ...clusterSpecifier(action.clusters),
    cluster_not_found_response_code: NotFoundCode.INTERNAL_SERVER_ERROR,
    ...(match.kind === "connect" ? {} : pathRewrite(action.path, match)),
    ...hostRewrite(action.host),
    ...(action.streaming && { timeout: { seconds: 0 } }),
    ...(action.priority === "high" && { priority: RoutingPriority.HIGH }),
    ...(action.upgrades.length > 0 && { upgrade_configs: action.upgrades.map((upgrade) => ({ upgrade_type: upgrade, enabled: { value: true } })) }),
  };
  return fields as EnvoyRouteAction;
}

function clusterSpecifier(clusters: readonly WeightedCluster[]): Pick<EnvoyRouteAction, "cluster"> | Pick<EnvoyRouteAction, "weighted_clusters"> {
  const [first, ...others] = clusters;
  if (first !== undefined && others.length === 0) return { cluster: first.cluster };
  return { weighted_clusters: { clusters: clusters.map(({ cluster, weight }) => ({ name: cluster, weight: { value: weight } })) } };
}

interface PathRewriteFields {
  readonly prefix_rewrite?: string;
  readonly regex_rewrite?: { readonly pattern: { readonly regex: string }; readonly substitution: string };
  readonly path_rewrite_policy?: { readonly name: string; readonly typed_config: ReturnType<typeof packAny> };
}

function pathRewrite(rewrite: PathRewrite | undefined, match: PathMatch): PathRewriteFields {
  switch (rewrite?.kind) {
    case undefined:
      return {};
    case "prefix":
      return prefixRewrite(rewrite.value, match);
    case "full":
      return { regex_rewrite: { pattern: { regex: "^[^?]*$" }, substitution: rewrite.value.replaceAll("\\", "\\\\") } };
    case "regex":
      return { regex_rewrite: { pattern: { regex: rewrite.pattern }, substitution: rewrite.substitution } };
    case "template":
      return {
        path_rewrite_policy: {
          name: "envoy.path.rewrite.uri_template.uri_template_rewriter",
          typed_config: packAny("envoy.extensions.path.rewrite.uri_template.v3.UriTemplateRewriteConfig", { path_template_rewrite: rewrite.value }),
        },
      };
  }
}

/**
 * Envoy replaces just the matched text, so that `/a` → `/` would make `//b` of `/a/b`, and `/` → `/x` would make `/xb` of `/b`. People mean
 * segments: the slash between what is replaced and what stays is kept once.
 */
function prefixRewrite(value: string, match: PathMatch): Pick<PathRewriteFields, "prefix_rewrite" | "regex_rewrite"> {
  if (match.kind !== "prefix") return { prefix_rewrite: value };
  const keepsSlash = match.value.endsWith("/");
  if (keepsSlash === value.endsWith("/")) return { prefix_rewrite: value };
  if (keepsSlash) return { prefix_rewrite: `${value}/` };
  return { regex_rewrite: { pattern: { regex: `^${escapeRegex(match.value)}/*` }, substitution: value.replaceAll("\\", "\\\\") } };
}

function hostRewrite(rewrite: HostRewrite | undefined): EnvoyRouteAction {
  switch (rewrite?.kind) {
    case undefined:
      return {};
    case "literal":
      return { host_rewrite_literal: rewrite.value };
    case "header":
      return { host_rewrite_header: rewrite.name };
    case "endpoint":
      return { auto_host_rewrite: { value: true } };
  }
}

/** Envoy's RedirectAction. */
export function redirectAction(action: RedirectAction, match: PathMatch): EnvoyRedirectAction {
  const fields = {
    ...(action.scheme !== undefined && { scheme_redirect: action.scheme }),
    ...(action.host !== undefined && { host_redirect: action.host }),
    ...(action.port !== undefined && { port_redirect: action.port }),
    ...(action.path !== undefined && redirectPath(action.path, match)),
    response_code: redirectCodes.get(action.status) ?? RedirectCode.FOUND,
    ...(action.stripQuery && { strip_query: true }),
  };
  return fields as EnvoyRedirectAction;
}

function redirectPath(path: PathRewrite, match: PathMatch): PathRewriteFields | { readonly path_redirect: string } {
  switch (path.kind) {
    case "full":
      return { path_redirect: path.value };
    case "regex":
      return { regex_rewrite: { pattern: { regex: path.pattern }, substitution: path.substitution } };
    case "prefix":
    case "template":
      return prefixRewrite(path.value, match);
  }
}

/** Envoy's DirectResponseAction; the headers of a response stand on the route. */
export function respondAction(action: RespondAction): DirectResponseAction {
  return { status: action.status, ...(action.body !== undefined && { body: { inline_string: action.body } }) };
}
