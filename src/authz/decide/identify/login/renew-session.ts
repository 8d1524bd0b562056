import { type Asking, ask, type TokenAnswer } from "../../need.ts";
import type { DecisionRequest } from "../../request/decision-request.ts";
import { checkIdToken } from "./check-id-token.ts";
import { endKept, loadKept, wasEnded } from "./kept-session.ts";
import type { LoginPolicy } from "./login-policy.ts";
import { revokeRefreshToken } from "./revoke-refresh-token.ts";
import { renewAt, type Session, sessionClaims } from "./session.ts";

/** Whether the provider is to be asked again. */
export function isDue({ refreshToken, renew }: Session, now: number): boolean {
  return refreshToken !== undefined && renew !== undefined && now >= renew;
}

/**
 * Renews the tokens of a session; undefined when it is over. However many want that at once, here and at other replicas, the provider is asked by one question. Whoever ended the
 * session meanwhile wins: that is looked at when the answer is there, and what it brought is good for nothing then.
 */
export function* renewSession(policy: LoginPolicy, session: Session, request: DecisionRequest): Asking<Session | undefined> {
  const { refreshToken = "" } = session;
  const { keptIn } = policy.settings;
  const endpoint = policy.tokenEndpoint(yield* policy.provider());
  const grant = { kind: "refresh", refreshToken, mayAskAlone: keptIn === "cookie" } as const;
  const tokens = yield* ask("tokens", { endpoint, grant });
  const next = yield* renewed(policy, session, { tokens, now: request.now });
  if (keptIn === "server") return yield* renewKept(policy, { session, next }, request);
  if (next === undefined || !(yield* wasEnded(session))) return next;
  yield* revokeRefreshToken(policy, next);
  return undefined;
}

interface Renewed {
  readonly session: Session;
  readonly next: Session | undefined;
}

/** Another request, here or elsewhere, may have kept what it got for the same refresh token, and that goes before this one's; or somebody logged out. */
function* renewKept(policy: LoginPolicy, { session, next }: Renewed, request: DecisionRequest): Asking<Session | undefined> {
  const shown = yield* loadKept(policy, session.id, request);
  if (shown.kind !== "session") {
    if (next !== undefined) yield* revokeRefreshToken(policy, next);
    return undefined;
  }
  if (!isDue(shown.session, request.now)) return shown.session;
  if (next === undefined) yield* endKept(policy, session, request);
  return next;
}

interface Renewal {
  readonly tokens: TokenAnswer;
  readonly now: number;
}

/** What the provider does not renew stays as it was; a new ID token must be about the same login (OpenID Connect Core 1.0 §12.2). */
function* renewed(policy: LoginPolicy, session: Session, { tokens, now }: Renewal): Asking<Session | undefined> {
  if (tokens.kind === "refused") return undefined;
  const kept = { ...session, seen: now, refreshToken: tokens.refreshToken ?? session.refreshToken };
  const renew = renewAt(now, { ...kept, expiresInMs: tokens.expiresInMs });
  if (tokens.idToken === undefined) return { ...kept, renew };
  const checked = yield* checkIdToken(policy, { ...tokens, nonce: undefined, now });
  if ("fault" in checked || checked.claims["sub"] !== sessionClaims(session)["sub"]) return undefined;
  return { ...kept, renew, idToken: tokens.idToken };
}
