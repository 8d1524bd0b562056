import { ServerCredentials } from "@grpc/grpc-js";
import { CheckService } from "../../authz/check-service.ts";
import { ConsumerDirectory } from "../../authz/decide/directory/consumer-directory.ts";
import { PlanBook } from "../../authz/decide/plan/plan-book.ts";
import { checkMethod, checkPath } from "../../authz/grpc/check-method.ts";
import { serveGrpcJs } from "../../authz/grpc/serve-grpc-js.ts";
import { type ListenAddress, listenAddressText } from "../../kit/listen-address.ts";
import { hashSecret, sealKey } from "../../kit/seal.ts";
import type { Logger, Metrics } from "../../kit/telemetry.ts";
import type { AuthzSettings } from "../settings/authz-settings.ts";
import { messageOf, StartError } from "../start-error.ts";
import { systemClock as clock, systemRandom as random } from "../system.ts";
import type { TlsTexts } from "../tls-files.ts";
import { followAuthFiles } from "./follow-auth-files.ts";
import type { AuthFiles } from "./read-auth-files.ts";

/** What the role authz is given. */
export interface ServeAuthzOptions {
  readonly settings: AuthzSettings;
  readonly tls: TlsTexts | undefined;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Gets what has to be closed. */
  readonly stack: AsyncDisposableStack;
}

/** Starts the role authz by files: policies, consumers, gRPC. Throws a `StartError` with one sentence when that is not possible. */
export async function serveAuthz({ settings, tls, logger, metrics, stack }: ServeAuthzOptions): Promise<ListenAddress> {
  // Keys stand in the files as they are; their hashes are for this process alone.
  const key = sealKey(random.bytes(32));
  const consumers = new ConsumerDirectory((plain) => hashSecret(key, plain));
  const plans = new PlanBook();
  const onFiles = (files: AuthFiles): void => {
    consumers.replace(files.consumers);
    plans.replace(files.plans);
  };
  if (settings.folder !== undefined) stack.defer(await followAuthFiles({ folder: settings.folder, clock, logger, metrics, onFiles }));
  const service = new CheckService({ plans, facts: { consumers }, clock, logger, metrics });
  const server = await serveGrpcJs({ address: settings.address, credentials: credentialsOf(tls), methods: { [checkPath]: checkMethod(service) } }).catch(
    (cause: unknown) => {
      throw new StartError("ERR_LISTEN", `Role authz cannot listen on ${listenAddressText(settings.address)}: ${messageOf(cause)}`, { cause });
    },
  );
  stack.defer(() => server.close());
  return server.address;
}

function credentialsOf(tls: TlsTexts | undefined): ServerCredentials {
  if (tls === undefined) return ServerCredentials.createInsecure();
  const pair = { cert_chain: Buffer.from(tls.cert), private_key: Buffer.from(tls.key) };
  return ServerCredentials.createSsl(tls.clientCa === undefined ? null : Buffer.from(tls.clientCa), [pair], tls.clientCa !== undefined);
}
