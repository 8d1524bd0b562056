import { expectedTimeoutHeader, parseExpectedTimeout } from "../grpc/expected-timeout.ts";
import { parseGrpcTimeout } from "../grpc/grpc-timeout.ts";
import { type GrpcFailure, grpcStatus } from "../grpc/status.ts";
import type { HeaderField } from "../hpack/header-field.ts";
import { headerValue, type RequestHeaders } from "./request-headers.ts";

/** How request messages may be compressed. */
export type MessageEncoding = "identity" | "gzip" | "deflate";

/** How a request is answered whose message is not looked at. */
export type Refusal =
  | {
      /** Headers alone, which tell status and sentence as gRPC does. */
      readonly kind: "grpc";
      /** 200 where gRPC's status says all. */
      readonly httpStatus: 200 | 400 | 431;
      readonly status: GrpcFailure;
      readonly message: string;
      readonly headers?: readonly HeaderField[];
    }
  | {
      /** Plain HTTP with a sentence as its body, for callers that do not speak gRPC. */
      readonly kind: "http";
      readonly httpStatus: 405 | 415;
      readonly message: string;
      readonly headers?: readonly HeaderField[];
    };

/** What the headers of a request come to. Read once and shared by all calls with the same header block; never changed. */
export interface CallHead<Method> {
  readonly fields: readonly HeaderField[];
  readonly path: string;
  /** -1 when there is no `content-length`. */
  readonly contentLength: number;
  /** The method that is called; `undefined` with a refusal. */
  readonly method: Method | undefined;
  readonly refusal: Refusal | undefined;
  /** Milliseconds that the caller waits; `Infinity` without a `grpc-timeout`. An Envoy may say that it waits shorter for this try. */
  readonly timeoutMs: number;
  readonly encoding: MessageEncoding;
}

const encodings: Readonly<Record<string, MessageEncoding>> = { identity: "identity", gzip: "gzip", deflate: "deflate" };
/** `application/grpc`, also with a format as in `application/grpc+proto`, or with parameters. */
const grpcContentType = /^application\/grpc(?:[+;]|$)/iu;

/** Looks at a well-formed request with gRPC's eyes. Source: grpc/grpc, doc/PROTOCOL-HTTP2.md. */
export function readCallHead<Method>(headers: RequestHeaders, methods: ReadonlyMap<string, Method>): CallHead<Method> {
  const { fields, path, contentLength } = headers;
  const timeout = headerValue(fields, "grpc-timeout");
  const timeoutMs = timeout === undefined ? Number.POSITIVE_INFINITY : parseGrpcTimeout(timeout);
  const encoding = headerValue(fields, "grpc-encoding") ?? "identity";
  const refusal = httpRefusal(headers) ?? grpcRefusal({ path, isKnown: methods.has(path), encoding, timeout, timeoutMs });
  return {
    fields,
    path,
    contentLength,
    method: refusal === undefined ? methods.get(path) : undefined,
    refusal,
    timeoutMs: Math.min(timeoutMs ?? Number.POSITIVE_INFINITY, parseExpectedTimeout(headerValue(fields, expectedTimeoutHeader))),
    encoding: encodings[encoding] ?? "identity",
  };
}

/** The head of a request whose header list is longer than `maxHeaderListBytes`. */
export function tooLongHead(fields: readonly HeaderField[], maxHeaderListBytes: number): CallHead<never> {
  const message = `Request headers are larger than ${maxHeaderListBytes} bytes`;
  return {
    fields,
    path: headerValue(fields, ":path") ?? "",
    contentLength: -1,
    method: undefined,
    refusal: { kind: "grpc", httpStatus: 431, status: grpcStatus.resourceExhausted, message },
    timeoutMs: Number.POSITIVE_INFINITY,
    encoding: "identity",
  };
}

function httpRefusal({ method, fields }: RequestHeaders): Refusal | undefined {
  if (method !== "POST") {
    return {
      kind: "http",
      httpStatus: 405,
      message: `gRPC is spoken here, with the method POST and not ${method}`,
      headers: [{ name: "allow", value: "POST" }],
    };
  }
  const contentType = headerValue(fields, "content-type") ?? "";
  if (grpcContentType.test(contentType)) return undefined;
  return { kind: "http", httpStatus: 415, message: `gRPC is spoken here, with the content type application/grpc and not ${JSON.stringify(contentType)}` };
}

interface GrpcFacts {
  readonly path: string;
  readonly isKnown: boolean;
  readonly encoding: string;
  readonly timeout: string | undefined;
  readonly timeoutMs: number | undefined;
}

function grpcRefusal({ path, isKnown, encoding, timeout, timeoutMs }: GrpcFacts): Refusal | undefined {
  const kind = "grpc";
  if (!isKnown) return { kind, httpStatus: 200, status: grpcStatus.unimplemented, message: `Method ${path} is not served here` };
  if (timeoutMs === undefined) {
    return { kind, httpStatus: 400, status: grpcStatus.internal, message: `Header grpc-timeout is ${JSON.stringify(timeout)}; write for example 20m or 1S` };
  }
  if (encodings[encoding] !== undefined) return undefined;
  const message = `Message encoding ${JSON.stringify(encoding)} is not known; use identity, deflate or gzip`;
  return { kind, httpStatus: 200, status: grpcStatus.unimplemented, message, headers: [{ name: "grpc-accept-encoding", value: "identity,deflate,gzip" }] };
}
