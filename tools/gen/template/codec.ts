import protobuf from "protobufjs/light.js";
import type { Any } from "../../../src/gen/google/protobuf.ts";
import type { MessageName, Messages } from "../../../src/gen/messages.ts";
import { lookupType } from "./registry.ts";

/** Turns one message into bytes and back. */
export interface Codec<N extends MessageName> {
  readonly name: N;
  /** `type.googleapis.com/` and the name. */
  readonly typeUrl: string;
  /**
   * Encodes without checking: the types are the check. The Buffer is a slice of a shared slab; copy what lives long.
   * Map entries are written in the order of the object's keys.
   */
  readonly encode: (message: Messages[N]) => Buffer;
  /**
   * Decodes; unknown fields are dropped. `bytes` fields are views into the input. Absent messages and members of oneofs are
   * `undefined`, other absent fields have their default. Throws protobufjs' RangeError or Error on malformed input.
   */
  readonly decode: (bytes: Uint8Array) => Messages[N];
}

const typeUrlPrefix = "type.googleapis.com/";
const noBytes = Buffer.alloc(0);
const mended = new Set<protobuf.Type>();
const codecs = new Map<string, Codec<MessageName>>();

/** The codec of a message; made at the first call and kept. Throws a TypeError for a name that is not in `proto/`. */
export function codec<N extends MessageName>(name: N): Codec<N> {
  const known = codecs.get(name) ?? makeCodec(name);
  return known as unknown as Codec<N>;
}

/** A message as an Any, encoded once. */
export function packAny<N extends MessageName>(name: N, message: Messages[N]): Any {
  const { typeUrl, encode } = codec(name);
  return { type_url: typeUrl, value: encode(message) };
}

/** The message in an Any, or `undefined` when the Any holds another type. Throws as `decode` does. */
export function unpackAny<N extends MessageName>(name: N, any: Any): Messages[N] | undefined {
  return any.type_url === codec(name).typeUrl ? codec(name).decode(any.value ?? new Uint8Array()) : undefined;
}

/** True when a message of this name has a codec. */
export function isMessageName(name: string): name is MessageName {
  return lookupType(name) !== undefined;
}

/** Name of the message that a type URL stands for, or `undefined` when it has no codec. */
export function messageNameOf(typeUrl: string): MessageName | undefined {
  const name = typeUrl.slice(typeUrl.lastIndexOf("/") + 1);
  return isMessageName(name) ? name : undefined;
}

function makeCodec<N extends MessageName>(name: N): Codec<N> {
  const type = lookupType(name);
  if (type === undefined) throw new TypeError(`No message ${name} in proto/`);
  mendDefaults(type);
  const made: Codec<N> = {
    name,
    typeUrl: `${typeUrlPrefix}${name}`,
    encode: (message) => type.encode(message).finish() as Buffer,
    // oxlint-disable-next-line typescript/no-unnecessary-type-assertion -- without it the compiler compares with the union of all messages and gives up
    decode: (bytes) => type.decode(bytes) as unknown as Messages[N],
  };
  codecs.set(name, made as unknown as Codec<MessageName>);
  return made;
}

/**
 * The types say that what is absent is undefined, and that bytes are bytes; protobufjs has `null`, the defaults of oneof
 * members, and an empty array for bytes on its prototypes.
 */
function mendDefaults(type: protobuf.Type): void {
  if (mended.has(type)) return;
  mended.add(type);
  for (const field of type.fieldsArray) {
    const target = field.resolve().resolvedType;
    const prototype = type.ctor.prototype as object;
    if (isUndefinedWhenAbsent(field)) Reflect.set(prototype, field.name, undefined);
    else if (field.type === "bytes" && !field.repeated && !field.map) Reflect.set(prototype, field.name, noBytes);
    if (target instanceof protobuf.Type) mendDefaults(target);
  }
}

function isUndefinedWhenAbsent(field: protobuf.Field): boolean {
  if (field.repeated || field.map) return false;
  return field.partOf !== null || field.resolvedType instanceof protobuf.Type || isOptional(field);
}

function isOptional(field: protobuf.Field): boolean {
  return field.options?.["proto3_optional"] === true;
}
