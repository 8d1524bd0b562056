import { durationMs } from "../object/common.ts";
import type { OidcSpec } from "./oidc-schema.ts";

const usualIdleMs = 30 * 60_000;

/** A login with its defaults filled in. */
export interface OidcSettings {
  readonly scopes: readonly string[];
  readonly redirectPath: string;
  readonly logoutPath: string;
  /** Path that browsers come back to after they logged out. */
  readonly logoutRedirect: string;
  /** Path where the provider tells of logouts; undefined: nowhere. */
  readonly backChannelPath: string | undefined;
  readonly idleMs: number;
  readonly absoluteMs: number;
  readonly keptIn: "cookie" | "server";
  readonly cookie: { readonly name: string; readonly domain: string | undefined; readonly sameSite: "lax" | "none"; readonly secure: boolean };
}

/** Fills in the defaults of a login. */
export function oidcSettings({ scopes, redirectPath, logout, session }: OidcSpec): OidcSettings {
  const { name = "__Host-session", domain, sameSite = "lax", secure = true } = session?.cookie ?? {};
  const absoluteMs = durationMs(session?.absolute ?? "12h");
  return {
    scopes: scopes ?? ["openid"],
    redirectPath: redirectPath ?? "/login/callback",
    logoutPath: logout?.path ?? "/logout",
    logoutRedirect: logout?.redirect ?? "/",
    backChannelPath: logout?.backChannel,
    idleMs: session?.idle === undefined ? Math.min(usualIdleMs, absoluteMs) : durationMs(session.idle),
    absoluteMs,
    keptIn: session?.keptIn ?? "cookie",
    cookie: { name, domain, sameSite, secure },
  };
}
