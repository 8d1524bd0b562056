import { CheckService } from "../../authz/check-service.ts";
import { ConsumerDirectory } from "../../authz/decide/directory/consumer-directory.ts";
import { PlanBook } from "../../authz/decide/plan/plan-book.ts";
import { RevocationIndex } from "../../authz/decide/revocation/revocation-index.ts";
import { authorizationService, checkMethods } from "../../authz/grpc/check-method.ts";
import { fetchJson } from "../../authz/source/http/fetch-json.ts";
import { Introspector } from "../../authz/source/introspection/introspector.ts";
import { KeyStore } from "../../authz/source/keys/key-store.ts";
import { SignatureVerifier } from "../../authz/source/keys/signature-verifier.ts";
import { MemoryNonces } from "../../authz/source/nonces/memory-nonces.ts";
import { SecretBook } from "../../authz/source/secrets/secret-book.ts";
import { MessageVerifier } from "../../authz/source/signatures/message-verifier.ts";
import type { LaneAddress } from "../../http2/serve/lane.ts";
import { hashSecret, openSeal, type SealedValue, sealKey } from "../../kit/seal.ts";
import type { Logger, Metrics } from "../../kit/telemetry.ts";
import type { ServerTls } from "../files/follow-tls.ts";
import { openLane } from "../open-lane.ts";
import type { AuthzSettings } from "../settings/authz-settings.ts";
import type { LaneSettings } from "../settings/lane-settings.ts";
import type { Part } from "../settings/serve-settings.ts";
import { systemClock as clock, systemRandom as random } from "../system.ts";
import { followAuthFiles } from "./follow-auth-files.ts";
import { openDecisionLog } from "./open-decision-log.ts";
import type { AuthFiles } from "./read-auth-files.ts";

/** What the role authz is given. */
export interface ServeAuthzOptions {
  readonly settings: AuthzSettings;
  readonly part: Part;
  readonly tls: ServerTls | undefined;
  readonly lanes: LaneSettings;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Gets what has to be closed. */
  readonly stack: AsyncDisposableStack;
}

/** Starts the role authz by files: policies, consumers, gRPC. Throws a `StartError` with one sentence when that is not possible. */
export async function serveAuthz({ settings, part, tls, lanes, logger, metrics, stack }: ServeAuthzOptions): Promise<LaneAddress> {
  // There is nothing but the lane yet, and that is the workers'.
  if (part === "front") return settings.address;
  // Keys stand in the files as they are; their hashes are for this process alone.
  const key = sealKey(random.bytes(32));
  const consumers = new ConsumerDirectory((plain) => hashSecret(key, plain));
  const revocations = new RevocationIndex();
  const plans = new PlanBook();
  const keys = new KeyStore({ fetchJson, clock, logger, metrics });
  const signatures = new SignatureVerifier();
  const open = (value: SealedValue, context: string): string => Buffer.from(openSeal(key, value, context)).toString("utf8");
  const secrets = new SecretBook(open);
  const introspector = new Introspector({ fetchJson, secrets, clock, metrics });
  const onFiles = (files: AuthFiles): void => {
    consumers.replace(files.consumers);
    revocations.replace(files.revocations);
    secrets.replace(files.secrets);
    plans.replace(files.plans);
    keys.use(plans.keySources());
  };
  if (settings.folder !== undefined) stack.defer(await followAuthFiles({ folder: settings.folder, clock, logger, metrics, onFiles }));
  const sources = {
    keys: keys.keys,
    signature: signatures.signature,
    introspection: introspector.introspection,
    messageSignature: new MessageVerifier(open).messageSignature,
    nonce: new MemoryNonces(clock).nonce,
  };
  const log = await openDecisionLog({ settings: settings.log, clock, logger, metrics, stack });
  const service = new CheckService({
    plans,
    defaultTarget: settings.defaultPolicy,
    facts: { consumers, revocations },
    freshness: { silentMs: 0 },
    sources,
    log,
    clock,
    logger,
    metrics,
  });
  const onError = (error: unknown): void => logger.error("Check failed", { error: String(error) });
  return openLane({
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
}
