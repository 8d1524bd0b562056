import { grpcStatus } from "../grpc/status.ts";
import type { LaneMethods, StreamCall, StreamMethod, UnaryCall, UnaryMethod } from "../handler.ts";

/** The health service of gRPC, as Envoy's health checks and `grpc_health_probe` ask it, and clients that watch it. Source: grpc/grpc, doc/health-checking.md. */
export interface Health {
  /** To be served beside the service's own methods. */
  readonly methods: LaneMethods;
  /** Says whether a service works; the empty name is the whole server. One that was never named is answered NOT_FOUND. */
  set(service: string, isServing: boolean): void;
  /** Says of all services that they do not work, and no longer listens to `set`: the process is about to end. */
  shutDown(): void;
}

/** `HealthCheckResponse` with its one field, `status`. */
const serving = Buffer.of(0x08, 1);
const notServing = Buffer.of(0x08, 2);
const serviceUnknown = Buffer.of(0x08, 3);

const unreadable = [grpcStatus.invalidArgument, "Message is no grpc.health.v1.HealthCheckRequest"] as const;

/** Makes a health service. `services` are those it knows from the start, as not working yet. */
export function createHealth(services: readonly string[] = [""]): Health {
  const states = new Map(services.map((service) => [service, false]));
  const watchers = new Map<StreamCall, Watcher>();
  let isEnding = false;
  const check: UnaryMethod = {
    kind: "unary",
    handle: (calls) => {
      for (const call of calls) answer(call, states);
    },
  };
  const tell = (): void => {
    for (const watcher of watchers.values()) watcher.tell(states);
  };
  return {
    methods: { "/grpc.health.v1.Health/Check": check, "/grpc.health.v1.Health/Watch": watchMethod(states, watchers) },
    set: (service, isServing) => {
      if (isEnding) return;
      states.set(service, isServing);
      tell();
    },
    shutDown: () => {
      isEnding = true;
      for (const service of states.keys()) states.set(service, false);
      tell();
      for (const call of watchers.keys()) call.end();
      watchers.clear();
    },
  };
}

type States = ReadonlyMap<string, boolean>;

function answer(call: UnaryCall, states: States): void {
  const service = readService(call.message);
  if (service === undefined) return void call.fail(...unreadable);
  const isServing = states.get(service);
  if (isServing === undefined) call.fail(grpcStatus.notFound, `Service ${JSON.stringify(service)} is not known here`);
  else call.reply(isServing ? serving : notServing);
}

/** Somebody who wants to know about one service: how it is now, and each time that it is otherwise. */
class Watcher {
  readonly #call: StreamCall;
  readonly #service: string;
  #told: Buffer | undefined;

  constructor(call: StreamCall, service: string) {
    this.#call = call;
    this.#service = service;
  }

  tell(states: States): void {
    const isServing = states.get(this.#service);
    const status = isServing === undefined ? serviceUnknown : isServing ? serving : notServing;
    if (status === this.#told) return;
    this.#told = status;
    this.#call.send(status);
  }
}

function watchMethod(states: States, watchers: Map<StreamCall, Watcher>): StreamMethod {
  return {
    kind: "stream",
    open: (call) => ({
      onMessage: (message) => {
        const service = readService(message);
        if (service === undefined) return void call.fail(...unreadable);
        const watcher = new Watcher(call, service);
        watchers.set(call, watcher);
        watcher.tell(states);
      },
      onEnd: () => undefined,
      onGone: () => void watchers.delete(call),
    }),
  };
}

/** Field 1 of `HealthCheckRequest`, a string of less than 128 bytes or absent; nothing else is defined. */
function readService(message: Buffer): string | undefined {
  if (message.length === 0) return "";
  const length = message[1];
  const isOnlyField = message[0] === 0x0a && length !== undefined && length < 0x80 && message.length === length + 2;
  return isOnlyField ? message.toString("utf8", 2) : undefined;
}
