import { sha256Base64url } from "../../../../kit/hash.ts";
import { readCompactToken, readJson } from "../../../../kit/jose/compact-token.ts";
import type { JsonObject } from "../../../../kit/json.ts";
import { verifyToken } from "../../jose/verify-token.ts";
import { type Asking, ask, type EndedLogins } from "../../need.ts";
import type { PlainRefusal } from "../../refusal.ts";
import { wireName } from "../../request/check-view.ts";
import type { DecisionRequest } from "../../request/decision-request.ts";
import type { Attempt } from "../attempt.ts";
import { usualAlgorithms } from "../token/jwt-identifier.ts";
import type { LoginPolicy } from "./login-policy.ts";
import { answered } from "./login-refusal.ts";

const contentType = wireName("content-type");
const logoutEvent = "http://schemas.openid.net/event/backchannel-logout";
const done: PlainRefusal = { kind: "completed", code: "logged_out", detail: "The sessions are ended" };

/** Clocks of replicas differ by less, milliseconds. */
const skewMs = 5 * 60_000;

/**
 * An identity provider tells that somebody has logged out there (OpenID Connect Back-Channel Logout 1.0): the sessions that it names are revoked, until the
 * last of them would have ended by itself. The message has come only when that is written: of whatever fails before, the provider tells again. It may then be
 * written twice, which ends no session that began since.
 */
export function* endLogins(policy: LoginPolicy, request: DecisionRequest): Asking<Attempt> {
  const { now } = request;
  const read = yield* readLogout(policy, request);
  if ("fault" in read) return answered(malformed(read.fault), now);
  const { namespace, issuer, settings } = policy;
  const { whose, key, until } = read;
  const earlier = yield* ask("state", { kind: "get", key });
  const { id, sourceAddress: from } = request.view;
  if (earlier !== undefined) {
    // Envoy asks again about a request when an answer was lost.
    const refusal = earlier === id ? done : malformed("The logout token came before");
    return answered(refusal, now);
  }
  yield* ask("endLogins", { namespace, issuer, whose, until: now + settings.absoluteMs, from });
  yield* ask("state", { kind: "set", key, text: id, forMs: until - now + skewMs });
  return answered(done, now);
}

function malformed(detail: string): PlainRefusal {
  return { kind: "malformed", code: "credential_invalid", detail };
}

/** A good logout token: its key in what replicas remember, and when it is too old for everybody (milliseconds since the Unix epoch). */
type ReadLogout = (Pick<EndedLogins, "whose"> & { readonly key: string; readonly until: number }) | { readonly fault: string };

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
  if (checked.kind === "bad") return { fault: checked.detail };
  const fault = claimsFault(claims, policy);
  if (fault !== undefined) return { fault };
  const whose = whoseLogins(claims, Math.min(now, Number(claims["iat"]) * 1000 + policy.leewayMs));
  if (whose === undefined) return { fault: "The logout token names neither a session nor a subject" };
  return { whose, key: `logout:${sha256Base64url(JSON.stringify([policy.namespace, policy.issuer, policy.clientId, claims["jti"]]))}`, until: checked.until };
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

function whoseLogins({ sid, sub }: JsonObject, before: number): EndedLogins["whose"] | undefined {
  if (isName(sid)) return { kind: "session", id: sid };
  return isName(sub) ? { kind: "subject", subject: sub, before } : undefined;
}

function isName(value: unknown): value is string {
  return typeof value === "string" && value !== "" && value.length <= 2048;
}
