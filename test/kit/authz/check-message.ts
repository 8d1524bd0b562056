import { toStruct } from "../../../src/authz/decide/reply/struct.ts";
import { codec } from "../../../src/gen/codec.ts";
import type { Metadata } from "../../../src/gen/envoy/config/core/v3.ts";
import type { CheckRequest } from "../../../src/gen/envoy/service/auth/v3.ts";
import type { JsonObject } from "../../../src/kit/json.ts";

/** A request as a test describes it. */
export interface RequestText {
  readonly method?: string;
  readonly path?: string;
  readonly host?: string;
  /** Default: https. */
  readonly scheme?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly address?: string;
  readonly principal?: string;
  readonly certificate?: string;
  /** Name that the client asked for in its handshake. */
  readonly sni?: string;
  readonly extensions?: Readonly<Record<string, string>>;
  /** What filters have left of the request, by namespace. */
  readonly metadata?: Readonly<Record<string, JsonObject>>;
  /** The route's own, by namespace. */
  readonly routeMetadata?: Readonly<Record<string, JsonObject>>;
  /** A text, or bytes as with `pack_as_bytes`. */
  readonly body?: string | Uint8Array;
  /** Bytes that Envoy has received of the body. Default: those of `body`. */
  readonly size?: number;
  /** Default: HTTP/2. */
  readonly protocol?: string;
  /** Envoy's id of the request. */
  readonly id?: string;
  /** Headers as their lines, by name; Envoy sends them so when it is told to (`encode_raw_headers`). */
  readonly lines?: readonly (readonly [name: string, value: string])[];
}

/** The CheckRequest that Envoy would send for it. */
export function checkRequest(request: RequestText): CheckRequest {
  const { method = "GET", path = "/", host = "api.example.com", headers = {}, address = "10.0.0.1", extensions = {}, principal, certificate } = request;
  const { id = "12345678901234567890", lines, protocol = "HTTP/2", scheme = "https" } = request;
  return {
    attributes: {
      source: {
        address: { socket_address: { address, port_value: 40_000 } },
        ...(principal !== undefined && { principal }),
        ...(certificate !== undefined && { certificate }),
      },
      destination: { address: { socket_address: { address: "10.0.0.2", port_value: 8080 } } },
      request: {
        time: { seconds: 1_764_000_000 },
        http: {
          id,
          method,
          ...(lines === undefined
            ? {
                headers: {
                  ":method": method,
                  ":path": path,
                  ":authority": host,
                  ":scheme": scheme,
                  "x-request-id": "1b4e28ba-2fa1-11d2-883f-0016d3cca427",
                  ...headers,
                },
              }
            : { header_map: { headers: lines.map(([key, value]) => ({ key, raw_value: Buffer.from(value) })) } }),
          path,
          host,
          scheme,
          protocol,
          ...bodyFields(request),
        },
      },
      ...(request.sni !== undefined && { tls_session: { sni: request.sni } }),
      context_extensions: extensions,
      metadata_context: metadataOf(request.metadata),
      route_metadata_context: metadataOf(request.routeMetadata),
    },
  };
}

function metadataOf(namespaces: Readonly<Record<string, JsonObject>> = {}): Metadata {
  const names = Object.entries(namespaces);
  return names.length === 0 ? {} : { filter_metadata: Object.fromEntries(names.map(([name, values]) => [name, toStruct(values)])) };
}

function bodyFields({ body, size = body === undefined ? undefined : Buffer.byteLength(body) }: RequestText): object {
  return { ...(body !== undefined && (typeof body === "string" ? { body } : { raw_body: body })), ...(size !== undefined && { size }) };
}

/** The same in bytes. */
export function checkBytes(request: RequestText): Buffer {
  return Buffer.from(codec("envoy.service.auth.v3.CheckRequest").encode(checkRequest(request)));
}
