import { availableParallelism } from "node:os";
import { CheckService } from "../../authz/check-service.ts";
import { authorizationService, checkMethods } from "../../authz/grpc/check-method.ts";
import { fetchJson } from "../../authz/source/http/fetch-json.ts";
import { Introspector } from "../../authz/source/introspection/introspector.ts";
import { KeyStore } from "../../authz/source/keys/key-store.ts";
import { SignatureVerifier } from "../../authz/source/keys/signature-verifier.ts";
import { loginSources } from "../../authz/source/login/login-sources.ts";
import { Nonces } from "../../authz/source/nonces/nonces.ts";
import { MessageVerifier } from "../../authz/source/signatures/message-verifier.ts";
import type { SharedState } from "../../authz/source/state/shared-state.ts";
import type { LaneAddress } from "../../http2/serve/lane.ts";
import type { Logger, Metrics } from "../../kit/telemetry.ts";
import type { ServerTls } from "../files/follow-tls.ts";
import { openLane } from "../open-lane.ts";
import type { AuthzSettings } from "../settings/authz-settings.ts";
import type { LaneSettings } from "../settings/lane-settings.ts";
import type { Part } from "../settings/serve-settings.ts";

import { systemClock as clock, systemRandom as random } from "../system.ts";
import type { AuthBook } from "./auth-book.ts";
import { openAuthState } from "./open-auth-state.ts";
import { openDecisionLog } from "./open-decision-log.ts";

/** Some milliseconds of work for the threads that file and name look-ups share with signatures, of tokens and of requests. */
const mostElsewhere = { tokens: 256, requests: 64 } as const;

/** What the role authz is given. */
export interface ServeAuthzOptions {
  readonly settings: Pick<AuthzSettings, "address" | "defaultPolicy" | "log" | "state">;
  readonly part: Part;
  readonly tls: ServerTls | undefined;
  readonly lanes: LaneSettings;
  readonly book: AuthBook;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Gets what has to be closed. */
  readonly stack: AsyncDisposableStack;
}

/** The running role authz. */
export interface RunningAuthz {
  readonly address: LaneAddress;
  /** What it remembers from one request to the next; undefined where that is the workers'. */
  readonly state: SharedState | undefined;
  /** What decides; undefined where that is the workers'. */
  readonly service: CheckService | undefined;
}

/** Starts the role authz. Throws a `StartError` with one sentence when that is not possible. */
export async function serveAuthz({ settings, part, tls, lanes, book, logger, metrics, stack }: ServeAuthzOptions): Promise<RunningAuthz> {
  // There is nothing but the lane yet, and that is the workers'.
  if (part === "front") return { address: settings.address, state: undefined, service: undefined };
  const { consumers, revocations, secrets, open, key } = book.facts;
  const keys = new KeyStore({ fetchJson, clock, logger, metrics });
  const useKeys = (): void => keys.use(book.keySources());
  book.onPlans(useKeys);
  useKeys();
  const log = await openDecisionLog({ settings: settings.log, clock, logger, metrics, stack });
  const remembered = await openAuthState({ settings, part, logger, stack });
  const hasOthers = availableParallelism() > 1;
  const service = new CheckService({
    plans: book.plans,
    defaultTarget: settings.defaultPolicy,
    facts: { consumers, revocations },
    freshness: book.freshness,
    log,
    uses: book.uses,
    sources: {
      keys: keys.keys,
      signature: new SignatureVerifier(hasOthers ? { mostElsewhere: mostElsewhere.tokens } : {}).signature,
      introspection: new Introspector({ fetchJson, secrets, clock, metrics }).introspection,
      messageSignature: new MessageVerifier(open, hasOthers ? { mostElsewhere: mostElsewhere.requests } : {}).messageSignature,
      nonce: new Nonces({ ...remembered, clock, random }).nonce,
      endLogins: book.endLogins,
      ...loginSources({ ...remembered, fetchJson, secrets, key, clock, random, logger, metrics }),
    },
    clock,
    logger,
    metrics,
  });
  const onError = (error: unknown): void => logger.error("Check failed", { error: String(error) });
  const address = await openLane({
    lanes,
    role: "authz",
    address: settings.address,
    methods: checkMethods(service, onError),
    services: [authorizationService],
    tls,
    reusePort: part === "worker",
    logger,
    metrics,
    stack,
  });
  return { address, state: remembered.state, service };
}
