import type { Clock, Random } from "../../../kit/clock.ts";
import { sha256Base64url } from "../../../kit/hash.ts";
import type { Counter, Metrics } from "../../../kit/telemetry.ts";
import type { TokenAnswer } from "../../decide/need.ts";
import { AuthzError } from "../../errors.ts";
import { longestWaitMs } from "../breaker.ts";
import { fetchTimeoutMs } from "../http/fetch-json.ts";
import type { SharedState } from "../state/shared-state.ts";
import type { TextSealer } from "./text-sealer.ts";
import { readTokensText, tokensText } from "./tokens-text.ts";

/** What it is made with. */
export interface SharedAnswersOptions {
  /** Replicas have it in common. */
  readonly state: SharedState;
  readonly sealer: Pick<TextSealer, "seal" | "unseal">;
  readonly clock: Clock;
  readonly random: Random;
  readonly metrics: Metrics;
}

/** One question that any replica may ask, once. */
export interface SharedQuestion {
  /** Equal for equal questions. It has a refresh token in it and goes nowhere as it is. */
  readonly name: string;
  /** Whether it is asked all the same while replicas cannot agree on who asks it. */
  readonly mayAskAlone: boolean;
  readonly ask: () => Promise<TokenAnswer>;
}

/** How long others find an answer: browsers show the old session no longer. */
const keptMs = 60_000;
/** No question takes longer, with the wait for its turn; whoever has not taken the claim away by then has crashed. */
const claimedMs = longestWaitMs + fetchTimeoutMs + 1000;
/** Nobody waits any more for what takes so long. */
const mostWaitMs = 10_000;
const pauseMs = { first: 50, most: 500 } as const;
const claimBytes = 12;
/** What the state does not take now is told it again, so often, and of so many questions at a time. */
const again = { times: 15, afterMs: 1000, most: 1000 } as const;

/**
 * The answers that identity providers gave for refresh tokens, for all replicas that share a state: many providers take a token that is shown twice for stolen. Under a hash
 * of the token lies first the claim of the replica that asks, then the sealed answer – whoever of its callers is still there. A claim whose question failed is
 * taken away, so that the next caller asks at once.
 */
export class SharedAnswers {
  readonly #options: SharedAnswersOptions;
  readonly #unshared: Counter;
  #untold = 0;

  constructor(options: SharedAnswersOptions) {
    this.#options = options;
    this.#unshared = options.metrics.counter({
      name: "sluice_authz_tokens_unshared_total",
      help: "Answers of identity providers that could not be kept for other replicas, because Redis took nothing for a while",
      labels: [],
    });
  }

  /** The answer, whichever replica asks. Rejects with what `ask` rejects with, or with an `AuthzError` (`ERR_AUTHZ_STATE`, `ERR_AUTHZ_PROVIDER`). */
  async answer({ name, mayAskAlone, ask }: SharedQuestion): Promise<TokenAnswer> {
    const { random, state } = this.#options;
    const key = `tokens:${sha256Base64url(name)}`;
    const claim = Buffer.from(random.bytes(claimBytes)).toString("base64url");
    const release = (): void => this.#tell(async () => state.delete(key, claim));
    const known = await this.#await(key, claim, mayAskAlone).catch((error: unknown) => {
      // The claim may be there although nobody said so.
      release();
      throw error;
    });
    if (known !== undefined) return known;
    const answer = await ask().catch((error: unknown) => {
      release();
      throw error;
    });
    if (answer.kind === "tokens") this.#tell(this.#keeping(key, answer), () => this.#unshared.add(1));
    else release();
    return answer.kind === "tokens" ? answer : ((await this.#look(key)) ?? answer);
  }

  /** The answer that another replica got or gets; undefined when it is this one's to ask. */
  async #await(key: string, claim: string, mayAskAlone: boolean): Promise<TokenAnswer | undefined> {
    const { state, clock } = this.#options;
    const giveUpAt = clock.monotonic() + mostWaitMs;
    const take = async (): Promise<string> => state.claim(key, claim, claimedMs);
    let held = await take().catch((error: unknown) => {
      if (mayAskAlone) return claim;
      throw error;
    });
    for (let ms: number = pauseMs.first; held !== claim; ms = Math.min(2 * ms, pauseMs.most)) {
      const known = this.#open(key, held);
      if (known !== undefined) return known;
      if (clock.monotonic() >= giveUpAt) throw new AuthzError("ERR_AUTHZ_PROVIDER", "Tokens that another replica asks for are not there", { retryable: true });
      await this.#pause(ms);
      // Somebody asks already: a second question would do harm, so there is none without the state.
      held = await take();
    }
    return undefined;
  }

  #keeping(key: string, answer: Extract<TokenAnswer, { kind: "tokens" }>): () => Promise<void> {
    const { sealer, state } = this.#options;
    const sealed = sealer.seal({ text: tokensText(answer), context: key });
    return async () => state.set(key, sealed, keptMs);
  }

  /** What another replica got, when this one was refused: the token may have been used there, while replicas could not agree. */
  async #look(key: string): Promise<TokenAnswer | undefined> {
    try {
      const held = await this.#options.state.get(key);
      return held === undefined ? undefined : this.#open(key, held);
    } catch {
      return undefined;
    }
  }

  /** Whatever does not open is the claim of somebody. */
  #open(key: string, held: string): TokenAnswer | undefined {
    return readTokensText(this.#options.sealer.unseal({ sealed: held, context: key }));
  }

  /** Tells the state something, while nobody waits for that. */
  #tell(say: () => Promise<void>, failed: () => void = () => undefined): void {
    void say().catch(async () => {
      if (this.#untold >= again.most) return failed();
      this.#untold += 1;
      const isTold = await this.#tellAgain(say);
      this.#untold -= 1;
      if (!isTold) failed();
    });
  }

  async #tellAgain(say: () => Promise<void>): Promise<boolean> {
    for (let times = 0; times < again.times; times += 1) {
      await this.#pause(again.afterMs);
      const isTold = await say().then(
        () => true,
        () => false,
      );
      if (isTold) return true;
    }
    return false;
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => void this.#options.clock.schedule(ms, resolve));
  }
}
