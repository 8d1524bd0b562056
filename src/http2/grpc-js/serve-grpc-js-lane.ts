import { type ConnectionInjector, Server, ServerCredentials, type ServerDuplexStream } from "@grpc/grpc-js";
import type { MethodQueue } from "../connection/method-queue.ts";
import { Turn } from "../connection/turn.ts";
import { Gate } from "../serve/gate.ts";
import { type Lane, type LaneOptions, type ResolvedLaneOptions, resolveLaneOptions } from "../serve/lane.ts";
import { laneMeters } from "../serve/lane-meters.ts";
import { GrpcJsCall, type Received } from "./grpc-js-call.ts";
import { GrpcJsStream } from "./grpc-js-stream.ts";

/**
 * Serves the same handlers through `@grpc/grpc-js`: the other implementation to fall back on, and to compare with. Listening, TLS and names of clients
 * are the same code. Of the limits it knows `maxConnections`, `maxConcurrentStreams`, `maxMessageBytes`, `idleTimeoutMs`, `maxConnectionAgeMs`, `drainTimeoutMs`,
 * `keepaliveMs`, `keepaliveTimeoutMs` and, with TLS, `handshakeTimeoutMs`; the others are what `node:http2` has.
 */
export async function serveGrpcJsLane(options: LaneOptions): Promise<Lane> {
  const resolved = resolveLaneOptions(options);
  const { clock, health, limits, logger, metrics, name } = resolved;
  const onError = (error: unknown, path: string): void => logger.error("Handler failed", { lane: name, method: path, error: String(error) });
  const turn = new Turn<GrpcJsCall>({
    methods: resolved.methods,
    now: () => clock.monotonic(),
    atEndOfTurn: (task) => void setImmediate(task),
    onError,
  });
  const gate = new Gate(resolved, laneMeters(metrics, name, turn.queues));
  const server = createServer(resolved, turn, onError);
  // TLS is done when a connection comes here: that is what both lanes share.
  const injector: ConnectionInjector = server.createConnectionInjector(ServerCredentials.createInsecure());
  await gate.listen((socket) => {
    injector.injectConnection(socket);
    return { refuse: () => void socket.destroy(), drain: () => undefined };
  });
  return {
    get address() {
      return gate.address;
    },
    setTls: (tls) => gate.setTls(tls),
    close: async (withinMs = limits.drainTimeoutMs) => {
      health?.shutDown();
      const cancel = clock.schedule(withinMs, () => {
        server.forceShutdown();
        gate.cut();
      });
      await Promise.all([shutDown(server), gate.close()]);
      cancel();
    },
  };
}

type OnError = (error: unknown, path: string) => void;

function createServer({ clock, limits }: ResolvedLaneOptions, turn: Turn<GrpcJsCall>, onError: OnError): Server {
  const server = new Server({
    "grpc.max_receive_message_length": limits.maxMessageBytes,
    "grpc.max_send_message_length": -1,
    "grpc.max_concurrent_streams": limits.maxConcurrentStreams,
    "grpc.max_connection_idle_ms": limits.idleTimeoutMs,
    "grpc.max_connection_age_ms": limits.maxConnectionAgeMs,
    "grpc.max_connection_age_grace_ms": limits.drainTimeoutMs,
    "grpc.keepalive_time_ms": limits.keepaliveMs,
    "grpc.keepalive_timeout_ms": limits.keepaliveTimeoutMs,
  });
  for (const queue of turn.queues.values()) {
    const { method } = queue;
    if (method.kind === "unary") registerUnary(server, queue, (received) => turn.complete(new GrpcJsCall(received, queue, clock), queue));
    else registerStream(server, queue, (call) => void new GrpcJsStream({ call, method, queue, onError }));
  }
  return server;
}

type Queue = MethodQueue<GrpcJsCall>;

const toBuffer = (message: Uint8Array): Buffer => Buffer.from(message.buffer, message.byteOffset, message.byteLength);
const asIs = (bytes: Buffer): Buffer => bytes;

function registerUnary(server: Server, { path }: Queue, serve: (received: Received) => void): void {
  server.register<Buffer, Uint8Array>(path, (call: Received["call"], answer: Received["answer"]) => serve({ call, answer }), toBuffer, asIs, "unary");
}

function registerStream(server: Server, { path }: Queue, serve: (call: ServerDuplexStream<Buffer, Uint8Array>) => void): void {
  server.register<Buffer, Uint8Array>(path, serve, toBuffer, asIs, "bidi");
}

function shutDown(server: Server): Promise<void> {
  return new Promise((resolve) => server.tryShutdown(() => resolve()));
}
