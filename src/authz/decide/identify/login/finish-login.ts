import { equalSecret } from "../../../../kit/hash.ts";
import type { Facts } from "../../facts.ts";
import { type Asking, ask, type TokenAnswer } from "../../need.ts";
import type { DecisionRequest } from "../../request/decision-request.ts";
import type { Attempt } from "../attempt.ts";
import { type Callback, readCallback } from "./callback.ts";
import { checkIdToken } from "./check-id-token.ts";
import { saveSession } from "./kept-session.ts";
import { loginCookieName, loginMs, removeLoginCookie } from "./login-cookies.ts";
import type { LoginPolicy } from "./login-policy.ts";
import { answered, failedLogin } from "./login-refusal.ts";
import { renewAt, type Session } from "./session.ts";
import { isRevoked, sessionOwner } from "./session-owner.ts";
import type { BegunLogin } from "./start-login.ts";

const sessionBytes = 16;

type SentBack = Exclude<Callback, { kind: "malformed" }>;

/** What a login is finished with. */
export interface LoginQuestion {
  readonly request: DecisionRequest;
  readonly facts: Facts;
}

/** A browser comes back from the identity provider: its login is checked, a session made, and the browser sent to the page that it wanted. */
export function* finishLogin(policy: LoginPolicy, { request, facts }: LoginQuestion): Asking<Attempt> {
  const { now } = request;
  const callback = readCallback(request.view.path);
  const origin = policy.origin(request);
  if (callback.kind === "malformed" || request.method !== "GET" || origin === undefined)
    return answered(failedLogin("malformed", "The answer of the identity provider cannot be read"), now);
  const begun = yield* findBegun(policy, callback.state, request);
  if (begun === undefined)
    return answered(failedLogin("malformed", "This login was not begun in this browser, was finished already, or took longer than 10 minutes"), now);
  const cookie = removeLoginCookie(loginCookieName(callback.state, policy.settings.cookie) ?? "", policy.settings.cookie);
  const made = yield* makeSession(policy, { callback, begun, origin }, { request, facts });
  if ("fault" in made) return answered(failedLogin("unauthenticated", made.fault, [cookie]), now);
  const location = origin + begun.path;
  return answered(
    { kind: "redirected", code: "login_completed", detail: "The login is complete", location, cookies: [...made.cookies, cookie] },
    now,
    made.owner,
  );
}

/** The login that a state belongs to: its cookie is there, sealed for this host, not too old, and was not used before. */
function* findBegun(policy: LoginPolicy, state: string, request: DecisionRequest): Asking<BegunLogin | undefined> {
  const name = loginCookieName(state, policy.settings.cookie);
  const sealed = name === undefined ? undefined : request.cookie(name);
  if (sealed === undefined) return undefined;
  const text = yield* ask("unseal", { sealed, context: policy.context("login", request) });
  // Whatever opens was sealed here, with this context, so that it is a login.
  const begun = text === undefined ? undefined : (JSON.parse(text) as BegunLogin);
  if (begun === undefined || !equalSecret(begun.state, state) || request.now >= begun.at + loginMs) return undefined;
  const sight = yield* ask("nonce", { nonce: `login ${state}`, owner: request.view.id, untilMs: begun.at + loginMs, madeMs: begun.at });
  return sight === "again" ? undefined : begun;
}

interface FoundLogin {
  readonly callback: SentBack;
  readonly begun: BegunLogin;
  readonly origin: string;
}

function* makeSession(
  policy: LoginPolicy,
  { callback, begun, origin }: FoundLogin,
  { request, facts }: LoginQuestion,
): Asking<{ readonly cookies: readonly string[]; readonly owner: Attempt } | { readonly fault: string }> {
  const provider = yield* policy.provider();
  // Another provider's answer must not be taken to this one (RFC 9207): the code would be handed to the wrong one.
  if (callback.issuer === undefined ? provider.namesItself : callback.issuer !== policy.issuer) return { fault: "The answer is of another identity provider" };
  if (callback.kind === "error") return { fault: `The identity provider did not let you in: ${callback.error}` };
  const redirectUri = origin + policy.settings.redirectPath;
  const grant = { kind: "code", code: callback.code, verifier: begun.verifier, redirectUri } as const;
  const tokens = yield* ask("tokens", { endpoint: policy.tokenEndpoint(provider), grant });
  if (tokens.kind === "refused") return { fault: `The identity provider did not take the login back: ${tokens.error}` };
  const { now } = request;
  const checked = yield* checkIdToken(policy, { ...tokens, nonce: begun.nonce, now });
  if ("fault" in checked) return { fault: `The answer of the identity provider ${checked.fault}` };
  const session = newSession(yield* ask("random", { bytes: sessionBytes }), tokens, now);
  const owner = sessionOwner(policy, session, { facts, now, until: now });
  if (owner.kind === "refused") return { fault: owner.refusal.detail };
  // Whoever is revoked and still known to the provider would be sent there and back for ever.
  if (isRevoked(owner, policy, { facts, now })) return { fault: "Your access was revoked" };
  const saved = yield* saveSession(policy, session, request);
  return saved.kind === "saved" ? { cookies: saved.cookies, owner } : { fault: "The identity provider's tokens are larger than browsers keep" };
}

function newSession(id: string, tokens: Extract<TokenAnswer, { kind: "tokens" }>, now: number): Session {
  return { id, since: now, seen: now, renew: renewAt(now, tokens), idToken: tokens.idToken ?? "", refreshToken: tokens.refreshToken };
}
