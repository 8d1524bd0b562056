import { Server, type ServerCredentials, type sendUnaryData } from "@grpc/grpc-js";
import { HealthImplementation } from "grpc-health-check";
import type { Clock } from "../../kit/clock.ts";
import { type ListenAddress, listenAddressText } from "../../kit/listen-address.ts";
import type { UnaryCall } from "./unary-call.ts";

/** What is served. */
export interface GrpcJsOptions {
  readonly address: ListenAddress;
  readonly credentials: ServerCredentials;
  /** Handlers by full method name, `/package.Service/Method`. */
  readonly methods: Readonly<Record<string, (calls: readonly UnaryCall[]) => void>>;
  /** Services whose health is told, beside the server's own. */
  readonly services: readonly string[];
  readonly clock: Clock;
}

/** A gRPC server that runs. */
export interface GrpcServer {
  /** With the port that the system chose, when 0 was asked for. */
  readonly address: ListenAddress;
  /** Ends calls under way, then the server. */
  close(): Promise<void>;
}

/** Largest request, in bytes: a hundred times what Envoy sends. */
const maxRequestBytes = 1_048_576;

/** Serves unary methods through `@grpc/grpc-js`. */
export async function serveGrpcJs(options: GrpcJsOptions): Promise<GrpcServer> {
  const server = new Server({ "grpc.max_receive_message_length": maxRequestBytes, "grpc.max_concurrent_streams": 100_000, "grpc.keepalive_time_ms": 30_000 });
  for (const [path, handle] of Object.entries(options.methods)) addMethod(server, { path, handle, clock: options.clock });
  const health = new HealthImplementation(Object.fromEntries(["", ...options.services].map((service) => [service, "SERVING"] as const)));
  health.addToServer(server);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(listenAddressText(options.address), options.credentials, (error, bound) => (error === null ? resolve(bound) : reject(error)));
  });
  return {
    address: { host: options.address.host, port },
    close: async () => {
      for (const service of ["", ...options.services]) health.setStatus(service, "NOT_SERVING");
      await shutDown(server);
    },
  };
}

interface Method {
  readonly path: string;
  readonly handle: (calls: readonly UnaryCall[]) => void;
  readonly clock: Clock;
}

function addMethod(server: Server, { path, handle, clock }: Method): void {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const asIs = (bytes: Buffer): Buffer => bytes;
  const definition = {
    [name]: {
      path,
      requestStream: false,
      responseStream: false,
      requestSerialize: asIs,
      requestDeserialize: asIs,
      responseSerialize: asIs,
      responseDeserialize: asIs,
    },
  };
  server.addService(definition, {
    [name]: (call: GrpcJsCall, callback: sendUnaryData<Uint8Array>) => handle([unaryCall(call, callback, clock)]),
  });
}

/** What is used of grpc-js's ServerUnaryCall. */
interface GrpcJsCall {
  readonly request: Buffer;
  readonly cancelled: boolean;
  getDeadline(): Date | number;
}

function unaryCall(call: GrpcJsCall, callback: sendUnaryData<Uint8Array>, clock: Clock): UnaryCall {
  let answered = false;
  const once = (send: () => void): void => {
    if (answered) return;
    answered = true;
    send();
  };
  return {
    buffer: call.request,
    start: 0,
    end: call.request.length,
    deadline: clock.monotonic() + Number(call.getDeadline()) - clock.now(),
    get isOpen() {
      return !answered && !call.cancelled;
    },
    reply: (message) => once(() => callback(null, message)),
    fail: (code, details) => once(() => callback({ code, details })),
  };
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
