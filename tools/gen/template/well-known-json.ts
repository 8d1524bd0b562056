import { isJsonObject, type JsonObject, type JsonValue } from "./json-value.ts";
import { type ReadValue, readScalar, shown, writeScalar } from "./scalar-json.ts";

/** A message as seen through reflection. */
type Fields = Readonly<Record<string, unknown>>;

interface WellKnown {
  readonly write: (message: Fields) => JsonValue;
  readonly read: (json: JsonValue) => ReadValue;
}

const wrapped: Readonly<Record<string, string>> = {
  BoolValue: "bool",
  BytesValue: "bytes",
  DoubleValue: "double",
  FloatValue: "float",
  Int32Value: "int32",
  Int64Value: "int64",
  StringValue: "string",
  UInt32Value: "uint32",
  UInt64Value: "uint64",
};

/** The messages of google.protobuf that have a JSON form of their own; Any apart, which needs the codecs. */
const wellKnown: ReadonlyMap<string, WellKnown> = new Map<string, WellKnown>([
  ...Object.entries(wrapped).map(([name, type]): [string, WellKnown] => [name, wrapperOf(type)]),
  ["Duration", { write: writeDuration, read: readDuration }],
  ["Timestamp", { write: writeTimestamp, read: readTimestamp }],
  ["Struct", { write: writeStruct, read: readStruct }],
  ["ListValue", { write: writeList, read: readList }],
  ["Value", { write: writeValue, read: (json) => ({ value: toValue(json) }) }],
]);

const prefix = "google.protobuf.";
const duration = /^(?<sign>-?)(?<seconds>\d{1,12})(?:\.(?<fraction>\d{1,9}))?s$/u;
const timestamp = /^(?<date>\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(?<fraction>\d{1,9}))?(?<zone>Z|[+-]\d{2}:\d{2})$/u;
const longestSeconds = 315_576_000_000;

/** True for a message with a JSON form of its own, which stands under `value` in an Any. */
export function isWellKnown(name: string): boolean {
  return name.startsWith(prefix) && wellKnown.has(name.slice(prefix.length));
}

/** Writes such a message. */
export function writeWellKnown(name: string, message: Fields): JsonValue {
  return entry(name).write(message);
}

/** Reads such a message. */
export function readWellKnown(name: string, json: JsonValue): ReadValue {
  return entry(name).read(json);
}

function entry(name: string): WellKnown {
  const found = wellKnown.get(name.slice(prefix.length));
  if (found === undefined) throw new TypeError(`${name} has no JSON form of its own`);
  return found;
}

function wrapperOf(type: string): WellKnown {
  const zero: JsonValue = type === "string" || type === "bytes" ? "" : type === "bool" ? false : 0;
  return {
    write: (message) => writeScalar(type, message["value"] ?? zero),
    read: (json) => {
      const read = readScalar(type, json);
      return "wrong" in read ? read : { value: { value: read.value } };
    },
  };
}

function writeDuration(message: Fields): string {
  const seconds = Number(message["seconds"] ?? 0);
  const nanos = Number(message["nanos"] ?? 0);
  const sign = seconds < 0 || nanos < 0 ? "-" : "";
  return `${sign}${String(Math.abs(seconds))}${writeFraction(Math.abs(nanos))}s`;
}

function readDuration(json: JsonValue): ReadValue {
  const parts = typeof json === "string" ? duration.exec(json)?.groups : undefined;
  if (parts === undefined) return { wrong: `${shown(json)} is not a duration; write seconds, for example "1.5s"` };
  const sign = parts["sign"] === "-" ? -1 : 1;
  const seconds = Number(parts["seconds"]);
  const nanos = readFraction(parts["fraction"]);
  if (seconds > longestSeconds || (seconds === longestSeconds && nanos > 0)) {
    return { wrong: `${shown(json)} is longer than ten thousand years` };
  }
  return { value: { seconds: seconds === 0 ? 0 : sign * seconds, nanos: nanos === 0 ? 0 : sign * nanos } };
}

/** A moment that no calendar has (a broken sender) is shown as its parts. */
function writeTimestamp(message: Fields): JsonValue {
  const date = new Date(Number(message["seconds"] ?? 0) * 1000);
  if (Number.isNaN(date.getTime())) return { seconds: String(message["seconds"]), nanos: Number(message["nanos"] ?? 0) };
  return date.toISOString().replace(".000Z", `${writeFraction(Number(message["nanos"] ?? 0))}Z`);
}

function readTimestamp(json: JsonValue): ReadValue {
  const parts = typeof json === "string" ? timestamp.exec(json)?.groups : undefined;
  const ms = parts === undefined ? Number.NaN : Date.parse(`${parts["date"] ?? ""}${parts["zone"] ?? ""}`);
  if (parts === undefined || Number.isNaN(ms)) {
    return { wrong: `${shown(json)} is not a time; write for example "2026-01-31T12:00:00Z"` };
  }
  return { value: { seconds: ms / 1000, nanos: readFraction(parts["fraction"]) } };
}

/** None, three, six or nine digits. */
function writeFraction(nanos: number): string {
  if (nanos === 0) return "";
  const digits = String(nanos).padStart(9, "0");
  return `.${digits.replace(/(?:000){1,2}$/u, "")}`;
}

function readFraction(digits: string | undefined): number {
  return Number((digits ?? "").padEnd(9, "0"));
}

function writeStruct(message: Fields): JsonObject {
  const fields = (message["fields"] ?? {}) as Record<string, Fields>;
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, writeValue(value)]));
}

function readStruct(json: JsonValue): ReadValue {
  return isJsonObject(json) ? { value: toStruct(json) } : { wrong: `${shown(json)} is not an object` };
}

function toStruct(json: JsonObject): Fields {
  return { fields: Object.fromEntries(Object.entries(json).map(([key, value]) => [key, toValue(value)])) };
}

function writeList(message: Fields): JsonValue {
  return ((message["values"] ?? []) as readonly Fields[]).map(writeValue);
}

function readList(json: JsonValue): ReadValue {
  return isList(json) ? { value: { values: json.map(toValue) } } : { wrong: `${shown(json)} is not a list` };
}

/** A Value without a kind is written as null. */
function writeValue(message: Fields): JsonValue {
  if (message["struct_value"] !== undefined) return writeStruct(message["struct_value"] as Fields);
  if (message["list_value"] !== undefined) return writeList(message["list_value"] as Fields);
  if (message["number_value"] !== undefined) return writeScalar("double", message["number_value"]);
  return (message["string_value"] ?? message["bool_value"] ?? null) as JsonValue;
}

function toValue(json: JsonValue): Fields {
  if (json === null) return { null_value: 0 };
  if (typeof json === "string") return { string_value: json };
  if (typeof json === "number") return { number_value: json };
  if (typeof json === "boolean") return { bool_value: json };
  return isList(json) ? { list_value: { values: json.map(toValue) } } : { struct_value: toStruct(json) };
}

function isList(json: JsonValue): json is readonly JsonValue[] {
  return Array.isArray(json);
}
