import { type ChannelCredentials, Client, type ClientOptions, credentials, Metadata, type ServiceError } from "@grpc/grpc-js";
import { atEnd } from "../binary/at-end.ts";

/** What came of a call: gRPC's status, the sentence with it, and the message if it is a good one. */
export interface Outcome {
  readonly code: number;
  readonly details: string;
  readonly message: string | undefined;
}

/** How a call is made. */
export interface CallOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
  /** Ends the call from the client's side. */
  readonly signal?: AbortSignal;
}

/** A real gRPC client that sends and receives plain texts. */
export interface LaneClient {
  readonly call: (path: string, message: string | Buffer, options?: CallOptions) => Promise<Outcome>;
  readonly close: () => void;
}

function same(bytes: Buffer): Buffer {
  return bytes;
}

/** Makes a client of `127.0.0.1:4711` or `unix:/path`; it ends with the test file. */
export function laneClient(target: string, channel: ChannelCredentials = credentials.createInsecure(), options: ClientOptions = {}): LaneClient {
  const client = new Client(target, channel, { "grpc.use_local_subchannel_pool": 1, ...options });
  atEnd(() => client.close());
  return {
    close: () => client.close(),
    call: (path, message, { headers = {}, timeoutMs = 10_000, signal } = {}) =>
      new Promise((resolve) => {
        const metadata = new Metadata();
        for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
        const done = (error: ServiceError | null, answer?: Buffer): void =>
          resolve(error === null ? { code: 0, details: "", message: answer?.toString() } : { code: error.code, details: error.details, message: undefined });
        const call = client.makeUnaryRequest(path, same, same, Buffer.from(message), metadata, { deadline: Date.now() + timeoutMs }, done);
        signal?.addEventListener("abort", () => call.cancel());
      }),
  };
}
