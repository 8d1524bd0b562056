import { readCallback } from "../../../src/authz/decide/identify/login/callback.ts";
import { type CookieSettings, loginCookieName, readSessionCookie, writeSessionCookie } from "../../../src/authz/decide/identify/login/login-cookies.ts";
import { cookieValue } from "../../../src/authz/decide/request/cookies.ts";
import { checkBytes } from "../authz/check-message.ts";
import { readReply } from "../authz/check-reply.ts";
import { layer, TestService } from "../authz/service.ts";
import type { FuzzTarget } from "./fuzz-target.ts";

const settings: CookieSettings = { name: "__Host-session", domain: undefined, sameSite: "lax", secure: true };
const state = `tjk1s0.${"A".repeat(43)}`;
let service: TestService | undefined;

function loginService(): TestService {
  service ??= new TestService([layer({ identify: [{ oidc: { issuer: "https://idp.example.com", client: { id: "shop" } } }] })]);
  return service;
}

/** The readers of a login's cookies and callbacks: none of them throws, what is written is read again, and nobody gets in by what nobody sealed. */
export const authLogin: FuzzTarget = {
  name: "auth-login",
  seeds: () =>
    [
      "__Host-session=1.AQ; theme=dark",
      "__Host-session=3.AQ; __Host-session.1=BB; __Host-session.2=CC",
      `state=${state}&code=abc&iss=https://idp.example.com`,
      `state=${state}&error=access_denied; __Host-session.login-tjk1s0-AAAAAAAA=AQ`,
    ].map((text) => Buffer.from(text)),
  run: (input) => {
    const text = input.toString("utf8");
    const callback = readCallback(`/login/callback?${text}`);
    const name = callback.kind === "malformed" ? undefined : loginCookieName(callback.state, settings);
    const sealed = readSessionCookie(text, settings.name);
    if (sealed !== undefined && sealed !== "") mustBeKept(sealed);
    const issuer = callback.kind === "malformed" ? undefined : callback.issuer;
    return `${callback.kind} ${issuer !== undefined} ${name !== undefined} ${sealed?.length.toString().length ?? 0} ${outcome("/", text)} ${outcome(`/login/callback?${text}`, text)}`;
  },
};

function mustBeKept(sealed: string): void {
  const lines = writeSessionCookie(sealed, settings, { header: undefined, maxAgeMs: 60_000 }) ?? [];
  const header = lines.map((line) => line.split(";", 1)[0]).join("; ");
  if (lines.length > 0 && readSessionCookie(header, settings.name) !== sealed) throw new Error(`What is written is not read: ${header}`);
  if (lines.some((line) => line.length > 4096)) throw new Error("A cookie is longer than browsers keep");
  if (lines.length > 0 && cookieValue(header, settings.name) === undefined) throw new Error("The first part has another name");
}

function outcome(path: string, cookie: string): string {
  const reply = readReply(loginService().askBytes(checkBytes({ extensions: { "sluice.target": "test" }, path, headers: { cookie, accept: "*/*" } })));
  if (reply.outcome !== "denied") throw new Error(`The answer to what nobody sealed is ${reply.outcome}`);
  return String(reply.status);
}
