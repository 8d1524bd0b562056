import type { Finding } from "../../graph/node/finding.ts";
import { tenantTitle } from "../../graph/node/tenant-title.ts";
import type { LowerContext } from "../../graph/policy/graph-policy.ts";
import { type OidcSettings, oidcSettings } from "../../model/auth/oidc-defaults.ts";
import type { OidcSpec } from "../../model/auth/oidc-schema.ts";
import { keyText, type Origin } from "../../model/object/object.ts";
import type { AuthLevel } from "./auth-level.ts";

/** A login of one level. */
interface LevelLogin {
  readonly spec: OidcSpec;
  readonly settings: OidcSettings;
  readonly origin: Origin;
  /** Of the login, in the object. */
  readonly pointer: string;
}

/**
 * Logins of several levels that are in each other's way: the broader one takes the requests to its paths first, and of two sessions in one cookie each ends the
 * other. The same login at two levels is one, and two that share nothing follow each other.
 */
export function clashingLogins(levels: readonly AuthLevel[], { subject }: LowerContext): readonly Finding[] {
  const logins = levels.flatMap(loginOf);
  return logins.flatMap((inner, index) => {
    const outer = logins.slice(0, index).find((broader) => !isSame(broader, inner) && clashes(broader, inner).length > 0);
    if (outer === undefined) return [];
    const involves = [outer.origin.object, subject.object].filter((key) => keyText(key) !== keyText(inner.origin.object));
    return clashes(outer, inner).map(({ field, ...clash }) => ({
      ...clash,
      object: inner.origin.object,
      pointer: inner.pointer + field,
      code: "LOGIN_CONFLICT",
      condition: "Conflicted" as const,
      involves,
    }));
  });
}

function loginOf({ spec: { identify = [] }, origin }: AuthLevel): readonly LevelLogin[] {
  const index = identify.findIndex(({ oidc }) => oidc !== undefined);
  const spec = identify[index]?.oidc;
  return spec === undefined ? [] : [{ spec, settings: oidcSettings(spec), origin, pointer: `${origin.pointer}/identify/${index}/oidc` }];
}

/** What a session is bound to; see `LoginPolicy.context`. */
function isSame(left: LevelLogin, right: LevelLogin): boolean {
  return sessionOf(left) === sessionOf(right);
}

function sessionOf({ spec: { issuer, client }, settings: { cookie }, origin }: LevelLogin): string {
  return JSON.stringify([origin.object.namespace, issuer, client.id, cookie.name, cookie.domain]);
}

interface Clash extends Pick<Finding, "detail" | "hint" | "severity"> {
  /** Where in the inner login. */
  readonly field: string;
}

function clashes(outer: LevelLogin, inner: LevelLogin): readonly Clash[] {
  const { redirectPath, logoutPath, backChannelPath, cookie } = inner.settings;
  const theirs = `that of ${tenantTitle(outer.origin.object, inner.origin.object)}, which requests have to pass first`;
  const taken = (path: string): boolean => [outer.settings.redirectPath, outer.settings.logoutPath, outer.settings.backChannelPath].includes(path);
  const isLost = (lost: string, path: string): string => `Path ${path} of the login is one of ${theirs} and takes it: ${lost}`;
  const found: Clash[] = [];
  if (taken(redirectPath)) {
    const hint = "Let one level have the login alone, or give this one a redirectPath of its own";
    found.push({ field: "/redirectPath", detail: isLost("nobody gets in", redirectPath), hint });
  }
  if (cookie.name === outer.settings.cookie.name) {
    const detail = `Cookie ${cookie.name} is that of two logins, this one and ${theirs}: each ends the sessions of the other, and nobody gets in`;
    found.push({ field: "/session/cookie/name", detail, hint: "Let one level have the login alone, or give this one a cookie of its own" });
  }
  if (taken(logoutPath))
    found.push({ field: "/logout/path", detail: isLost("nobody can log out", logoutPath), hint: "Give it a path of its own", severity: "warning" });
  if (backChannelPath !== undefined && taken(backChannelPath)) {
    const detail = isLost("no logout is heard of that the provider tells of", backChannelPath);
    found.push({ field: "/logout/backChannel", detail, hint: "Give it a path of its own", severity: "warning" });
  }
  return found;
}
