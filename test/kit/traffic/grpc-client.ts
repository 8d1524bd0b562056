import { Client, type ClientDuplexStream, credentials, Metadata } from "@grpc/grpc-js";
import { atEnd } from "../binary/at-end.ts";

function same(bytes: Buffer): Buffer {
  return bytes;
}

/** A gRPC client of the echo service, for one host of a gateway. */
export interface GrpcClient {
  /** Calls a method, by default `/test.Echo/Say`, and answers what came back. Rejects with gRPC's error. */
  say(message: string, options?: { readonly path?: string; readonly headers?: Readonly<Record<string, string>>; readonly timeoutMs?: number }): Promise<string>;
  /** Opens a stream in both directions. */
  chat(): ClientDuplexStream<Buffer, Buffer>;
  close(): void;
}

/** Makes a client; it ends with the test file. */
export function grpcClient(port: number, host: string): GrpcClient {
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure(), { "grpc.default_authority": host, "grpc.use_local_subchannel_pool": 1 });
  atEnd(() => client.close());
  return {
    say: (message, { path = "/test.Echo/Say", headers = {}, timeoutMs = 10_000 } = {}) =>
      new Promise((resolve, reject) => {
        const metadata = new Metadata();
        for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
        const deadline = { deadline: Date.now() + timeoutMs };
        client.makeUnaryRequest(path, same, same, Buffer.from(message), metadata, deadline, (error, answer) =>
          error === null ? resolve(answer?.toString() ?? "") : reject(error),
        );
      }),
    chat: () => client.makeBidiStreamRequest("/test.Echo/Chat", same, same),
    close: () => client.close(),
  };
}
