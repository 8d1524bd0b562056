import type { MessageName, Messages } from "../../../src/gen/messages.ts";
import { type ServiceName, services } from "../../../src/gen/services.ts";
import { codec } from "./codec.ts";

/** One method in the shape that grpc-js asks for. */
export interface Method<Request, Response> {
  readonly path: string;
  readonly requestStream: boolean;
  readonly responseStream: boolean;
  readonly requestSerialize: (message: Request) => Buffer;
  readonly requestDeserialize: (bytes: Buffer) => Request;
  readonly responseSerialize: (message: Response) => Buffer;
  readonly responseDeserialize: (bytes: Buffer) => Response;
}

/** A service's methods by name. */
export type Service<S extends ServiceName> = {
  readonly [M in keyof (typeof services)[S]]: (typeof services)[S][M] extends {
    readonly request: infer Q extends MessageName;
    readonly response: infer R extends MessageName;
  }
    ? Method<Messages[Q], Messages[R]>
    : never;
};

/**
 * The definition of a service for grpc-js, for servers and clients alike. A server that has its answers encoded already
 * replaces `responseSerialize` by `(bytes) => bytes`.
 */
export function service<S extends ServiceName>(name: S): Service<S> {
  const methods = Object.entries(services[name] as Readonly<Record<string, RawMethod>>);
  return Object.fromEntries(methods.map(([method, raw]) => [method, makeMethod(`/${name}/${method}`, raw)])) as Service<S>;
}

interface RawMethod {
  readonly request: MessageName;
  readonly response: MessageName;
  readonly requestStream: boolean;
  readonly responseStream: boolean;
}

function makeMethod(path: string, raw: RawMethod): Method<Messages[MessageName], Messages[MessageName]> {
  const request = codec(raw.request);
  const response = codec(raw.response);
  return {
    path,
    requestStream: raw.requestStream,
    responseStream: raw.responseStream,
    requestSerialize: (message) => request.encode(message),
    requestDeserialize: (bytes) => request.decode(bytes),
    responseSerialize: (message) => response.encode(message),
    responseDeserialize: (bytes) => response.decode(bytes),
  };
}
