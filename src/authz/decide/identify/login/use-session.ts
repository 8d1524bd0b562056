import { type Asking, ask } from "../../need.ts";
import type { PlainRefusal, RefusalCode } from "../../refusal.ts";
import type { DecisionRequest } from "../../request/decision-request.ts";
import type { Attempt } from "../attempt.ts";
import { checkIdToken } from "./check-id-token.ts";
import type { LoginQuestion } from "./finish-login.ts";
import { loadSession, saveSession } from "./kept-session.ts";
import type { LoginPolicy } from "./login-policy.ts";
import { renewAt, type Session, sessionClaims } from "./session.ts";
import { isRevoked, sessionOwner } from "./session-owner.ts";

/** A session is written anew when it was not used for so large a part of the time that it may be idle. */
const touchedEvery = 10;
/** Not so shortly before its tokens are renewed: a slow answer would bring the browser the old ones again. */
const quietMs = 60_000;

/** Identification by the session of a login that was finished before. */
export function* useSession(policy: LoginPolicy, { request, facts }: LoginQuestion): Asking<Attempt> {
  const shown = yield* loadSession(policy, request);
  if (shown.kind === "absent") return shown;
  if (shown.kind === "broken") return over("credential_invalid", "The session cannot be read");
  const { now } = request;
  const { session } = shown;
  if (now >= endOf(session, policy)) return over("credential_expired", "The session is over");
  const owner = sessionOwner(policy, session, { facts, now, until: endOf(session, policy) });
  if (isRevoked(owner, policy, { facts, now })) return over("credential_revoked", "The session was revoked");
  if (owner.kind !== "identified") return owner;
  const next = yield* goOn(policy, session, now);
  if (next === undefined) return over("credential_expired", "The identity provider has ended the session");
  if (next === session) return { ...owner, until: Math.min(owner.until, nextChange(session, policy)) };
  return yield* changed(policy, next, { request, facts });
}

/** The session from now on: renewed where it is time for that, noted as used, or the same. Undefined when it is over. */
function* goOn(policy: LoginPolicy, session: Session, now: number): Asking<Session | undefined> {
  const { refreshToken, renew, seen } = session;
  if (refreshToken !== undefined && renew !== undefined && now >= renew) return yield* renewed(policy, { ...session, seen: now }, refreshToken);
  return now >= touchAt(seen, policy) && (renew === undefined || now < renew - quietMs) ? { ...session, seen: now } : session;
}

/** What the provider does not renew stays as it was; a new ID token must be about the same login (OpenID Connect Core 1.0 §12.2). */
function* renewed(policy: LoginPolicy, session: Session, refreshToken: string): Asking<Session | undefined> {
  const endpoint = policy.tokenEndpoint(yield* policy.provider());
  const tokens = yield* ask("tokens", { endpoint, grant: { kind: "refresh", refreshToken } });
  if (tokens.kind === "refused") return undefined;
  const now = session.seen;
  const kept = { ...session, refreshToken: tokens.refreshToken ?? refreshToken };
  const renew = renewAt(now, { ...kept, expiresInMs: tokens.expiresInMs });
  if (tokens.idToken === undefined) return { ...kept, renew };
  const { idToken, accessToken } = tokens;
  const checked = yield* checkIdToken(policy, { idToken, accessToken, nonce: undefined, now });
  if ("fault" in checked || checked.claims["sub"] !== sessionClaims(session)["sub"]) return undefined;
  return { ...kept, renew, idToken };
}

/** The answer brings the browser the session as it is now; it is made once, so that nobody else gets it. */
function* changed(policy: LoginPolicy, session: Session, { request, facts }: LoginQuestion): Asking<Attempt> {
  const { now } = request;
  const owner = sessionOwner(policy, session, { facts, now, until: now });
  if (owner.kind !== "identified") return owner;
  const cookies = yield* saveSession(policy, session, request);
  return cookies === undefined ? over("credential_invalid", "The session is larger than browsers keep") : { ...owner, until: now, cookies };
}

function endOf({ since, seen }: Session, { settings }: LoginPolicy): number {
  return Math.min(since + settings.absoluteMs, seen + settings.idleMs);
}

function touchAt(seen: number, { settings }: LoginPolicy): number {
  return seen + settings.idleMs / touchedEvery;
}

function nextChange({ seen, renew }: Session, policy: LoginPolicy): number {
  return Math.min(touchAt(seen, policy), renew ?? Number.POSITIVE_INFINITY);
}

/** Whoever had a session is no anonymous caller: the page is told that it is over, or the browser logs in again. */
function over(code: RefusalCode, detail: string): Attempt {
  const refusal: PlainRefusal = { kind: "unauthenticated", code, detail };
  return { kind: "foreign", refusal };
}

/** Whether a request has a session that is good now, for those who end it. */
export function* currentSession(policy: LoginPolicy, request: DecisionRequest): Asking<Session | undefined> {
  const shown = yield* loadSession(policy, request);
  return shown.kind === "session" && request.now < endOf(shown.session, policy) ? shown.session : undefined;
}
