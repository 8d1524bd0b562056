import type { Counter, Logger } from "../../../kit/telemetry.ts";
import type { Needs, TokenRevocation } from "../../decide/need.ts";
import { AuthzError } from "../../errors.ts";
import { clientForm } from "../http/client-form.ts";
import { type ProviderOptions, ProviderQuestions } from "../provider-questions.ts";
import type { ProviderBook } from "./provider-book.ts";

/** What it is made with. */
export interface TokenRevokerOptions extends ProviderOptions {
  readonly providers: Pick<ProviderBook, "provider">;
  readonly logger: Logger;
}

/** Tells identity providers of refresh tokens that are good for nothing any more (RFC 7009). A logout is complete without it, so that nobody waits for it, and it is tried once. */
export class TokenRevoker {
  readonly #options: TokenRevokerOptions;
  readonly #questions: ProviderQuestions;
  readonly #asked: Counter;

  constructor(options: TokenRevokerOptions) {
    this.#options = options;
    this.#questions = new ProviderQuestions(options);
    this.#asked = options.metrics.counter({
      name: "sluice_authz_token_revocations_total",
      help: "Refresh tokens that identity providers were told of at a logout",
      labels: ["outcome"],
    });
  }

  /** Answers the need to revoke a refresh token, at once. */
  readonly revokeToken = (question: Needs["revokeToken"]["question"]): undefined => {
    void this.#revoke(question).catch((error: unknown) => {
      const issuer = question.at.kind === "url" ? question.at.url : question.at.issuer;
      this.#options.logger.warn("Refresh token is not revoked at the identity provider and ends by itself", { issuer, reason: String(error) });
    });
  };

  async #revoke({ refreshToken, client, at }: TokenRevocation): Promise<void> {
    const { providers, secrets } = this.#options;
    const url = at.kind === "url" ? at.url : (await providers.provider(at)).revocation;
    if (url === undefined) return;
    const fields = { token: refreshToken, token_type_hint: "refresh_token" };
    await this.#questions.ask({
      url,
      form: { ...clientForm(fields, client, secrets), ignoresDocument: true },
      read: () => undefined,
      count: (outcome) => this.#asked.add(1, { outcome }),
      outcomeOf: () => "revoked",
      failed: (reason, cause) => new AuthzError("ERR_AUTHZ_PROVIDER", `${url} does not revoke: ${reason}`, { cause, retryable: true }),
    });
  }
}
