import { codec } from "../../../gen/codec.ts";
import type { AttributeContext } from "../../../gen/envoy/service/auth/v3.ts";
import type { JsonObject } from "../../../kit/json.ts";
import { forwardedForHeader, planExtensions } from "../../../model/auth/auth-plan.ts";
import { addressText } from "./address-text.ts";
import { forwardedAddress } from "./forwarded-address.ts";
import { joinRawHeaders, rawHeaderLines } from "./raw-headers.ts";
import { readNamespace } from "./read-metadata.ts";
import { WireError } from "./wire-cursor.ts";
import { eachField, findEntry, findField, findNumber, type WireSpan } from "./wire-span.ts";

/** Fields of AttributeContext (envoy/service/auth/v3/attribute_context.proto). */
const attribute = { source: 1, request: 4, contextExtensions: 10, metadata: 11, tls: 12, routeMetadata: 13 } as const;
const peer = { address: 1, principal: 4, certificate: 5 } as const;
const http = { id: 1, method: 2, headers: 3, path: 4, host: 5, scheme: 6, size: 9, protocol: 10, body: 11, rawBody: 12, headerMap: 13 } as const;

const hopsName = wireName(planExtensions.hops);
const forwardedFor = wireName(forwardedForHeader);
const nothing: WireSpan = { start: 0, end: 0 };

/** A name in bytes, as map entries are compared with it. */
export type WireName = Uint8Array & { readonly __name?: never };

/** Makes a name once, so that requests are searched for its bytes; header names are in lower case on the wire. */
export function wireName(text: string): WireName {
  return Uint8Array.from(Buffer.from(text));
}

/**
 * A CheckRequest that is read where it lies: nothing is decoded before somebody asks for it, and then just that. A whole one of a browser
 * is 1.3 kB, of which a decision usually needs two or three fields. Every reader throws a `WireError` when the bytes are no message.
 */
export class CheckView {
  readonly #bytes: Buffer;
  readonly #message: WireSpan;
  readonly #attributes: WireSpan;
  #http: WireSpan | undefined;
  #raw: ReadonlyMap<string, string> | "none" | undefined;

  /** The message is `bytes[start..end)`. */
  constructor(bytes: Buffer, { start, end }: WireSpan = { start: 0, end: bytes.length }) {
    this.#bytes = bytes;
    this.#message = { start, end };
    this.#attributes = findField(bytes, this.#message, 1) ?? nothing;
  }

  /** The same request with bytes of its own, for those who go on after the read buffer is used again. */
  detach(): CheckView {
    return new CheckView(Buffer.from(this.#bytes.subarray(this.#message.start, this.#message.end)));
  }

  /** A context extension, as the route's configuration has it; undefined when there is none. */
  contextExtension(name: WireName): string | undefined {
    return this.#entry(this.#attributes, attribute.contextExtensions, name);
  }

  get id(): string {
    return this.#httpText(http.id);
  }

  get method(): string {
    return this.#httpText(http.method);
  }

  /** Path and query as they were sent. */
  get path(): string {
    return this.#httpText(http.path);
  }

  /** Host with its port, if the client sent one. */
  get host(): string {
    return this.#httpText(http.host);
  }

  get scheme(): string {
    return this.#httpText(http.scheme);
  }

  get protocol(): string {
    return this.#httpText(http.protocol);
  }

  /** A header's value, several of one name joined as RFC 9110 has it; undefined when it is absent. */
  header(name: WireName): string | undefined {
    const found = this.#entry(this.#httpSpan(), http.headers, name);
    return found ?? this.#rawHeaders()?.get(Buffer.from(name).toString());
  }

  /** The lines of a header, one value each; where Envoy was not told to send raw headers, they stand in one. Undefined when it is absent. */
  headerLines(name: string): readonly string[] | undefined {
    const map = findField(this.#bytes, this.#httpSpan(), http.headerMap);
    if (map !== undefined) return rawHeaderLines(this.#bytes, map, name);
    const value = this.#entry(this.#httpSpan(), http.headers, wireName(name));
    return value === undefined ? undefined : [value];
  }

  /** Every header, pseudo headers among them. */
  headers(): ReadonlyMap<string, string> {
    const all = new Map<string, string>(this.#rawHeaders());
    for (const entry of eachField(this.#bytes, this.#httpSpan(), http.headers)) {
      const key = findField(this.#bytes, entry, 1);
      const value = findField(this.#bytes, entry, 2);
      all.set(this.#text(key ?? nothing), this.#text(value ?? nothing));
    }
    return all;
  }

  /** The body as far as Envoy sent it; undefined when it sent none. */
  get body(): Uint8Array | undefined {
    const span = findField(this.#bytes, this.#httpSpan(), http.rawBody) ?? findField(this.#bytes, this.#httpSpan(), http.body);
    return span === undefined ? undefined : this.#bytes.subarray(span.start, span.end);
  }

  /** Size of the whole body in bytes; -1 when it is not known. */
  get size(): number {
    const size = findNumber(this.#bytes, this.#httpSpan(), http.size) ?? 0;
    return size >= 2 ** 48 ? -1 : size;
  }

  /** The caller's address as Envoy sees it, without port; empty when it is none of IP. Envoy tells who opened the connection: behind trusted proxies that is one of them. */
  get sourceAddress(): string {
    const hops = this.contextExtension(hopsName);
    return (hops === undefined ? undefined : forwardedAddress(this.header(forwardedFor), hops)) ?? this.#peerAddress();
  }

  #peerAddress(): string {
    const address = this.#sourceField(peer.address);
    return address === undefined ? "" : addressText(this.#bytes, address);
  }

  /** Name in the client's certificate: its URI, else DNS name, else subject. Empty without one. */
  get principal(): string {
    return this.#text(this.#sourceField(peer.principal) ?? nothing);
  }

  /** The client's certificate, URL-encoded PEM. Empty without one, and when Envoy was not told to send it. */
  get certificate(): string {
    return this.#text(this.#sourceField(peer.certificate) ?? nothing);
  }

  /** Server name that the client asked for in TLS. */
  get serverName(): string {
    const tls = findField(this.#bytes, this.#attributes, attribute.tls);
    return this.#text(tls === undefined ? nothing : (findField(this.#bytes, tls, 1) ?? nothing));
  }

  /** What filters have left of a request, or of its connection, under a namespace; undefined when there is none, or Envoy was not told to send it. */
  metadata(namespace: string): JsonObject | undefined {
    return this.#metadata(attribute.metadata, namespace);
  }

  /** The same of the route's own. */
  routeMetadata(namespace: string): JsonObject | undefined {
    return this.#metadata(attribute.routeMetadata, namespace);
  }

  /** The whole of it, decoded; for what is asked rarely. */
  decode(): AttributeContext {
    return codec("envoy.service.auth.v3.CheckRequest").decode(this.#bytes.subarray(this.#message.start, this.#message.end)).attributes ?? {};
  }

  #metadata(field: number, namespace: string): JsonObject | undefined {
    const [metadata, second] = eachField(this.#bytes, this.#attributes, field);
    if (second !== undefined) throw new WireError("Metadata is there twice");
    return metadata === undefined ? undefined : readNamespace(this.#bytes, metadata, namespace);
  }

  #sourceField(field: number): WireSpan | undefined {
    const source = findField(this.#bytes, this.#attributes, attribute.source);
    return source === undefined ? undefined : findField(this.#bytes, source, field);
  }

  #httpSpan(): WireSpan {
    if (this.#http !== undefined) return this.#http;
    const request = findField(this.#bytes, this.#attributes, attribute.request);
    this.#http = (request === undefined ? undefined : findField(this.#bytes, request, 2)) ?? nothing;
    return this.#http;
  }

  #httpText(field: number): string {
    return this.#text(findField(this.#bytes, this.#httpSpan(), field) ?? nothing);
  }

  #rawHeaders(): ReadonlyMap<string, string> | undefined {
    if (this.#raw === undefined) {
      const map = findField(this.#bytes, this.#httpSpan(), http.headerMap);
      this.#raw = map === undefined ? "none" : joinRawHeaders(this.#bytes, map);
    }
    return this.#raw === "none" ? undefined : this.#raw;
  }

  #entry(message: WireSpan, field: number, name: WireName): string | undefined {
    const found = findEntry(this.#bytes, message, { field, key: name });
    return found === undefined ? undefined : this.#text(found);
  }

  #text({ start, end }: WireSpan): string {
    return this.#bytes.toString("utf8", start, end);
  }
}
