import protobuf from "protobufjs/light.js";
import { type ResourceType, resourceTypes, typeUrls } from "../../snapshot/resource.ts";
import type { DeltaRequest, SotwRequest } from "../subscription/event.ts";

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

/** Reads `envoy.service.discovery.v3.DiscoveryRequest`; the fields of a resource's locators are not used. */
export function decodeSotwRequest(bytes: Uint8Array): WireRequest<SotwRequest> {
  const reader = protobuf.Reader.create(bytes);
  const names: string[] = [];
  const wire = { typeUrl: "", node: undefined as Uint8Array | undefined };
  const request = { kind: "sotw" as const, names, version: "", nonce: "", error: undefined as string | undefined };
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    const field = tag >>> 3;
    if (field === 1) request.version = reader.string();
    else if (field === 2) wire.node = reader.bytes();
    else if (field === 3) names.push(reader.string());
    else if (field === 4) wire.typeUrl = reader.string();
    else if (field === 5) request.nonce = reader.string();
    else if (field === 6) request.error = statusMessage(reader.bytes());
    else reader.skipType(tag & 7);
  }
  return { ...wire, request };
}

/** Reads `envoy.service.discovery.v3.DeltaDiscoveryRequest`. */
export function decodeDeltaRequest(bytes: Uint8Array): WireRequest<DeltaRequest> {
  const reader = protobuf.Reader.create(bytes);
  const lists = { subscribe: [] as string[], unsubscribe: [] as string[] };
  const initialVersions = new Map<string, string>();
  const wire = { typeUrl: "", node: undefined as Uint8Array | undefined };
  const answer = { nonce: "", error: undefined as string | undefined };
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    const field = tag >>> 3;
    if (field === 1) wire.node = reader.bytes();
    else if (field === 2) wire.typeUrl = reader.string();
    else if (field === 3) lists.subscribe.push(reader.string());
    else if (field === 4) lists.unsubscribe.push(reader.string());
    else if (field === 5) initialVersions.set(...mapEntry(reader.bytes()));
    else if (field === 6) answer.nonce = reader.string();
    else if (field === 7) answer.error = statusMessage(reader.bytes());
    else reader.skipType(tag & 7);
  }
  return { ...wire, request: { kind: "delta", ...lists, initialVersions, ...answer } };
}

/** Message of a `google.rpc.Status`; the field itself says that it is a refusal, also with an empty text. */
function statusMessage(bytes: Uint8Array): string {
  const reader = protobuf.Reader.create(bytes);
  let message = "";
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    if (tag >>> 3 === 2) message = reader.string();
    else reader.skipType(tag & 7);
  }
  return message;
}

function mapEntry(bytes: Uint8Array): readonly [key: string, value: string] {
  const reader = protobuf.Reader.create(bytes);
  const entry = { key: "", value: "" };
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    if (tag >>> 3 === 1) entry.key = reader.string();
    else if (tag >>> 3 === 2) entry.value = reader.string();
    else reader.skipType(tag & 7);
  }
  return [entry.key, entry.value];
}
