import protobuf from "protobufjs/light.js";
import { codec, messageNameOf } from "../../gen/codec.ts";
import { fromJson } from "../../gen/from-json.ts";
import { lookupType } from "../../gen/registry.ts";
import { toJson } from "../../gen/to-json.ts";

/** Stands where a secret stood, as in Envoy's own `/config_dump`. */
const redacted = "[redacted]";

/** A message as seen through reflection. */
type Fields = Readonly<Record<string, unknown>>;

const typedStructs: ReadonlySet<string> = new Set(["udpa.type.v1.TypedStruct", "xds.type.v3.TypedStruct"]);
const noBytes = new Uint8Array();

/** An Any in an Any in … is opened so many times; what is deeper is left out. */
const mostOpened = 32;

/**
 * The bytes of a message without what `udpa.annotations.sensitive` marks, however deep in it, messages in an Any included: text and bytes are
 * `[redacted]`, numbers are left out. Of a type that is not known here nothing is left, since nobody can say what is secret in it.
 */
export function redactBytes(typeUrl: string, bytes: Uint8Array): Uint8Array {
  return redactAny({ type_url: typeUrl, value: bytes }, { isSecret: false, opened: 0 }).value;
}

interface Place {
  /** Everything below is secret. */
  readonly isSecret: boolean;
  /** Messages in an Any that are around it. */
  readonly opened: number;
}

function redactAny(
  { type_url: typeUrl = "", value = noBytes }: { type_url?: string; value?: Uint8Array },
  place: Place,
): { type_url: string; value: Uint8Array } {
  const name = messageNameOf(typeUrl);
  const type = name === undefined ? undefined : lookupType(name);
  if (name === undefined || type === undefined || place.opened >= mostOpened) return { type_url: typeUrl, value: noBytes };
  const { decode, encode } = codec(name) as { decode: (bytes: Uint8Array) => unknown; encode: (message: unknown) => Uint8Array };
  return { type_url: typeUrl, value: encode(redactMessage(type, decode(value) as Fields, { ...place, opened: place.opened + 1 })) };
}

function redactMessage(type: protobuf.Type, message: Fields, place: Place): Fields {
  const name = type.fullName.slice(1);
  if (name === "google.protobuf.Any") return redactAny(message, place);
  if (typedStructs.has(name) && !place.isSecret) return redactTypedStruct(message, place);
  const entries = type.fieldsArray.flatMap((field) => {
    const value = message[field.name];
    if (value === undefined || value === null) return [];
    const isSecret = place.isSecret || field.options?.["(udpa.annotations.sensitive)"] === true;
    const shown = redactField(field.resolve(), value, { ...place, isSecret });
    return shown === undefined ? [] : [[field.name, shown] as const];
  });
  return Object.fromEntries(entries);
}

function redactField(field: protobuf.Field, value: unknown, place: Place): unknown {
  const one = (each: unknown): unknown => redactValue(field, each, place);
  if (field.map) return Object.fromEntries(Object.entries(value as Fields).flatMap(([key, each]) => pairOf(key, one(each))));
  return field.repeated ? (value as readonly unknown[]).map(one).filter((each) => each !== undefined) : one(value);
}

function pairOf(key: string, value: unknown): readonly (readonly [string, unknown])[] {
  return value === undefined ? [] : [[key, value]];
}

function redactValue(field: protobuf.Field, value: unknown, place: Place): unknown {
  if (field.resolvedType instanceof protobuf.Type) return redactMessage(field.resolvedType, value as Fields, place);
  if (!place.isSecret) return value;
  if (field.type === "string") return redacted;
  return field.type === "bytes" ? Buffer.from(redacted) : undefined;
}

/** A message that travels as JSON is redacted as the message that it stands for. */
function redactTypedStruct(message: Fields, place: Place): Fields {
  const { type_url: typeUrl = "" } = message as { readonly type_url?: string };
  const name = messageNameOf(typeUrl);
  const type = name === undefined ? undefined : lookupType(name);
  if (name === undefined || type === undefined) return { type_url: typeUrl };
  const read = fromJson(name, toJson("google.protobuf.Struct", (message["value"] ?? {}) as never));
  if (!read.ok) return { type_url: typeUrl };
  const struct = fromJson("google.protobuf.Struct", toJson(name, redactMessage(type, read.message as Fields, place) as never));
  return struct.ok ? { type_url: typeUrl, value: struct.message } : { type_url: typeUrl };
}
