import { type ChannelCredentials, Client, credentials, type ServiceError, status } from "@grpc/grpc-js";
import type { Method } from "../../gen/service.ts";
import { type ListenAddress, listenAddressText } from "../../kit/listen-address.ts";
import type { CheckWorld } from "./check-world.ts";
import type { ProbeTls } from "./reach.ts";

/** The answer of a call, or gRPC's code by name and its words. */
export type CallResult<R> = { readonly answer: R } | { readonly code: string; readonly words: string };

/** Calls one method once, on a connection of its own. */
export async function call<Q, R>(
  { address, tls, method }: { readonly address: ListenAddress; readonly tls: ProbeTls | undefined; readonly method: Method<Q, R> },
  request: Q,
  world: CheckWorld,
): Promise<CallResult<R>> {
  const client = new Client(listenAddressText(address), credentialsOf(tls), {
    "grpc.use_local_subchannel_pool": 1,
    ...(tls !== undefined && { "grpc.ssl_target_name_override": tls.serverName }),
  });
  try {
    return await new Promise((resolve) => {
      const done = (error: ServiceError | null, answer?: R): void =>
        resolve(error === null && answer !== undefined ? { answer } : { code: status[error?.code ?? status.UNKNOWN], words: error?.details ?? "" });
      const sent = client.makeUnaryRequest(
        method.path,
        method.requestSerialize,
        method.responseDeserialize,
        request,
        { deadline: Date.now() + world.timeoutMs },
        done,
      );
      world.signal.addEventListener("abort", () => sent.cancel(), { once: true });
    });
  } finally {
    client.close();
  }
}

function credentialsOf(tls: ProbeTls | undefined): ChannelCredentials {
  if (tls === undefined) return credentials.createInsecure();
  const { client } = tls;
  return credentials.createSsl(Buffer.from(tls.ca), client && Buffer.from(client.key), client && Buffer.from(client.certificate));
}
