// Made by `npm run gen` from proto/; do not edit
import type { JsonValue } from "./json-value.ts";

/** What reading one value gives: the value, or a sentence that says what is wrong with it. */
export type ReadValue = { readonly value: unknown } | { readonly wrong: string };

/** Smallest and largest number of each integer type; 64-bit ones end where doubles stop being exact. */
const ranges: Readonly<Record<string, readonly [number, number]>> = {
  int32: [-2_147_483_648, 2_147_483_647],
  sint32: [-2_147_483_648, 2_147_483_647],
  sfixed32: [-2_147_483_648, 2_147_483_647],
  uint32: [0, 4_294_967_295],
  fixed32: [0, 4_294_967_295],
  int64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  sint64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  sfixed64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  uint64: [0, Number.MAX_SAFE_INTEGER],
  fixed64: [0, Number.MAX_SAFE_INTEGER],
};

const decimal = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/u;
const base64 = /^[\w+/-]*={0,2}$/u;
const largestFloat = 3.402_823_466_385_288_6e38;

/** A scalar as JSON: 64-bit numbers as text, bytes as base64, what JSON has no number for as text. */
export function writeScalar(type: string, value: unknown): JsonValue {
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.length).toString("base64");
  if (typeof value === "number" && (type.endsWith("64") || !Number.isFinite(value))) return String(value);
  return value as JsonValue;
}

/** Reads a scalar; numbers may be text, as the mapping allows. */
export function readScalar(type: string, json: JsonValue): ReadValue {
  switch (type) {
    case "string":
      return typeof json === "string" ? { value: json } : { wrong: `${shown(json)} is not text` };
    case "bool":
      return typeof json === "boolean" ? { value: json } : { wrong: `${shown(json)} is neither true nor false` };
    case "bytes":
      return readBytes(json);
    case "double":
    case "float":
      return readFloat(type, json);
    default:
      return readInteger(type, json);
  }
}

/** A map's key, which is always text in JSON, checked against the type of the keys. */
export function checkKey(type: string, key: string): string | undefined {
  if (type === "string") return undefined;
  if (type === "bool") return key === "true" || key === "false" ? undefined : `Key ${shown(key)} is neither true nor false`;
  const read = readInteger(type, key);
  return "wrong" in read ? `Key ${read.wrong}` : undefined;
}

/** A value for a message to people, cut when it is long. */
export function shown(json: JsonValue): string {
  const text = JSON.stringify(json);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

function readBytes(json: JsonValue): ReadValue {
  if (typeof json !== "string" || !base64.test(json) || json.replace(/=+$/u, "").length % 4 === 1) {
    return { wrong: `${shown(json)} is not base64` };
  }
  return { value: Buffer.from(json.replaceAll("-", "+").replaceAll("_", "/"), "base64") };
}

function readFloat(type: string, json: JsonValue): ReadValue {
  if (json === "NaN" || json === "Infinity" || json === "-Infinity") return { value: Number(json) };
  const value = readNumber(json);
  if (value === undefined) return { wrong: `${shown(json)} is not a number` };
  const largest = type === "float" ? largestFloat : Number.MAX_VALUE;
  return Math.abs(value) <= largest ? { value } : { wrong: `${shown(json)} is out of the range of ${type}` };
}

function readInteger(type: string, json: JsonValue): ReadValue {
  const value = readNumber(json);
  if (value === undefined || !Number.isInteger(value)) return { wrong: `${shown(json)} is not a whole number` };
  const [least, most] = ranges[type] ?? [0, 0];
  if (value < least || value > most) {
    return { wrong: `${shown(json)} is out of the range of ${type}, ${String(least)} to ${String(most)}` };
  }
  return { value: value === 0 ? 0 : value };
}

function readNumber(json: JsonValue): number | undefined {
  if (typeof json === "number") return json;
  return typeof json === "string" && decimal.test(json) ? Number(json) : undefined;
}
