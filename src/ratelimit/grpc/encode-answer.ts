import { codec } from "../../gen/codec.ts";
import type { Json, JsonObject } from "../../kit/json.ts";
import type { Answer, Status } from "../decide/answer.ts";
import { type ShownLimit, wireUnits } from "../decide/rules/rule.ts";

const okCode = 1;
const overCode = 2;
const nothing = Buffer.alloc(0);
/** The field `current_limit` of each limit, made once. */
const limitFields = new WeakMap<ShownLimit, Buffer>();

/**
 * Writes an `envoy.service.ratelimit.v3.RateLimitResponse`. The overall code always stands in it: Envoy takes an answer without one, and an empty
 * message, as "OK".
 */
export function encodeAnswer({ over, statuses, headers, metadata }: Answer): Buffer {
  const tail = headers.length === 0 && metadata === undefined ? nothing : encodeTail(headers, metadata);
  let size = 2 + tail.length;
  for (const status of statuses) size += fieldSize(statusSize(status));
  const out = Buffer.allocUnsafe(size);
  out[0] = 0x08;
  out[1] = over ? overCode : okCode;
  let at = 2;
  for (const status of statuses) at = writeStatus(out, at, status);
  tail.copy(out, at);
  return out;
}

function statusSize({ limit, remaining, resetSeconds }: Status): number {
  const limitSize = limit === undefined ? 0 : limitField(limit).length;
  const remainingSize = remaining === 0 ? 0 : 1 + varintSize(remaining);
  return 2 + limitSize + remainingSize + (resetSeconds === undefined ? 0 : 2 + durationSize(resetSeconds));
}

function durationSize(seconds: number): number {
  return seconds === 0 ? 0 : 1 + varintSize(seconds);
}

/** Size of a field of few bytes with its tag and length. */
function fieldSize(length: number): number {
  return 1 + varintSize(length) + length;
}

function writeStatus(out: Buffer, start: number, status: Status): number {
  const { over, limit, remaining, resetSeconds } = status;
  let at = start;
  out[at++] = 0x12;
  at = writeVarint(out, at, statusSize(status));
  out[at++] = 0x08;
  out[at++] = over ? overCode : okCode;
  if (limit !== undefined) {
    const bytes = limitField(limit);
    at += bytes.copy(out, at);
  }
  if (remaining !== 0) {
    out[at++] = 0x18;
    at = writeVarint(out, at, remaining);
  }
  if (resetSeconds === undefined) return at;
  out[at++] = 0x22;
  out[at++] = durationSize(resetSeconds);
  if (resetSeconds === 0) return at;
  out[at++] = 0x08;
  return writeVarint(out, at, resetSeconds);
}

function limitField(limit: ShownLimit): Buffer {
  const known = limitFields.get(limit);
  if (known !== undefined) return known;
  const message = codec("envoy.service.ratelimit.v3.RateLimitResponse.RateLimit").encode({
    requests_per_unit: limit.requestsPerUnit,
    unit: wireUnits[limit.unit],
    ...(limit.name !== "" && { name: limit.name }),
    ...(limit.multiplier !== 1 && { unit_multiplier: { value: limit.multiplier } }),
  });
  const head = Buffer.alloc(1 + varintSize(message.length));
  head[0] = 0x12;
  writeVarint(head, 1, message.length);
  const made = Buffer.concat([head, message]);
  limitFields.set(limit, made);
  return made;
}

/** What few answers have: repeated fields of a message may be written apart and joined. */
function encodeTail(headers: Answer["headers"], metadata: JsonObject | undefined): Buffer {
  return codec("envoy.service.ratelimit.v3.RateLimitResponse").encode({
    response_headers_to_add: headers.map(([key, value]) => ({ key, value })),
    ...(metadata !== undefined && { dynamic_metadata: structOf(metadata) }),
  });
}

type Value = NonNullable<import("../../gen/google/protobuf.ts").Struct["fields"]>[string];

function structOf(object: JsonObject): { readonly fields: Record<string, Value> } {
  return { fields: Object.fromEntries(Object.entries(object).map(([key, value]) => [key, protoValue(value)])) };
}

function protoValue(json: Json): Value {
  if (json === null) return { null_value: 0 };
  if (typeof json === "string") return { string_value: json };
  if (typeof json === "number") return { number_value: json };
  if (typeof json === "boolean") return { bool_value: json };
  if (Array.isArray(json)) return { list_value: { values: (json as readonly Json[]).map(protoValue) } };
  return { struct_value: structOf(json as JsonObject) };
}

function varintSize(value: number): number {
  let size = 1;
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) size += 1;
  return size;
}

function writeVarint(out: Buffer, start: number, value: number): number {
  let at = start;
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) out[at++] = (rest % 128) + 128;
  out[at++] = rest;
  return at;
}
