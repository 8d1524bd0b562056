import { sha256Base64url } from "../../../../kit/hash.ts";
import { type Asking, ask } from "../../need.ts";
import type { PlainRefusal, Refusal } from "../../refusal.ts";
import { wireName } from "../../request/check-view.ts";
import type { DecisionRequest } from "../../request/decision-request.ts";
import { loginCookieName, loginState, writeLoginCookie } from "./login-cookies.ts";
import type { LoginPolicy } from "./login-policy.ts";
import { isNavigation } from "./navigation.ts";

const cookieHeader = wireName("cookie");
/** Bytes of each of state, nonce and verifier, and characters that they have. */
const secretBytes = 32;
const secretLength = 43;
/** A longer path is not come back to. */
const longestReturn = 2048;

/** What is known of a login until its end; it is the browser that keeps it, sealed. */
export interface BegunLogin {
  readonly state: string;
  readonly nonce: string;
  /** The verifier of the code challenge (RFC 7636). */
  readonly verifier: string;
  /** Path and query that the browser goes to in the end. */
  readonly path: string;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
}

/** Sends a browser to log in when it opens a page; everybody else gets the refusal. */
export function* startLogin(policy: LoginPolicy, request: DecisionRequest, refusal: PlainRefusal): Asking<Refusal> {
  const origin = policy.origin(request);
  if (origin === undefined || !isNavigation(request)) return refusal;
  const { authorization } = yield* policy.provider();
  const random = yield* ask("random", { bytes: 3 * secretBytes + 3 });
  const [first, nonce, verifier] = [0, 1, 2].map((index) => random.slice(index * secretLength, (index + 1) * secretLength)) as [string, string, string];
  const state = loginState(request.now, first);
  const begun: BegunLogin = { state, nonce, verifier, path: returnPath(request.view.path), at: request.now };
  const sealed = yield* ask("seal", { text: JSON.stringify(begun), context: policy.context("login", request) });
  const { cookie, redirectPath, scopes } = policy.settings;
  const name = loginCookieName(state, cookie) ?? "";
  const location = withParameters(authorization, {
    ...policy.parameters,
    response_type: "code",
    client_id: policy.clientId,
    redirect_uri: origin + redirectPath,
    scope: scopes.join(" "),
    state,
    nonce,
    code_challenge: sha256Base64url(verifier),
    code_challenge_method: "S256",
  });
  const cookies = writeLoginCookie(name, sealed, { header: request.header(cookieHeader), settings: cookie });
  return { kind: "redirected", code: "login_required", detail: refusal.detail, location, cookies };
}

/** A URL with further parameters. */
export function withParameters(url: string, parameters: Readonly<Record<string, string>>): string {
  return `${url}${url.includes("?") ? "&" : "?"}${new URLSearchParams(parameters).toString()}`;
}

/** The browser never leaves the host by it: the host is written before it. What cannot stand in a header, or makes the cookie too long, is not come back to. */
function returnPath(path: string): string {
  return path.length <= longestReturn && /^\/[\x21-\x7e]*$/u.test(path) && !path.includes("\\") ? path : "/";
}
