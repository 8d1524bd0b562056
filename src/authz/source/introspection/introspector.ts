import { sha256 } from "../../../kit/hash.ts";
import type { JsonObject } from "../../../kit/json.ts";
import type { Counter } from "../../../kit/telemetry.ts";
import type { Introspected, IntrospectionEndpoint, Needs } from "../../decide/need.ts";
import { AuthzError } from "../../errors.ts";
import { clientForm } from "../http/client-form.ts";
import type { SentForm } from "../http/fetch-json.ts";
import { type ProviderOptions, ProviderQuestions } from "../provider-questions.ts";
import type { SecretBook } from "../secrets/secret-book.ts";
import { readIntrospection } from "./introspection-answer.ts";

/** Answers that are kept, for all endpoints together, and their characters. */
const mostKept = { answers: 50_000, characters: 64_000_000 } as const;
/** How long it is remembered that a token is not active: it never will be, but who made it may see it become so. */
const inactiveMs = 5000;

/**
 * Asks identity providers about tokens (RFC 7662). Those who want to know of the same token at the same time share one question; what was said of
 * a token is used again for a while, not longer than the token lives.
 */
export class Introspector {
  readonly #options: ProviderOptions;
  readonly #questions: ProviderQuestions;
  readonly #asked: Counter;
  readonly #underWay = new Map<string, Promise<Introspected>>();
  #young = new Map<string, Introspected>();
  #old = new Map<string, Introspected>();
  #youngCharacters = 0;

  constructor(options: ProviderOptions) {
    this.#options = options;
    this.#questions = new ProviderQuestions(options);
    this.#asked = options.metrics.counter({
      name: "sluice_authz_introspections_total",
      help: "Times that identity providers were asked about tokens",
      labels: ["outcome"],
    });
  }

  /** Answers the need for an introspection. */
  readonly introspection = ({ endpoint, token }: Needs["introspection"]["question"]): Introspected | Promise<Introspected> => {
    // Whoever invents tokens must not fill the memory with them; and none is kept.
    const key = sha256(JSON.stringify([endpoint, token]));
    const known = this.#young.get(key) ?? this.#old.get(key);
    if (known !== undefined && this.#options.clock.now() < known.until) return known;
    const underWay = this.#underWay.get(key);
    if (underWay !== undefined) return underWay;
    const asked = this.#ask(endpoint, token).then((answer) => this.#keep(key, answer));
    const shared = asked.finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, shared);
    return shared;
  };

  async #ask(endpoint: IntrospectionEndpoint, token: string): Promise<Introspected> {
    const claims = await this.#questions.ask({
      url: endpoint.url,
      form: formOf(endpoint, token, this.#options.secrets),
      read: (document) => (document === null ? undefined : readIntrospection(document)),
      count: (outcome) => this.#asked.add(1, { outcome }),
      outcomeOf: (said) => (said === undefined ? "inactive" : "active"),
      failed: (reason, cause) => unknownToken(endpoint, reason, cause),
    });
    return { claims, until: this.#untilOf(claims, endpoint.keepMs) };
  }

  #untilOf(claims: JsonObject | undefined, keepMs: number): number {
    const now = this.#options.clock.now();
    if (claims === undefined) return now + Math.min(keepMs, inactiveMs);
    const { exp } = claims;
    return Math.min(now + keepMs, typeof exp === "number" ? exp * 1000 : Number.POSITIVE_INFINITY);
  }

  #keep(key: string, answer: Introspected): Introspected {
    const characters = key.length + JSON.stringify(answer.claims ?? null).length;
    if (this.#young.size >= mostKept.answers / 2 || this.#youngCharacters + characters > mostKept.characters / 2) {
      this.#old = this.#young;
      this.#young = new Map();
      this.#youngCharacters = 0;
    }
    this.#youngCharacters += characters;
    this.#young.set(key, answer);
    return answer;
  }
}

/**
 * Some providers answer 400 to what is no token of theirs, where RFC 7662 has them say that it is not active. Whoever invents such tokens must not make the provider look
 * as if it failed: nobody else's token would be asked about then, and where a policy fails open its bearer would get in.
 */
function formOf({ client }: IntrospectionEndpoint, token: string, secrets: Pick<SecretBook, "read">): SentForm {
  const fields = { token, token_type_hint: "access_token" };
  return { ...(client === undefined ? { fields } : clientForm(fields, client, secrets)), refusals: [400] };
}

function unknownToken({ url }: IntrospectionEndpoint, reason: string, cause?: unknown): AuthzError {
  return new AuthzError("ERR_AUTHZ_INTROSPECTION", `${url} cannot be asked about a token: ${reason}`, { cause, retryable: true });
}
