// Made by `npm run gen` from proto/; do not edit
import protobuf from "protobufjs/light.js";
import type { Any } from "./google/protobuf.ts";
import type { MessageName, Messages } from "./messages.ts";
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
  encode(message: Messages[N]): Buffer;
  /**
   * Decodes; unknown fields are dropped. `bytes` fields are views into the input. Absent messages and members of oneofs are
   * `undefined`, other absent fields have their default. Throws protobufjs' RangeError or Error on malformed input.
   */
  decode(bytes: Uint8Array): Messages[N];
}

const typeUrlPrefix = "type.googleapis.com/";
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
  leaveAbsentUndefined(type, new Set());
  const made: Codec<N> = {
    name,
    typeUrl: `${typeUrlPrefix}${name}`,
    encode: (message) => type.encode(message).finish() as Buffer,
    decode: (bytes) => type.decode(bytes) as unknown as Messages[N],
  };
  codecs.set(name, made as unknown as Codec<MessageName>);
  return made;
}

/** protobufjs puts `null` and defaults of oneof members on the prototypes; the types say that what is absent is undefined. */
function leaveAbsentUndefined(type: protobuf.Type, seen: Set<protobuf.Type>): void {
  if (seen.has(type)) return;
  seen.add(type);
  for (const field of type.fieldsArray) {
    const target = field.resolve().resolvedType;
    if (!field.repeated && !field.map && (field.partOf !== null || isOptional(field) || target instanceof protobuf.Type)) {
      Reflect.set(type.ctor.prototype as object, field.name, undefined);
    }
    if (target instanceof protobuf.Type) leaveAbsentUndefined(target, seen);
  }
}

function isOptional(field: protobuf.Field): boolean {
  return field.options?.["proto3_optional"] === true;
}
