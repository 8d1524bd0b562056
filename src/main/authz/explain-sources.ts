import type { Sources } from "../../authz/decide/need.ts";
import { AuthzError } from "../../authz/errors.ts";
import type { Patience } from "../../authz/run-asking.ts";
import { fetchJson } from "../../authz/source/http/fetch-json.ts";
import { Introspector } from "../../authz/source/introspection/introspector.ts";
import { KeyStore } from "../../authz/source/keys/key-store.ts";
import { SignatureVerifier } from "../../authz/source/keys/signature-verifier.ts";
import { loginSources } from "../../authz/source/login/login-sources.ts";
import { MessageVerifier } from "../../authz/source/signatures/message-verifier.ts";
import type { SharedState } from "../../authz/source/state/shared-state.ts";
import { noMetrics, silentLogger } from "../../kit/telemetry.ts";
import { systemClock as clock, systemRandom as random } from "../system.ts";
import type { AuthFacts } from "./auth-book.ts";

const longestMs = 5000;

/** Gives what the role authz remembers in this process; undefined where it does not run. */
export type KeptState = () => Pick<SharedState, "get"> | undefined;

/**
 * Answers what explanations need from outside, as the service would: keys are fetched, tokens are asked about, and sessions that servers keep are looked up. What would be
 * used up by that is left alone: whether a signature came before is not looked at, no code or refresh token is exchanged or revoked, and no session changed or ended.
 */
export function explainSources({ secrets, open, key }: AuthFacts, kept: KeptState = () => undefined): Sources {
  const common = { fetchJson, clock, logger: silentLogger, metrics: noMetrics };
  return {
    // A person who mends something asks again at once, and must not be told of what was before.
    keys: new KeyStore({ ...common, longestBackOffMs: 0 }).keys,
    signature: new SignatureVerifier().signature,
    introspection: new Introspector({ ...common, secrets }).introspection,
    messageSignature: new MessageVerifier(open).messageSignature,
    nonce: () => "first",
    ...loginSources({ ...common, secrets, key, random, state: lookedAt(kept), isShared: false }),
    tokens: ({ endpoint }) => {
      throw new AuthzError("ERR_AUTHZ_PROVIDER", `${endpoint.url} would be asked for tokens; an explanation uses up no code and no refresh token`);
    },
    revokeToken: () => undefined,
    endLogins: () => undefined,
  };
}

/** It changes nothing: whoever explains has the first word on everything, and what it keeps is forgotten. */
function lookedAt(kept: KeptState): SharedState {
  return {
    claim: (_, text) => text,
    get: (name) => {
      const state = kept();
      if (state !== undefined) return state.get(name);
      throw new AuthzError(
        "ERR_AUTHZ_STATE",
        "What replicas remember (sessions, logouts) is known where the role authz runs: ask a process that has it and the role admin",
      );
    },
    set: () => undefined,
    delete: () => undefined,
  };
}

/** Waits for answers from outside for five seconds. */
export const explainPatience: Patience = {
  beforeWaiting: () => undefined,
  start: () => {
    const { promise, reject } = Promise.withResolvers<never>();
    const late = new AuthzError("ERR_AUTHZ_DEADLINE", `An answer from outside was not there within ${longestMs / 1000} s`, { retryable: true });
    return { over: promise, stop: clock.schedule(longestMs, () => reject(late)) };
  },
};
