import { readCompactToken, readJson } from "../../../../kit/jose/compact-token.ts";
import type { JsonObject } from "../../../../kit/json.ts";
import { verifyToken } from "../../jose/verify-token.ts";
import { type Asking, ask, type EndedLogins } from "../../need.ts";
import type { PlainRefusal } from "../../refusal.ts";
import { wireName } from "../../request/check-view.ts";
import type { DecisionRequest } from "../../request/decision-request.ts";
import type { Attempt } from "../attempt.ts";
import { usualAlgorithms } from "../token/jwt-identifier.ts";
import { type LoginPolicy, logoutTokenMs } from "./login-policy.ts";
import { answered } from "./login-refusal.ts";

const contentType = wireName("content-type");
const logoutEvent = "http://schemas.openid.net/event/backchannel-logout";
const done: PlainRefusal = { kind: "completed", code: "logged_out", detail: "The sessions are ended" };

/**
 * An identity provider tells that somebody has logged out there (OpenID Connect Back-Channel Logout 1.0): the sessions that it names are revoked, until the
 * last of them would have ended by itself.
 */
export function* endLogins(policy: LoginPolicy, request: DecisionRequest): Asking<Attempt> {
  const { now } = request;
  const read = yield* readLogout(policy, request);
  if ("fault" in read) return answered({ kind: "malformed", code: "credential_invalid", detail: read.fault }, now);
  const { namespace, issuer, settings } = policy;
  yield* ask("endLogins", { namespace, issuer, whose: read.whose, until: now + settings.absoluteMs });
  return answered(done, now);
}

type ReadLogout = Pick<EndedLogins, "whose"> | { readonly fault: string };

/** Whose sessions a logout token names, when it is good (§2.6). */
function* readLogout(policy: LoginPolicy, request: DecisionRequest): Asking<ReadLogout> {
  const text = logoutToken(request);
  if (text === undefined) return { fault: "The request is no form with one logout_token" };
  const read = readCompactToken(text);
  if ("error" in read) return { fault: `The logout token cannot be read: ${read.error}` };
  const { token } = read;
  const verified = yield* verifyToken(token, policy.keys, usualAlgorithms);
  if (!verified.ok) return { fault: "The signature of the logout token cannot be verified" };
  const { now } = request;
  const claims = readJson(token.payload) ?? {};
  const checked = policy.checkLogoutClaims({ claims, type: token.type, now });
  const fault = checked.kind === "bad" ? checked.detail : claimsFault(claims, policy);
  if (fault !== undefined) return { fault };
  const whose = whoseLogins(claims, now);
  if (whose === undefined) return { fault: "The logout token names neither a session nor a subject" };
  const sight = yield* ask("nonce", {
    nonce: `logout ${JSON.stringify([policy.issuer, claims["jti"]])}`,
    owner: request.view.id,
    untilMs: now + logoutTokenMs,
    madeMs: now,
  });
  return sight === "again" ? { fault: "The logout token came before" } : { whose };
}

/** The only parameter of a form that came whole. */
function logoutToken(request: DecisionRequest): string | undefined {
  const { body, size } = request.view;
  const isForm = /^application\/x-www-form-urlencoded(?:;|$)/iu.test(request.header(contentType) ?? "");
  if (request.method !== "POST" || !isForm || body === undefined || size > body.length) return undefined;
  const [token, ...others] = new URLSearchParams(Buffer.from(body).toString("latin1")).getAll("logout_token");
  return others.length === 0 ? token : undefined;
}

/** What tells a logout token from an ID token, and from one of somebody else (§2.6, 4 to 7). */
function claimsFault({ iss, jti, events, nonce }: JsonObject, { issuer }: LoginPolicy): string | undefined {
  if (iss !== issuer) return "The logout token is of another issuer";
  if (typeof jti !== "string" || jti === "") return "The logout token has a claim jti that is no text";
  if (typeof events !== "object" || events === null || !Object.hasOwn(events, logoutEvent))
    return "The token is none of a logout: its claim events says nothing of one";
  if (nonce !== undefined) return "The token is none of a logout: it has a nonce";
  return undefined;
}

function whoseLogins({ sid, sub }: JsonObject, now: number): EndedLogins["whose"] | undefined {
  if (isName(sid)) return { kind: "session", id: sid };
  return isName(sub) ? { kind: "subject", subject: sub, before: now } : undefined;
}

function isName(value: unknown): value is string {
  return typeof value === "string" && value !== "" && value.length <= 2048;
}
