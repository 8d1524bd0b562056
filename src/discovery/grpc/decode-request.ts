import protobuf from "protobufjs/light.js";
import { type ResourceType, resourceTypes, typeUrls } from "../../snapshot/resource.ts";
import type { DeltaRequest, SotwRequest } from "../subscription/event.ts";
import { sharedNames } from "./shared-names.ts";

/** A request as it came: the type may be one that is not served, the node is not read yet. */
export interface WireRequest<Request> {
  readonly typeUrl: string;
  /** Bytes of the node; a client may send it with its first request only. */
  readonly node: Uint8Array | undefined;
  /** The request, once its type is known. */
  readonly request: Omit<Request, "type">;
}

const typesByUrl: ReadonlyMap<string, ResourceType> = new Map(resourceTypes.map((type) => [typeUrls[type], type]));

/** The plain name of a type URL; undefined for types that are not served. */
export function resourceTypeOf(typeUrl: string): ResourceType | undefined {
  return typesByUrl.get(typeUrl);
}

/** Reads `envoy.service.discovery.v3.DiscoveryRequest`; resource locators are not used. */
export function decodeSotwRequest(bytes: Uint8Array): WireRequest<SotwRequest> {
  const fields = readFields(bytes);
  const request = {
    kind: "sotw" as const,
    names: sharedNames(fields.texts(3)),
    version: fields.text(1),
    nonce: fields.text(5),
    error: errorIn(fields.bytes(6)),
  };
  return { typeUrl: fields.text(4), node: fields.bytes(2), request };
}

/** Reads `envoy.service.discovery.v3.DeltaDiscoveryRequest`. */
export function decodeDeltaRequest(bytes: Uint8Array): WireRequest<DeltaRequest> {
  const fields = readFields(bytes);
  const request = {
    kind: "delta" as const,
    subscribe: sharedNames(fields.texts(3)),
    unsubscribe: fields.texts(4),
    initialVersions: new Map(fields.all(5).map(mapEntry)),
    nonce: fields.text(6),
    error: errorIn(fields.bytes(7)),
  };
  return { typeUrl: fields.text(2), node: fields.bytes(1), request };
}

/** The length-delimited fields of a message, by number; all fields that are read here are such. */
interface WireFields {
  all(field: number): readonly Uint8Array[];
  bytes(field: number): Uint8Array | undefined;
  text(field: number): string;
  texts(field: number): readonly string[];
}

function readFields(bytes: Uint8Array): WireFields {
  const reader = protobuf.Reader.create(bytes);
  const found = new Map<number, Uint8Array[]>();
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    if ((tag & 7) !== 2) {
      reader.skipType(tag & 7);
      continue;
    }
    const list = found.get(tag >>> 3);
    const value = reader.bytes();
    if (list === undefined) found.set(tag >>> 3, [value]);
    else list.push(value);
  }
  const all = (field: number): readonly Uint8Array[] => found.get(field) ?? [];
  const text = (value: Uint8Array | undefined): string =>
    value === undefined ? "" : Buffer.from(value.buffer, value.byteOffset, value.length).toString("utf8");
  return { all, bytes: (field) => all(field).at(-1), text: (field) => text(all(field).at(-1)), texts: (field) => all(field).map(text) };
}

/** Message of a `google.rpc.Status`; the field itself says that it is a refusal, also with an empty text. */
function errorIn(bytes: Uint8Array | undefined): string | undefined {
  return bytes === undefined ? undefined : readFields(bytes).text(2);
}

function mapEntry(bytes: Uint8Array): readonly [key: string, value: string] {
  const fields = readFields(bytes);
  return [fields.text(1), fields.text(2)];
}
