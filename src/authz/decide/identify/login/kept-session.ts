import { AuthzError } from "../../../errors.ts";
import { type Asking, ask } from "../../need.ts";
import { wireName } from "../../request/check-view.ts";
import type { DecisionRequest } from "../../request/decision-request.ts";
import { hasSessionCookie, readSessionCookie, removeSessionCookie, writeSessionCookie } from "./login-cookies.ts";
import type { LoginPolicy } from "./login-policy.ts";
import { readSession, readSessionId, type Session, sessionIdText, sessionText } from "./session.ts";

const cookieHeader = wireName("cookie");

/** What a browser shows: a session, something that is none, one that was ended, or nothing. */
export type ShownSession =
  | { readonly kind: "session"; readonly session: Session }
  | { readonly kind: "broken" }
  | { readonly kind: "ended" }
  | { readonly kind: "absent" };

/** What came of keeping a session: values of Set-Cookie by which the browser has it from now on; it is larger than browsers keep; or it was ended meanwhile. */
export type SavedSession = { readonly kind: "saved"; readonly cookies: readonly string[] } | { readonly kind: "large" } | { readonly kind: "ended" };

/** Reads the session that a browser shows. */
export function* loadSession(policy: LoginPolicy, request: DecisionRequest): Asking<ShownSession> {
  const header = request.header(cookieHeader);
  const { cookie, keptIn } = policy.settings;
  if (!hasSessionCookie(header, cookie.name)) return { kind: "absent" };
  const sealed = readSessionCookie(header, cookie.name);
  const text = sealed === undefined ? undefined : yield* ask("unseal", { sealed, context: policy.context("session", request) });
  if (keptIn === "server") {
    const id = readSessionId(text);
    return id === undefined ? { kind: "broken" } : yield* loadKept(policy, id, request);
  }
  const session = readSession(text);
  return session === undefined ? { kind: "broken" } : { kind: "session", session };
}

/** Reads a session that replicas keep together. */
export function* loadKept(policy: LoginPolicy, id: string, request: DecisionRequest): Asking<ShownSession> {
  const sealed = yield* ask("state", { kind: "get", key: sessionKey(id) });
  const text = sealed === undefined ? undefined : yield* ask("unseal", { sealed, context: policy.context("kept", request) });
  const session = readSession(text);
  return session === undefined || session.id !== id ? { kind: "ended" } : { kind: "session", session };
}

/** Keeps a session as it is now. */
export function* saveSession(policy: LoginPolicy, session: Session, request: DecisionRequest): Asking<SavedSession> {
  const { settings } = policy;
  const maxAgeMs = Math.min(settings.idleMs, session.since + settings.absoluteMs - request.now);
  const isKept = settings.keptIn === "server";
  if (isKept && !(yield* keep(policy, session, { request, forMs: maxAgeMs }))) return { kind: "ended" };
  const text = isKept ? sessionIdText(session.id) : sessionText(session);
  const sealed = yield* ask("seal", { text, context: policy.context("session", request) });
  const cookies = writeSessionCookie(sealed, settings.cookie, { header: request.header(cookieHeader), maxAgeMs });
  return cookies === undefined ? { kind: "large" } : { kind: "saved", cookies };
}

interface Keeping {
  readonly request: DecisionRequest;
  readonly forMs: number;
}

/** Keeps a session for all replicas. False when it was ended meanwhile: whoever ends one says so before it is taken away, and what was kept after that goes, too. */
function* keep(policy: LoginPolicy, session: Session, { request, forMs }: Keeping): Asking<boolean> {
  const text = yield* ask("seal", { text: sessionText(session), context: policy.context("kept", request) });
  yield* ask("state", { kind: "set", key: sessionKey(session.id), text, forMs });
  if ((yield* ask("state", { kind: "get", key: endedKey(session.id) })) === undefined) return true;
  yield* ask("state", { kind: "delete", key: sessionKey(session.id) });
  return false;
}

/** Ends a session where replicas keep it. One in a cookie is ended by taking the cookie; so that no copy is renewed, that is noted as far as replicas remember something. */
export function* endKept({ settings }: LoginPolicy, { id, since }: Session, { now }: DecisionRequest): Asking<void> {
  if (settings.keptIn === "cookie") {
    const forMs = since + settings.absoluteMs - now;
    yield* unlessAway(ask("state", { kind: "set", key: endedKey(id), text: "1", forMs }));
    return;
  }
  yield* ask("state", { kind: "set", key: endedKey(id), text: "1", forMs: settings.idleMs });
  yield* ask("state", { kind: "delete", key: sessionKey(id) });
}

/** Whether a session in a cookie is known to be ended. */
export function* wasEnded({ id }: Session): Asking<boolean> {
  return (yield* unlessAway(ask("state", { kind: "get", key: endedKey(id) }))) !== undefined;
}

/** Sessions in cookies do not depend on what replicas remember: where that cannot be had it is as if nothing were there. */
function* unlessAway(asking: Asking<string | undefined>): Asking<string | undefined> {
  try {
    return yield* asking;
  } catch (error) {
    if (error instanceof AuthzError && error.code === "ERR_AUTHZ_STATE") return undefined;
    throw error;
  }
}

/** Values of Set-Cookie by which a browser has no session any more. */
export function dropCookies(policy: LoginPolicy, request: DecisionRequest): readonly string[] {
  return removeSessionCookie(request.header(cookieHeader), policy.settings.cookie);
}

function sessionKey(id: string): string {
  return `session:${id}`;
}

function endedKey(id: string): string {
  return `ended:${id}`;
}
