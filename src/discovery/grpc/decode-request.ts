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
  const reader = protobuf.Reader.create(bytes);
  const names: string[] = [];
  let [typeUrl, version, nonce] = ["", "", ""];
  let node: Uint8Array | undefined;
  let error: string | undefined;
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    switch (fieldOf(tag)) {
      case 1:
        version = text(reader);
        break;
      case 2:
        node = reader.bytes();
        break;
      case 3:
        names.push(text(reader));
        break;
      case 4:
        typeUrl = text(reader);
        break;
      case 5:
        nonce = text(reader);
        break;
      case 6:
        error = errorIn(reader.bytes());
        break;
      default:
        reader.skipType(tag & 7);
    }
  }
  return { typeUrl, node, request: { kind: "sotw", names: sharedNames(names), version, nonce, error } };
}

/** Reads `envoy.service.discovery.v3.DeltaDiscoveryRequest`. */
export function decodeDeltaRequest(bytes: Uint8Array): WireRequest<DeltaRequest> {
  const reader = protobuf.Reader.create(bytes);
  const [subscribe, unsubscribe]: [string[], string[]] = [[], []];
  let held: Map<string, string> | undefined;
  let [typeUrl, nonce] = ["", ""];
  let node: Uint8Array | undefined;
  let error: string | undefined;
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    switch (fieldOf(tag)) {
      case 1:
        node = reader.bytes();
        break;
      case 2:
        typeUrl = text(reader);
        break;
      case 3:
        subscribe.push(text(reader));
        break;
      case 4:
        unsubscribe.push(text(reader));
        break;
      case 5:
        held = withEntry(held, reader.bytes());
        break;
      case 6:
        nonce = text(reader);
        break;
      case 7:
        error = errorIn(reader.bytes());
        break;
      default:
        reader.skipType(tag & 7);
    }
  }
  return { typeUrl, node, request: { kind: "delta", subscribe: sharedNames(subscribe), unsubscribe, initialVersions: held ?? noVersions, nonce, error } };
}

/** Most requests are acknowledgements, which tell of nothing. */
const noVersions: ReadonlyMap<string, string> = new Map();

function withEntry(versions: Map<string, string> | undefined, bytes: Uint8Array): Map<string, string> {
  const [, name, version] = readTexts(bytes);
  return (versions ?? new Map<string, string>()).set(name, version);
}

/** Message of a `google.rpc.Status`; the field itself says that it is a refusal, also with an empty text. */
function errorIn(bytes: Uint8Array): string {
  const [, , message] = readTexts(bytes);
  return message;
}

/** The texts of fields 1 and 2, at these places. */
function readTexts(bytes: Uint8Array): readonly ["", string, string] {
  const reader = protobuf.Reader.create(bytes);
  const texts: ["", string, string] = ["", "", ""];
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    switch (fieldOf(tag)) {
      case 1:
        texts[1] = text(reader);
        break;
      case 2:
        texts[2] = text(reader);
        break;
      default:
        reader.skipType(tag & 7);
    }
  }
  return texts;
}

/** The number of a field that begins with its length, as all do that are read here; 0 for others. */
function fieldOf(tag: number): number {
  return (tag & 7) === 2 ? tag >>> 3 : 0;
}

/** Not `reader.string()`, which takes a text that is cut off for a shorter one. */
function text(reader: protobuf.Reader): string {
  const length = reader.uint32();
  const start = reader.pos;
  reader.skip(length);
  const { buf } = reader;
  return (Buffer.isBuffer(buf) ? buf : Buffer.from(buf.buffer, buf.byteOffset, buf.length)).toString("utf8", start, reader.pos);
}
