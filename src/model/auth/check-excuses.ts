import { pointer as pointerOf } from "../../kit/json-pointer.ts";
import type { Problem } from "../../kit/problem.ts";
import { matchTemplate } from "../check/match-template.ts";
import type { AuthSpec } from "./auth-schema.ts";
import { oidcSettings } from "./oidc-defaults.ts";
import type { OidcSpec } from "./oidc-schema.ts";
import type { RequestTest } from "./rule-schema.ts";

/** A path that a login answers itself, and what becomes of it where it goes to the backend. */
interface OwnPath {
  readonly field: "redirectPath" | "logout.path" | "logout.backChannel";
  readonly path: string;
  readonly method: "GET" | "POST";
  readonly lost: string;
}

/**
 * The requests of a login that its own block does not ask about: they would go to the backend. A block that asks nothing on a whole host sends nobody to log in
 * there, so nobody comes back. The path to log out may be the backend's where nobody writes it.
 */
export function checkExcuses({ identify = [], unless = [] }: AuthSpec): readonly Problem[] {
  const spec = identify.find(({ oidc }) => oidc !== undefined)?.oidc;
  if (spec === undefined) return [];
  const paths = ownPaths(spec);
  return unless.flatMap((test, index) => {
    const lost = paths.filter((own) => covers(test, own, spec));
    return (isEveryPath(test) ? lost.slice(0, 1) : lost).map((own) => excused(own, pointerOf("unless", index)));
  });
}

function ownPaths(spec: OidcSpec): readonly OwnPath[] {
  const { redirectPath } = oidcSettings(spec);
  const { path, backChannel } = spec.logout ?? {};
  return [
    { field: "redirectPath", path: redirectPath, method: "GET", lost: "no login comes to its end" },
    ...(path === undefined ? [] : [{ field: "logout.path", path, method: "GET", lost: "nobody can log out" } as const]),
    ...(backChannel === undefined
      ? []
      : [{ field: "logout.backChannel", path: backChannel, method: "POST", lost: "no logout is heard of that the provider tells of" } as const]),
  ];
}

function covers(test: RequestTest, { field, path, method }: OwnPath, { origin }: OidcSpec): boolean {
  const { hosts, methods, paths } = test;
  if (methods !== undefined && !methods.includes(method)) return false;
  if (isEveryPath(test)) return hosts === undefined;
  if (paths?.some((template) => matchTemplate(template, path)) !== true) return false;
  const comesBackTo = field === "redirectPath" && origin !== undefined ? new URL(origin).hostname : undefined;
  return hosts === undefined || comesBackTo === undefined || hosts.some((host) => hasHost(host, comesBackTo));
}

function isEveryPath({ paths }: RequestTest): boolean {
  return paths === undefined || paths.includes("/**");
}

function hasHost(host: string, name: string): boolean {
  return host.startsWith("*.") ? name.length >= host.length && name.endsWith(host.slice(1)) : name === host;
}

function excused({ field, path, lost }: OwnPath, pointer: string): Problem {
  const detail = `Path ${path} is the login's own, and would go to the backend in its place: ${lost}`;
  return { code: "CONFLICTING_FIELDS", pointer, detail, hint: `Leave it out, or give the login another ${field}` };
}
