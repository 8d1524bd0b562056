import type { Clock, Random } from "../../../kit/clock.ts";
import type { SealKey } from "../../../kit/seal.ts";
import type { Logger, Metrics } from "../../../kit/telemetry.ts";
import type { Sources, StateQuestion } from "../../decide/need.ts";
import type { FetchJson } from "../http/fetch-json.ts";
import type { SecretBook } from "../secrets/secret-book.ts";
import type { SharedState } from "../state/shared-state.ts";
import { ProviderBook } from "./provider-book.ts";
import { SharedAnswers } from "./shared-answers.ts";
import { TextSealer } from "./text-sealer.ts";
import { TokenClient } from "./token-client.ts";
import { TokenRevoker } from "./token-revoker.ts";

/** What they are made with. */
export interface LoginSourcesOptions {
  readonly fetchJson: FetchJson;
  readonly secrets: Pick<SecretBook, "read">;
  readonly key: SealKey;
  readonly clock: Clock;
  readonly random: Random;
  readonly state: SharedState;
  /** Whether replicas have the state in common. */
  readonly isShared: boolean;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** Whoever answers what logins need. */
export function loginSources(
  options: LoginSourcesOptions,
): Pick<Sources, "provider" | "endSession" | "tokens" | "revokeToken" | "random" | "seal" | "unseal" | "state"> {
  const { random, state, isShared } = options;
  const sealer = new TextSealer(options);
  const providers = new ProviderBook(options);
  const shared = isShared ? new SharedAnswers({ ...options, sealer }) : undefined;
  return {
    provider: providers.provider,
    endSession: providers.endSession,
    tokens: new TokenClient({ ...options, shared }).tokens,
    revokeToken: new TokenRevoker({ ...options, providers }).revokeToken,
    random: ({ bytes }) => Buffer.from(random.bytes(bytes)).toString("base64url"),
    seal: sealer.seal,
    unseal: sealer.unseal,
    state: (question) => answerOf(question, state),
  };
}

function answerOf(question: StateQuestion, state: SharedState): string | undefined | Promise<string | undefined> {
  switch (question.kind) {
    case "get":
      return state.get(question.key);
    case "claim":
      return state.claim(question.key, question.text, question.forMs);
    case "set":
      return nothing(state.set(question.key, question.text, question.forMs));
    case "delete":
      return nothing(state.delete(question.key));
  }
}

function nothing(done: void | Promise<void>): Promise<undefined> | undefined {
  return done instanceof Promise ? done.then(() => undefined) : undefined;
}
