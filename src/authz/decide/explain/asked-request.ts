import { codec } from "../../../gen/codec.ts";
import type { Metadata } from "../../../gen/envoy/config/core/v3.ts";
import type { JsonObject } from "../../../kit/json.ts";
import { readCertificates } from "../../../kit/x509.ts";
import { planExtensions, sentBodies } from "../../../model/auth/auth-plan.ts";
import { toStruct } from "../reply/struct.ts";
import { CheckView } from "../request/check-view.ts";

/** A request that somebody asks about, as Envoy would have it. */
export interface AskedRequest {
  readonly method: string;
  readonly scheme: string;
  readonly host: string;
  /** With its query. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The caller's address; default: none. */
  readonly source?: string | undefined;
  /** Name in the client's certificate; default: that of the certificate. */
  readonly principal?: string | undefined;
  /** The client's certificate (PEM). */
  readonly certificate?: string | undefined;
  readonly body?: string | undefined;
  /** What filters would have left of the request, by namespace; default: nothing. */
  readonly metadata?: AskedMetadata | undefined;
  /** The route's own, by namespace; default: nothing. */
  readonly routeMetadata?: AskedMetadata | undefined;
}

/** Metadata by its namespaces. */
type AskedMetadata = Readonly<Record<string, JsonObject>>;

/** The CheckRequest that Envoy would send for it. */
export function askedView(asked: AskedRequest): CheckView {
  const { method, scheme, host, path, headers, source, certificate, body, metadata, routeMetadata } = asked;
  const principal = asked.principal ?? principalOf(certificate);
  const request = {
    attributes: {
      source: {
        ...(source !== undefined && { address: { socket_address: { address: source, port_value: 1 } } }),
        ...(principal !== undefined && { principal }),
        ...(certificate !== undefined && { certificate: encodeURIComponent(certificate) }),
      },
      request: {
        http: {
          id: "1",
          method,
          path,
          host,
          scheme,
          protocol: "HTTP/1.1",
          headers: { ...headers, ":method": method, ":path": path, ":authority": host, ":scheme": scheme },
          ...(body !== undefined && { raw_body: Buffer.from(body), size: Buffer.byteLength(body) }),
        },
      },
      ...(metadata !== undefined && { metadata_context: metadataOf(metadata) }),
      ...(routeMetadata !== undefined && { route_metadata_context: metadataOf(routeMetadata) }),
      context_extensions: { [planExtensions.body]: sentBodies() },
    },
  };
  return new CheckView(Buffer.from(codec("envoy.service.auth.v3.CheckRequest").encode(request)));
}

function metadataOf(namespaces: AskedMetadata): Metadata {
  return { filter_metadata: Object.fromEntries(Object.entries(namespaces).map(([name, values]) => [name, toStruct(values)])) };
}

/** As Envoy names a peer: URI, else DNS name, else subject. */
function principalOf(certificate: string | undefined): string | undefined {
  const read = certificate === undefined ? undefined : readCertificates(certificate);
  const [first] = read === undefined || "error" in read ? [] : read.certificates;
  return first && (first.names.uri[0] ?? first.names.dns[0] ?? first.subject);
}
