import type { Counter } from "../../../kit/telemetry.ts";
import type { Needs, TokenAnswer, TokenEndpoint, TokenGrant } from "../../decide/need.ts";
import { AuthzError } from "../../errors.ts";
import { clientForm } from "../http/client-form.ts";
import type { SentForm } from "../http/fetch-json.ts";
import { type ProviderOptions, ProviderQuestions } from "../provider-questions.ts";
import type { SecretBook } from "../secrets/secret-book.ts";
import type { SharedAnswers } from "./shared-answers.ts";
import { readTokenAnswer } from "./token-answer.ts";

/** How long the answer for a refresh token is given again, at least: to the other tabs of a browser, which have still the old session. */
const keptMs = 60_000;
const mostKept = 20_000;

/** What it is made with. */
export interface TokenClientOptions extends ProviderOptions {
  /** What other replicas were answered; undefined where nothing is shared with any. */
  readonly shared: Pick<SharedAnswers, "answer"> | undefined;
}

/** Asks identity providers for tokens. */
export class TokenClient {
  readonly #options: TokenClientOptions;
  readonly #questions: ProviderQuestions;
  readonly #asked: Counter;
  #young = new Map<string, Promise<TokenAnswer>>();
  #old = new Map<string, Promise<TokenAnswer>>();
  /** Milliseconds of the monotonic clock. */
  #turnedAt = Number.NEGATIVE_INFINITY;

  constructor(options: TokenClientOptions) {
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
    const { shared } = this.#options;
    const ask = async (): Promise<TokenAnswer> => this.#ask(endpoint, grant);
    const asked = shared === undefined ? ask() : shared.answer({ name: key, mayAskAlone: grant.mayAskAlone, ask });
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
      read: readTokenAnswer,
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

function noTokens({ url }: TokenEndpoint, reason: string, cause?: unknown): AuthzError {
  return new AuthzError("ERR_AUTHZ_PROVIDER", `${url} gives no tokens: ${reason}`, { cause, retryable: true });
}
