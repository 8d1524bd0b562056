import type { Asking } from "../../need.ts";
import type { Attempt } from "../attempt.ts";
import type { LoginQuestion } from "./finish-login.ts";
import { dropCookies, endKept } from "./kept-session.ts";
import type { LoginPolicy } from "./login-policy.ts";
import { answered } from "./login-refusal.ts";
import { isOwnWish } from "./navigation.ts";
import { revokeRefreshToken } from "./revoke-refresh-token.ts";
import type { Session } from "./session.ts";
import { sessionOwner } from "./session-owner.ts";
import { withParameters } from "./start-login.ts";
import { currentSession } from "./use-session.ts";

/** A longer ID token makes a longer URL than servers take; the client id tells enough. */
const longestHint = 4096;

/** Ends a session when its user wishes so, and not when another site does (CSRF); the browser goes on to log out of the identity provider, too. */
export function* endSession(policy: LoginPolicy, { request, facts }: LoginQuestion): Asking<Attempt> {
  const { now } = request;
  const origin = policy.origin(request);
  if (origin === undefined || !isOwnWish(request, origin)) {
    const detail = "Another site asks to log you out. Open this address yourself to do so";
    return answered({ kind: "forbidden", code: "forbidden", detail }, now);
  }
  const session = yield* currentSession(policy, request);
  const owner = session === undefined ? undefined : sessionOwner(policy, session, { facts, now, until: now });
  if (session !== undefined) {
    yield* endKept(policy, session, request);
    yield* revokeRefreshToken(policy, session);
  }
  const home = origin + policy.settings.logoutRedirect;
  const location = session === undefined ? home : ((yield* providerLogout(policy, session, home)) ?? home);
  return answered({ kind: "redirected", code: "logged_out", detail: "The session is ended", location, cookies: dropCookies(policy, request) }, now, owner);
}

/** Where the provider ends its own session (OpenID Connect RP-Initiated Logout 1.0 §2). */
function* providerLogout(policy: LoginPolicy, { idToken }: Session, home: string): Asking<string | undefined> {
  const url = yield* policy.endSessionUrl();
  if (url === undefined) return undefined;
  const hint = idToken.length <= longestHint ? { id_token_hint: idToken } : {};
  return withParameters(url, { ...hint, client_id: policy.clientId, post_logout_redirect_uri: home });
}
