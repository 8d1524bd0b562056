import { Metadata, Server, ServerCredentials, type ServerDuplexStream, type ServerUnaryCall, type ServiceDefinition, type sendUnaryData } from "@grpc/grpc-js";
import { HealthImplementation } from "grpc-health-check";
import { atEnd } from "../binary/at-end.ts";

function same(bytes: Buffer): Buffer {
  return bytes;
}

const codecs = { requestSerialize: same, requestDeserialize: same, responseSerialize: same, responseDeserialize: same } as const;

/** A service that answers with what it got and with the backend's name. Messages are plain UTF-8. */
const echoService: ServiceDefinition = {
  say: { path: "/test.Echo/Say", requestStream: false, responseStream: false, ...codecs },
  chat: { path: "/test.Echo/Chat", requestStream: true, responseStream: true, ...codecs },
};

/** The same methods under another name. */
const otherService: ServiceDefinition = {
  say: { path: "/test.Other/Say", requestStream: false, responseStream: false, ...codecs },
};

/** A gRPC server behind Envoy. */
export interface GrpcBackend {
  readonly name: string;
  readonly port: number;
  /** Calls so far, unary ones. */
  calls: number;
  /** Lets gRPC's health service answer SERVING for a service; it knows none before. */
  setServing(service: string): void;
  close(): void;
}

/** Starts a server whose answers are `name:message`; it ends with the test file. */
export async function startGrpcBackend(name: string): Promise<GrpcBackend> {
  const server = new Server();
  const answer = (message: Buffer): Buffer => Buffer.from(`${name}:${message.toString()}`);
  const say = (call: ServerUnaryCall<Buffer, Buffer>, done: sendUnaryData<Buffer>): void => {
    backend.calls++;
    const trailers = new Metadata();
    trailers.set("x-backend", name);
    done(null, answer(call.request), trailers);
  };
  const chat = (call: ServerDuplexStream<Buffer, Buffer>): void => {
    call.on("data", (message: Buffer) => void call.write(answer(message)));
    call.on("end", () => call.end());
    call.on("error", () => undefined);
  };
  server.addService(echoService, { say, chat });
  server.addService(otherService, { say });
  const health = new HealthImplementation();
  health.addToServer(server);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) => (error === null ? resolve(bound) : reject(error)));
  });
  const backend: GrpcBackend = { name, port, calls: 0, setServing: (service) => health.setStatus(service, "SERVING"), close: () => server.forceShutdown() };
  atEnd(() => backend.close());
  return backend;
}
