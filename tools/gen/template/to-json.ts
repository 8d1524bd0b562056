import type protobuf from "protobufjs/light.js";
import type { MessageName, Messages } from "../../../src/gen/messages.ts";
import { codec, messageNameOf } from "./codec.ts";
import { type FieldPlan, fullNameOf, planOf, type ValuePlan } from "./json-plan.ts";
import type { JsonObject, JsonValue } from "./json-value.ts";
import { lookupType } from "./registry.ts";
import { writeScalar } from "./scalar-json.ts";
import { isWellKnown, writeWellKnown } from "./well-known-json.ts";

/** An Any in an Any in … is opened so many times; what is deeper stays bytes, so that no message exhausts the stack. */
const mostOpened = 32;

/** A message as seen through reflection. */
type Fields = Readonly<Record<string, unknown>>;

/**
 * A message in proto3's JSON mapping, as Envoy prints it: field names in snake_case, defaults left out, durations as
 * `"1.5s"`, 64-bit numbers as text, bytes as base64, enums by name, wrappers unwrapped, `Struct` as it is.
 * An Any is opened (`"@type"` beside the fields); one of an unknown type, or with malformed bytes, is
 * `{ "@type": …, "@bytes": base64 }`, which `fromJson` reads back.
 */
export function toJson<N extends MessageName>(name: N, message: Messages[N]): JsonValue {
  const type = lookupType(name);
  if (type === undefined) throw new TypeError(`No message ${name} in proto/`);
  return writeMessage(type, message as Fields, 0);
}

function writeMessage(type: protobuf.Type, message: Fields, opened: number): JsonValue {
  const name = fullNameOf(type);
  if (name === "google.protobuf.Any") return writeAny(message, opened);
  if (isWellKnown(name)) return writeWellKnown(name, message);
  const entries: [string, JsonValue][] = [];
  for (const field of planOf(type).fields) {
    const value = writeField(field, message[field.name], opened);
    if (value !== undefined) entries.push([field.name, value]);
  }
  return Object.fromEntries(entries);
}

/** `undefined`: the field is absent or has its default. */
function writeField(field: FieldPlan, value: unknown, opened: number): JsonValue | undefined {
  if (value === undefined || value === null) return undefined;
  if (field.shape === "list") {
    const list = value as readonly unknown[];
    return list.length === 0 ? undefined : list.map((item) => writeValue(field.value, item, opened));
  }
  if (field.shape === "map") {
    const entries = Object.entries(value as Fields);
    return entries.length === 0 ? undefined : Object.fromEntries(entries.map(([key, item]) => [key, writeValue(field.value, item, opened)]));
  }
  return field.implicit && isDefault(value) ? undefined : writeValue(field.value, value, opened);
}

function writeValue(plan: ValuePlan, value: unknown, opened: number): JsonValue {
  if (plan.kind === "scalar") return writeScalar(plan.type, value);
  if (plan.kind === "message") return writeMessage(plan.type, value as Fields, opened);
  if (plan.name === "google.protobuf.NullValue") return null;
  return plan.type.valuesById[value as number] ?? (value as number);
}

function isDefault(value: unknown): boolean {
  return value === 0 || value === false || value === "" || (value instanceof Uint8Array && value.length === 0);
}

function writeAny(any: Fields, opened: number): JsonObject {
  const typeUrl = (any["type_url"] ?? "") as string;
  const bytes = (any["value"] ?? new Uint8Array()) as Uint8Array;
  if (typeUrl === "" && bytes.length === 0) return {};
  const content = opened < mostOpened ? openAny(typeUrl, bytes, opened + 1) : undefined;
  if (content === undefined) return { "@type": typeUrl, "@bytes": Buffer.from(bytes).toString("base64") };
  return { "@type": typeUrl, ...content };
}

function openAny(typeUrl: string, bytes: Uint8Array, opened: number): JsonObject | undefined {
  const name = messageNameOf(typeUrl);
  const type = name === undefined ? undefined : lookupType(name);
  if (name === undefined || type === undefined) return undefined;
  let message: Fields;
  try {
    message = codec(name).decode(bytes) as Fields;
  } catch {
    return undefined;
  }
  const json = writeMessage(type, message, opened);
  return name === "google.protobuf.Any" || isWellKnown(name) ? { value: json } : (json as JsonObject);
}
