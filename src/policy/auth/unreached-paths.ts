import type { BuiltRoute, RouteEntry } from "../../graph/build/build-route.ts";
import { whyNot } from "../../graph/explain/match-request.ts";
import type { Finding } from "../../graph/node/finding.ts";
import { compareRanked } from "../../graph/route/precedence.ts";
import { matchRe2 } from "../../kit/re2/match-re2.ts";
import type { AuthLayer } from "../../model/auth/auth-plan.ts";
import type { AuthSpec } from "../../model/auth/auth-schema.ts";
import { oidcSettings } from "../../model/auth/oidc-defaults.ts";
import type { OidcSpec } from "../../model/auth/oidc-schema.ts";
import { keyTitle, type Origin } from "../../model/object/object.ts";
import { auth } from "./auth.ts";
import type { AuthNode } from "./lower.ts";

/** A path that a login answers itself, where it is written, and who asks for it. */
interface OwnPath {
  readonly pointer: string;
  readonly path: string;
  readonly method: "GET" | "POST";
  readonly lost: string;
}

/** A login as it stands on a host. */
interface HostLogin {
  readonly layer: AuthLayer;
  readonly origin: Origin;
  /** Of the block: `/identify/0/oidc`. */
  readonly pointer: string;
  readonly spec: OidcSpec;
}

/**
 * The paths of logins that no request reaches the login on, as warnings: somebody else answers them, or nobody does, and whoever logs in at the provider never
 * comes back. `host` is the key of a host, its table and its name.
 */
export function unreachedLoginPaths(routes: Iterable<BuiltRoute>, host: string): readonly Finding[] {
  const [table = "", name = ""] = host.split("|");
  const entries = [...routes].flatMap(({ tables }) => tables.find(({ binding }) => binding.table === table)?.entries ?? []);
  const logins = loginsOf(entries);
  if (logins.length === 0) return [];
  const ranked = entries.sort(compareRanked);
  return logins.flatMap((login) => pathsOf(login.spec, name).flatMap((own) => unreached(own, { login, ranked, name })));
}

function loginsOf(entries: readonly RouteEntry[]): readonly HostLogin[] {
  const found = new Map<string, HostLogin>();
  for (const { node } of entries) {
    for (const layer of layersOf(node.policies)) {
      const index = loginIndex(layer.spec);
      const spec = layer.spec.identify?.[index]?.oidc;
      const origin = node.policyOrigins[auth.name]?.find(({ object }) => keyTitle(object) === layer.source);
      if (spec === undefined || origin === undefined) continue;
      found.set(`${layer.source} ${origin.pointer}`, { layer, origin, pointer: `/identify/${index}/oidc`, spec });
    }
  }
  return [...found.values()];
}

/** A policy has one login at most. */
function loginIndex({ identify = [] }: AuthSpec): number {
  return identify.findIndex(({ oidc }) => oidc !== undefined);
}

function layersOf(policies: Readonly<Record<string, unknown>>): readonly AuthLayer[] {
  return (policies[auth.name] as AuthNode | undefined)?.plan.layers ?? [];
}

/** Browsers come back to the host that `origin` names, and to no other. */
function pathsOf(spec: OidcSpec, host: string): readonly OwnPath[] {
  const { redirectPath, logoutPath, backChannelPath } = oidcSettings(spec);
  const comesBack = spec.origin === undefined || new URL(spec.origin).hostname === host;
  return [
    ...(comesBack ? [{ pointer: "/redirectPath", path: redirectPath, method: "GET", lost: "no login comes to its end" } as const] : []),
    { pointer: "/logout/path", path: logoutPath, method: "GET", lost: "nobody can log out" },
    ...(backChannelPath === undefined
      ? []
      : [{ pointer: "/logout/backChannel", path: backChannelPath, method: "POST", lost: "no logout is heard of that the provider tells of" } as const]),
  ];
}

interface HostPlace {
  readonly login: HostLogin;
  readonly ranked: readonly RouteEntry[];
  readonly name: string;
}

function unreached({ pointer, path, method, lost }: OwnPath, { login: { layer, origin, ...login }, ranked, name }: HostPlace): readonly Finding[] {
  const request = { method, path, query: new Map<string, string>(), headers: {}, cookies: new Map<string, string>() };
  const taken = ranked.find(({ node }) => whyNot(node.match, request, (pattern, text) => matchRe2(pattern)?.test(text) ?? false) === undefined);
  if (taken !== undefined && layersOf(taken.node.policies).some(({ source, spec }) => source === layer.source && loginIndex(spec) >= 0)) return [];
  const who = taken === undefined ? "no rule takes it" : `rule ${taken.node.name} takes it, to which the policy does not apply`;
  return [
    {
      object: origin.object,
      pointer: origin.pointer + login.pointer + pointer,
      code: "LOGIN_NOT_REACHED",
      detail: `Path ${path} of the login is not reached on host ${name}: ${who}, so that ${lost}`,
      hint: `Let a rule take ${path} to which the policy applies, or name a path that one takes`,
      severity: "warning",
      condition: "Accepted",
    },
  ];
}
