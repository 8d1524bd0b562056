import protobuf from "protobufjs/light.js";
import type { Variant } from "../../src/discovery/subscription/event.ts";
import { type ResourceType, resourceTypes, typeUrls } from "../../src/snapshot/resource.ts";

/** One resource of a response. */
export interface ReadResource {
  readonly name: string;
  readonly typeUrl: string;
  readonly content: Uint8Array;
}

/** A response as far as a client has to know it. */
export interface ReadResponse {
  readonly type: ResourceType;
  readonly nonce: string;
  readonly version: string;
  readonly resources: readonly ReadResource[];
}

/** In both variants. */
const [versionField, typeUrlField, nonceField] = [1, 4, 5];

const typesByUrl: ReadonlyMap<string, ResourceType> = new Map(resourceTypes.map((type) => [typeUrls[type], type]));

/** Reads a whole response, field by field: a client that decodes a million resources must not be what is measured. Throws on what is malformed. */
export function readResponse(bytes: Uint8Array, variant: Variant): ReadResponse {
  const resources: ReadResource[] = [];
  const texts = ["", "", "", "", "", "", ""];
  const read = variant === "sotw" ? readBare : readNamed;
  eachField(bytes, (field, reader) => {
    if (field === 2) resources.push(read(reader.bytes()));
    else if (field === versionField || field === typeUrlField || field === nonceField) texts[field] = reader.string();
    else return false;
    return true;
  });
  const [, version = "", , , typeUrl = "", nonce = ""] = texts;
  const type = typesByUrl.get(typeUrl);
  if (type === undefined) throw new Error(`A response has type "${typeUrl}"`);
  return { type, nonce, version, resources };
}

/** `Any`; the name is field 1 of every type that the bench uses. */
function readBare(bytes: Uint8Array): ReadResource {
  const any = readAny(bytes);
  const content = protobuf.Reader.create(any.content);
  if (content.uint32() !== 10) throw new Error(`A resource of type ${any.typeUrl} does not begin with its name`);
  return { ...any, name: content.string() };
}

/** `Resource` { version, resource, name }. */
function readNamed(bytes: Uint8Array): ReadResource {
  let name = "";
  let any: Uint8Array = new Uint8Array();
  eachField(bytes, (field, reader) => {
    if (field === 2) any = reader.bytes();
    else if (field === 3) name = reader.string();
    else return false;
    return true;
  });
  return { ...readAny(any), name };
}

function readAny(bytes: Uint8Array): Omit<ReadResource, "name"> {
  let typeUrl = "";
  let content: Uint8Array = new Uint8Array();
  eachField(bytes, (field, reader) => {
    if (field === 1) typeUrl = reader.string();
    else if (field === 2) content = reader.bytes();
    else return false;
    return true;
  });
  return { typeUrl, content };
}

/** `take` answers whether it has read the field; what it has not is skipped. */
function eachField(bytes: Uint8Array, take: (field: number, reader: protobuf.Reader) => boolean): void {
  const reader = protobuf.Reader.create(bytes);
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    if (!take(tag >>> 3, reader)) reader.skipType(tag & 7);
  }
}
