import type { Asking } from "../../need.ts";
import type { PlainRefusal, RefusalCode } from "../../refusal.ts";
import type { DecisionRequest } from "../../request/decision-request.ts";
import type { Attempt } from "../attempt.ts";
import type { LoginQuestion } from "./finish-login.ts";
import { dropCookies, loadSession, saveSession } from "./kept-session.ts";
import type { LoginPolicy } from "./login-policy.ts";
import { isDue, renewSession } from "./renew-session.ts";
import type { Session } from "./session.ts";
import { isRevoked, sessionOwner } from "./session-owner.ts";

/** A session is written anew when it was not used for so large a part of the time that it may be idle. */
const touchedEvery = 10;
/** Not so shortly before its tokens are renewed: a slow answer would bring the browser the old ones again. */
const quietMs = 60_000;
/** How long a decision about a session is used again: one that replicas keep may be ended at another one. */
const usedAgainMs = { cookie: Number.POSITIVE_INFINITY, server: 1000 } as const;

/** Identification by the session of a login that was finished before. */
export function* useSession(policy: LoginPolicy, { request, facts }: LoginQuestion): Asking<Attempt> {
  const shown = yield* loadSession(policy, request);
  if (shown.kind === "absent") return { kind: "absent" };
  if (shown.kind === "broken") return over("credential_invalid", "The session cannot be read");
  const { now } = request;
  if (shown.kind === "ended" || now >= endOf(shown.session, policy)) return over("credential_expired", "The session is over", dropCookies(policy, request));
  const { session } = shown;
  const owner = sessionOwner(policy, session, { facts, now, until: endOf(session, policy) });
  if (isRevoked(owner, policy, { facts, now })) return over("credential_revoked", "The session was revoked");
  if (owner.kind !== "identified") return owner;
  const next = yield* goOn(policy, session, request);
  if (next === undefined) return over("credential_expired", "The identity provider has ended the session");
  if (next === session) return { ...owner, until: Math.min(owner.until, nextChange(session, policy, now), now + usedAgainMs[policy.settings.keptIn]) };
  return yield* changed(policy, { next, before: owner }, { request, facts });
}

/** The session from now on: renewed where it is time for that, noted as used, or the same. Undefined when it is over. */
function* goOn(policy: LoginPolicy, session: Session, request: DecisionRequest): Asking<Session | undefined> {
  const { now } = request;
  if (isDue(session, now)) return yield* renewSession(policy, session, request);
  const { seen, renew } = session;
  return now >= touchAt(seen, policy) && (renew === undefined || now < renew - quietMs) ? { ...session, seen: now } : session;
}

interface Change {
  readonly next: Session;
  /** Whose session it was when the request came. */
  readonly before: Attempt;
}

/** The answer brings the browser the session as it is now; it is made once, so that nobody else gets it. */
function* changed(policy: LoginPolicy, { next, before }: Change, { request, facts }: LoginQuestion): Asking<Attempt> {
  const { now } = request;
  const owner = sessionOwner(policy, next, { facts, now, until: now });
  if (owner.kind !== "identified") return owner;
  // A token that was revoked meanwhile has no new one in its place.
  if (isRevoked(before, policy, { facts, now }) && !isRevoked(owner, policy, { facts, now })) return over("credential_revoked", "The session was revoked");
  const saved = yield* saveSession(policy, next, request);
  if (saved.kind === "ended") return over("credential_expired", "The session is over", dropCookies(policy, request));
  return saved.kind === "large" ? over("credential_invalid", "The session is larger than browsers keep") : { ...owner, until: now, cookies: saved.cookies };
}

function endOf({ since, seen }: Session, { settings }: LoginPolicy): number {
  return Math.min(since + settings.absoluteMs, seen + settings.idleMs);
}

function touchAt(seen: number, { settings }: LoginPolicy): number {
  return seen + settings.idleMs / touchedEvery;
}

/** When the session is written anew the next time, or renewed. */
function nextChange({ seen, renew }: Session, policy: LoginPolicy, now: number): number {
  const touch = Math.max(now, touchAt(seen, policy));
  return renew !== undefined && touch >= renew - quietMs ? renew : touch;
}

/**
 * Whoever had a session is no anonymous caller: the page is told that it is over, or the browser logs in again. `cookies` take the session away where it is over for
 * all; where it cannot be read it may be of another policy, a revocation may be taken back, and where the provider did not renew it another tab may have the new one.
 */
function over(code: RefusalCode, detail: string, cookies: readonly string[] = []): Attempt {
  const refusal: PlainRefusal = { kind: "unauthenticated", code, detail };
  return { kind: "foreign", refusal, cookies };
}

/** Whether a request has a session that is good now, for those who end it. */
export function* currentSession(policy: LoginPolicy, request: DecisionRequest): Asking<Session | undefined> {
  const shown = yield* loadSession(policy, request);
  return shown.kind === "session" && request.now < endOf(shown.session, policy) ? shown.session : undefined;
}
