import type { Clock } from "../../kit/clock.ts";
import type { Json } from "../../kit/json.ts";
import type { Metrics } from "../../kit/telemetry.ts";
import type { AuthzError } from "../errors.ts";
import { Breaker } from "./breaker.ts";
import type { FetchJson, SentForm } from "./http/fetch-json.ts";
import type { SecretBook } from "./secrets/secret-book.ts";

/** What asks identity providers is made with. */
export interface ProviderOptions {
  readonly fetchJson: FetchJson;
  readonly secrets: Pick<SecretBook, "read">;
  readonly clock: Clock;
  readonly metrics: Metrics;
}

/** One question to an endpoint. */
export interface ProviderQuestion<Answer> {
  readonly url: string;
  readonly form: SentForm;
  /** Throws on what is not clear. */
  readonly read: (document: Json) => Answer;
  /** Counts what came of it, also `error`; not told where the endpoint was not asked. */
  readonly count: (outcome: string) => void;
  readonly outcomeOf: (answer: Answer) => string;
  readonly failed: (reason: string, cause?: unknown) => AuthzError;
}

/** Questions to one endpoint at a time; others wait. Tokens that somebody invents must not become a flood at the identity provider. */
const mostQuestions = 128;

/** Asks endpoints of identity providers, each behind a breaker of its own. */
export class ProviderQuestions {
  readonly #options: Pick<ProviderOptions, "fetchJson" | "clock">;
  readonly #breakers = new Map<string, Breaker>();

  constructor(options: Pick<ProviderOptions, "fetchJson" | "clock">) {
    this.#options = options;
  }

  /** Throws what `failed` makes. */
  async ask<Answer>({ url, form, read, count, outcomeOf, failed }: ProviderQuestion<Answer>): Promise<Answer> {
    const breaker = this.#breakerOf(url);
    const refusal = await breaker.enter();
    if (refusal !== undefined) throw failed(refusal);
    try {
      const answer = await breaker.run(async () => read((await this.#options.fetchJson(url, form)).document));
      count(outcomeOf(answer));
      return answer;
    } catch (cause) {
      count("error");
      throw failed(cause instanceof Error ? cause.message : String(cause), cause);
    }
  }

  #breakerOf(url: string): Breaker {
    const known = this.#breakers.get(url);
    if (known !== undefined) return known;
    const made = new Breaker(this.#options.clock, mostQuestions);
    this.#breakers.set(url, made);
    return made;
  }
}
