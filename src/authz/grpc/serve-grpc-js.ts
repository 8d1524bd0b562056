import { Server, type ServerCredentials, type sendUnaryData } from "@grpc/grpc-js";
import { HealthImplementation } from "grpc-health-check";
import { type ListenAddress, listenAddressText } from "../../kit/listen-address.ts";
import type { UnaryCall } from "./unary-call.ts";

/** What is served. */
export interface GrpcJsOptions {
  readonly address: ListenAddress;
  readonly credentials: ServerCredentials;
  /** Handlers by full method name, `/package.Service/Method`. */
  readonly methods: Readonly<Record<string, (calls: readonly UnaryCall[]) => void>>;
}

/** A gRPC server that runs. */
export interface GrpcServer {
  /** With the port that the system chose, when 0 was asked for. */
  readonly address: ListenAddress;
  close(): Promise<void>;
}

/** Largest request, in bytes: headers and the body that a filter may send along. */
const maxRequestBytes = 4_194_304;

/** Serves unary methods through `@grpc/grpc-js`. */
export async function serveGrpcJs({ address, credentials, methods }: GrpcJsOptions): Promise<GrpcServer> {
  const server = new Server({ "grpc.max_receive_message_length": maxRequestBytes, "grpc.max_concurrent_streams": 100_000, "grpc.keepalive_time_ms": 30_000 });
  for (const [path, handle] of Object.entries(methods)) addMethod(server, path, handle);
  const health = new HealthImplementation({ "": "SERVING" });
  health.addToServer(server);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(listenAddressText(address), credentials, (error, bound) => (error === null ? resolve(bound) : reject(error)));
  });
  return {
    address: { host: address.host, port },
    close: async () => {
      health.setStatus("", "NOT_SERVING");
      await shutDown(server);
    },
  };
}

function addMethod(server: Server, path: string, handle: (calls: readonly UnaryCall[]) => void): void {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const asIs = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const method = {
    path,
    requestStream: false,
    responseStream: false,
    requestSerialize: asIs,
    requestDeserialize: asIs,
    responseSerialize: asIs,
    responseDeserialize: asIs,
  };
  server.addService(
    { [name]: method },
    {
      [name]: ({ request }: { readonly request: Buffer }, callback: sendUnaryData<Uint8Array>) =>
        handle([{ buffer: request, start: 0, end: request.length, reply: (message) => callback(null, message) }]),
    },
  );
}

function shutDown(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => server.forceShutdown(), 2000);
    server.tryShutdown(() => {
      clearTimeout(force);
      resolve();
    });
  });
}
