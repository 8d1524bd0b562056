import { type Asking, ask } from "../../need.ts";
import { wireName } from "../../request/check-view.ts";
import type { DecisionRequest } from "../../request/decision-request.ts";
import { hasSessionCookie, readSessionCookie, removeSessionCookie, writeSessionCookie } from "./login-cookies.ts";
import type { LoginPolicy } from "./login-policy.ts";
import { readSession, type Session, sessionText } from "./session.ts";

const cookieHeader = wireName("cookie");

/** What a browser shows: a session, something that is none (any more), or nothing. */
export type ShownSession = { readonly kind: "session"; readonly session: Session } | { readonly kind: "broken" } | { readonly kind: "absent" };

/** Reads the session that a browser shows. */
export function* loadSession(policy: LoginPolicy, request: DecisionRequest): Asking<ShownSession> {
  const header = request.header(cookieHeader);
  const { name } = policy.settings.cookie;
  if (!hasSessionCookie(header, name)) return { kind: "absent" };
  const sealed = readSessionCookie(header, name);
  const text = sealed === undefined ? undefined : yield* ask("unseal", { sealed, context: policy.context("session", request) });
  const session = readSession(text);
  return session === undefined ? { kind: "broken" } : { kind: "session", session };
}

/** Values of Set-Cookie by which a browser has the session from now on; undefined when it is larger than browsers keep. */
export function* saveSession(policy: LoginPolicy, session: Session, request: DecisionRequest): Asking<readonly string[] | undefined> {
  const { settings } = policy;
  const sealed = yield* ask("seal", { text: sessionText(session), context: policy.context("session", request) });
  const maxAgeMs = Math.min(settings.idleMs, session.since + settings.absoluteMs - request.now);
  return writeSessionCookie(sealed, settings.cookie, { header: request.header(cookieHeader), maxAgeMs });
}

/** Values of Set-Cookie by which a browser has no session any more. */
export function dropSession(policy: LoginPolicy, request: DecisionRequest): readonly string[] {
  return removeSessionCookie(request.header(cookieHeader), policy.settings.cookie);
}
