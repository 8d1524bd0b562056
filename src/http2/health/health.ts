import { grpcStatus } from "../grpc/status.ts";
import type { LaneMethods, UnaryCall, UnaryMethod } from "../handler.ts";

/** The health service of gRPC, as Envoy's health checks and `grpc_health_probe` ask it. `Watch` streams and is answered UNIMPLEMENTED. */
export interface Health {
  /** To be served beside the service's own methods. */
  readonly methods: LaneMethods;
  /** Says whether a service works; the empty name is the whole server. One that was never named is answered NOT_FOUND. */
  set(service: string, isServing: boolean): void;
  /** Says of all services that they do not work, and no longer listens to `set`: the process is about to end. */
  shutDown(): void;
}

const path = "/grpc.health.v1.Health/Check";
/** `HealthCheckResponse` with its one field, `status`. */
const serving = Buffer.of(0x08, 1);
const notServing = Buffer.of(0x08, 2);

/** Makes a health service. `services` are those it knows from the start, as not working yet. */
export function createHealth(services: readonly string[] = [""]): Health {
  const states = new Map(services.map((service) => [service, false]));
  let isEnding = false;
  const check: UnaryMethod = {
    kind: "unary",
    handle: (calls) => {
      for (const call of calls) answer(call, states);
    },
  };
  return {
    methods: { [path]: check },
    set: (service, isServing) => {
      if (!isEnding) states.set(service, isServing);
    },
    shutDown: () => {
      isEnding = true;
      for (const service of states.keys()) states.set(service, false);
    },
  };
}

function answer(call: UnaryCall, states: ReadonlyMap<string, boolean>): void {
  const service = readService(call.message);
  if (service === undefined) return void call.fail(grpcStatus.invalidArgument, "Message is no grpc.health.v1.HealthCheckRequest");
  const isServing = states.get(service);
  if (isServing === undefined) call.fail(grpcStatus.notFound, `Service ${JSON.stringify(service)} is not known here`);
  else call.reply(isServing ? serving : notServing);
}

/** Field 1 of `HealthCheckRequest`, a string of less than 128 bytes or absent; nothing else is defined. */
function readService(message: Buffer): string | undefined {
  if (message.length === 0) return "";
  const length = message[1];
  const isOnlyField = message[0] === 0x0a && length !== undefined && length < 0x80 && message.length === length + 2;
  return isOnlyField ? message.toString("utf8", 2) : undefined;
}
