import type { Json, JsonObject } from "../../../kit/json.ts";
import type { Counter } from "../../../kit/telemetry.ts";
import type { Needs, TokenAnswer, TokenEndpoint, TokenGrant } from "../../decide/need.ts";
import { AuthzError } from "../../errors.ts";
import { clientForm } from "../http/client-form.ts";
import type { SentForm } from "../http/fetch-json.ts";
import { type ProviderOptions, ProviderQuestions } from "../provider-questions.ts";
import type { SecretBook } from "../secrets/secret-book.ts";

/** How long the answer for a refresh token is given again, at least: to the other tabs of a browser, which have still the old session. */
const keptMs = 60_000;
const mostKept = 20_000;
const longestRefreshToken = 8192;
/** Words for a grant that is good for nothing; any other is about the gateway, or about the provider itself (RFC 6749 §5.2, OpenID Connect Core 1.0 §3.1.2.6). */
const grantErrors: ReadonlySet<string> = new Set(["invalid_grant", "access_denied", "login_required", "interaction_required", "consent_required"]);

/** Asks identity providers for tokens. */
export class TokenClient {
  readonly #options: ProviderOptions;
  readonly #questions: ProviderQuestions;
  readonly #asked: Counter;
  #young = new Map<string, Promise<TokenAnswer>>();
  #old = new Map<string, Promise<TokenAnswer>>();
  /** Milliseconds of the monotonic clock. */
  #turnedAt = Number.NEGATIVE_INFINITY;

  constructor(options: ProviderOptions) {
    this.#options = options;
    this.#questions = new ProviderQuestions(options);
    this.#asked = options.metrics.counter({
      name: "sluice_authz_token_requests_total",
      help: "Times that identity providers were asked for the tokens of a login",
      labels: ["grant", "outcome"],
    });
  }

  /** Answers the need for tokens. A refresh token is shown once, however many want its answer: many providers take the second time for a theft. */
  readonly tokens = ({ endpoint, grant }: Needs["tokens"]["question"]): Promise<TokenAnswer> => {
    if (grant.kind === "code") return this.#ask(endpoint, grant);
    this.#turn();
    const key = JSON.stringify([endpoint.url, endpoint.client.id, grant.refreshToken]);
    const known = this.#young.get(key) ?? this.#old.get(key);
    if (known !== undefined) return known;
    const asked = this.#ask(endpoint, grant);
    this.#young.set(key, asked);
    // No answer is not kept: the next one asks again.
    asked.catch(() => this.#forget(key, asked));
    return asked;
  };

  #forget(key: string, asked: Promise<TokenAnswer>): void {
    for (const kept of [this.#young, this.#old]) if (kept.get(key) === asked) kept.delete(key);
  }

  #turn(): void {
    const now = this.#options.clock.monotonic();
    if (now - this.#turnedAt < keptMs && this.#young.size < mostKept) return;
    this.#old = now - this.#turnedAt < 2 * keptMs ? this.#young : new Map<string, Promise<TokenAnswer>>();
    this.#young = new Map();
    this.#turnedAt = now;
  }

  async #ask(endpoint: TokenEndpoint, grant: TokenGrant): Promise<TokenAnswer> {
    return this.#questions.ask({
      url: endpoint.url,
      form: formOf(endpoint, grant, this.#options.secrets),
      read: readAnswer,
      count: (outcome) => this.#asked.add(1, { grant: grant.kind, outcome }),
      outcomeOf: ({ kind }) => kind,
      failed: (reason, cause) => noTokens(endpoint, reason, cause),
    });
  }
}

function formOf({ client }: TokenEndpoint, grant: TokenGrant, secrets: Pick<SecretBook, "read">): SentForm {
  return { ...clientForm(fieldsOf(grant), client, secrets), answers: [400, 401, 403] };
}

function fieldsOf(grant: TokenGrant): Readonly<Record<string, string>> {
  if (grant.kind === "refresh") return { grant_type: "refresh_token", refresh_token: grant.refreshToken };
  return { grant_type: "authorization_code", code: grant.code, redirect_uri: grant.redirectUri, code_verifier: grant.verifier };
}

/** What the answer says; whatever is not clear is an error, and quotes nothing of it. */
function readAnswer(document: Json): TokenAnswer {
  const answer = (typeof document === "object" && document !== null && !Array.isArray(document) ? document : {}) as JsonObject;
  const { error } = answer;
  if (typeof error === "string" && grantErrors.has(error)) return { kind: "refused", error };
  if (error !== undefined) throw new Error(`It says ${typeof error === "string" && /^[a-z_]{1,64}$/u.test(error) ? error : "an error of its own"}`);
  return { kind: "tokens", ...readTokens(answer) };
}

function readTokens(answer: JsonObject): Omit<Extract<TokenAnswer, { kind: "tokens" }>, "kind"> {
  const idToken = textOf(answer, "id_token");
  const accessToken = textOf(answer, "access_token");
  const refreshToken = textOf(answer, "refresh_token");
  if (accessToken === undefined && idToken === undefined) throw new Error("The answer has no tokens");
  if ((refreshToken?.length ?? 0) > longestRefreshToken) throw new Error(`Its refresh_token has more than ${longestRefreshToken} characters`);
  const seconds = Number(answer["expires_in"]);
  return { idToken, accessToken, refreshToken, expiresInMs: Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : undefined };
}

function textOf(answer: JsonObject, name: string): string | undefined {
  const value = answer[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string" || value === "") throw new Error(`Its ${name} is no text`);
  return value;
}

function noTokens({ url }: TokenEndpoint, reason: string, cause?: unknown): AuthzError {
  return new AuthzError("ERR_AUTHZ_PROVIDER", `${url} gives no tokens: ${reason}`, { cause, retryable: true });
}
