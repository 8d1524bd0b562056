import type { OidcSettings } from "../../../../model/auth/oidc-defaults.ts";
import { cookieNames, cookieValue } from "../../request/cookies.ts";

/** How a policy's cookies are written. */
export type CookieSettings = OidcSettings["cookie"];

/** What browsers take of one cookie, with its name and attributes, is 4096 bytes. */
const longestPart = 3600;
const mostParts = 5;
/** Logins that one browser may have begun at a time; an older one gives way. */
const mostLogins = 8;

/** A sealed session out of a Cookie header: the parts of one cookie, or of several. Undefined when there is none, or not all of it. */
export function readSessionCookie(header: string | undefined, name: string): string | undefined {
  const first = cookieValue(header, name);
  const [, count = "", head = ""] = /^([1-9])\.([\w-]+)$/u.exec(first ?? "") ?? [];
  if (count === "" || Number(count) > mostParts) return undefined;
  const rest = Array.from({ length: Number(count) - 1 }, (_, index) => cookieValue(header, `${name}.${index + 1}`));
  return rest.every((part) => part !== undefined && /^[\w-]+$/u.test(part)) ? [head, ...rest].join("") : undefined;
}

/** Whether a Cookie header has something that looks like a session. */
export function hasSessionCookie(header: string | undefined, name: string): boolean {
  return cookieValue(header, name) !== undefined;
}

/** Values of Set-Cookie that keep a sealed session, and take away what is left of a longer one. Undefined when it is longer than browsers keep. */
export function writeSessionCookie(sealed: string, settings: CookieSettings, { header, maxAgeMs }: WrittenCookie): readonly string[] | undefined {
  const parts = sealed.match(new RegExp(`.{1,${longestPart}}`, "gsu")) ?? [];
  if (parts.length > mostParts) return undefined;
  const lines = parts.map((part, index) =>
    setCookie(index === 0 ? settings.name : `${settings.name}.${index}`, index === 0 ? `${parts.length}.${part}` : part, {
      settings,
      maxAgeMs,
    }),
  );
  return [...lines, ...removeParts(header, settings, parts.length)];
}

/** What is known when a cookie is written. */
export interface WrittenCookie {
  /** The Cookie header of the request. */
  readonly header: string | undefined;
  readonly maxAgeMs: number;
}

/** Values of Set-Cookie that take a session away. */
export function removeSessionCookie(header: string | undefined, settings: CookieSettings): readonly string[] {
  return removeParts(header, settings, 0);
}

function removeParts(header: string | undefined, settings: CookieSettings, from: number): readonly string[] {
  const sent = new Set(cookieNames(header));
  const names = Array.from({ length: mostParts }, (_, index) => (index === 0 ? settings.name : `${settings.name}.${index}`));
  return names.slice(from).flatMap((name) => (sent.has(name) ? [setCookie(name, "", { settings, maxAgeMs: 0 })] : []));
}

/** How long a login may take. */
export const loginMs = 10 * 60_000;

/** The state of a login: when it began, and something that nobody can guess. In its cookie's name stands enough of it to find the cookie by. */
export function loginState(now: number, random: string): string {
  return `${Math.floor(now / 1000).toString(36)}.${random}`;
}

/** The name of the cookie of a login; undefined for what is no state. */
export function loginCookieName(state: string, { name }: CookieSettings): string | undefined {
  const [, began = "", random = ""] = /^([0-9a-z]{1,10})\.([\w-]{43})$/u.exec(state) ?? [];
  return began === "" ? undefined : `${name}.login-${began}-${random.slice(0, 8)}`;
}

/** Values of Set-Cookie that keep a sealed login, and take the oldest ones away when there are many. A login is the browser's and the host's, never a domain's. */
export function writeLoginCookie(name: string, sealed: string, { header, settings }: LoginCookie): readonly string[] {
  const own = { ...settings, domain: undefined };
  const begun = [...new Set(cookieNames(header))].filter((cookie) => cookie.startsWith(`${settings.name}.login-`)).sort(byBeginning);
  const gone = begun.slice(0, Math.max(0, begun.length - mostLogins + 1));
  return [setCookie(name, sealed, { settings: own, maxAgeMs: loginMs }), ...gone.map((cookie) => setCookie(cookie, "", { settings: own, maxAgeMs: 0 }))];
}

/** Where the cookie of a login is written. */
export interface LoginCookie {
  readonly header: string | undefined;
  readonly settings: CookieSettings;
}

/** The value of Set-Cookie that takes the cookie of a login away. */
export function removeLoginCookie(name: string, settings: CookieSettings): string {
  return setCookie(name, "", { settings: { ...settings, domain: undefined }, maxAgeMs: 0 });
}

function byBeginning(left: string, right: string): number {
  return began(left) - began(right);
}

function began(name: string): number {
  return Number.parseInt(/\.login-([0-9a-z]{1,10})-/u.exec(name)?.[1] ?? "0", 36);
}

function setCookie(name: string, value: string, { settings, maxAgeMs }: { readonly settings: CookieSettings; readonly maxAgeMs: number }): string {
  const { domain, sameSite, secure } = settings;
  const attributes = [
    "Path=/",
    `Max-Age=${Math.floor(maxAgeMs / 1000)}`,
    "HttpOnly",
    `SameSite=${sameSite === "lax" ? "Lax" : "None"}`,
    ...(secure ? ["Secure"] : []),
    ...(domain === undefined ? [] : [`Domain=${domain}`]),
  ];
  return [`${name}=${value}`, ...attributes].join("; ");
}
