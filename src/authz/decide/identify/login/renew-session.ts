import { contentHash } from "../../../../kit/hash.ts";
import { type Asking, ask } from "../../need.ts";
import type { DecisionRequest } from "../../request/decision-request.ts";
import { checkIdToken } from "./check-id-token.ts";
import { endKept, loadKept } from "./kept-session.ts";
import type { LoginPolicy } from "./login-policy.ts";
import { renewAt, type Session, sessionClaims } from "./session.ts";

/** No answer takes longer than this; after a crash another replica may try then. */
const claimedMs = 6000;
const pauseMs = 100;
const claimBytes = 12;

/** Whether the provider is to be asked again. */
export function isDue({ refreshToken, renew }: Session, now: number): boolean {
  return refreshToken !== undefined && renew !== undefined && now >= renew;
}

/**
 * Renews the tokens of a session; undefined when it is over. Of all who want that at once, one asks the provider: in one process they share its answer, and where
 * replicas keep the session together, one of them claims it and the others wait for what it keeps.
 */
export function* renewSession(policy: LoginPolicy, session: Session, request: DecisionRequest): Asking<Session | undefined> {
  if (policy.settings.keptIn === "cookie") return yield* renewed(policy, session, request.now);
  const claim = yield* ask("random", { bytes: claimBytes });
  const key = `renewal:${session.id}:${contentHash(session.refreshToken ?? "")}`;
  // The caller's time ends it.
  for (;;) {
    const holder = yield* ask("state", { kind: "claim", key, text: claim, forMs: claimedMs });
    const shown = yield* loadKept(policy, session.id, request);
    if (shown.kind !== "session") return undefined;
    if (!isDue(shown.session, request.now)) return shown.session;
    if (holder === claim) return yield* renewKept(policy, shown.session, request);
    yield* ask("pause", { ms: pauseMs });
  }
}

function* renewKept(policy: LoginPolicy, session: Session, { now }: DecisionRequest): Asking<Session | undefined> {
  const next = yield* renewed(policy, session, now);
  if (next === undefined) yield* endKept(policy, session);
  return next;
}

/** What the provider does not renew stays as it was; a new ID token must be about the same login (OpenID Connect Core 1.0 §12.2). */
function* renewed(policy: LoginPolicy, session: Session, now: number): Asking<Session | undefined> {
  const { refreshToken = "" } = session;
  const endpoint = policy.tokenEndpoint(yield* policy.provider());
  const tokens = yield* ask("tokens", { endpoint, grant: { kind: "refresh", refreshToken } });
  if (tokens.kind === "refused") return undefined;
  const kept = { ...session, seen: now, refreshToken: tokens.refreshToken ?? refreshToken };
  const renew = renewAt(now, { ...kept, expiresInMs: tokens.expiresInMs });
  if (tokens.idToken === undefined) return { ...kept, renew };
  const { idToken, accessToken } = tokens;
  const checked = yield* checkIdToken(policy, { idToken, accessToken, nonce: undefined, now });
  if ("fault" in checked || checked.claims["sub"] !== sessionClaims(session)["sub"]) return undefined;
  return { ...kept, renew, idToken };
}
