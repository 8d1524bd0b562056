import type { Json, JsonObject } from "../../../kit/json.ts";
import { WireCursor, WireError } from "./wire-cursor.ts";
import { eachField, type WireSpan } from "./wire-span.ts";

/** Fields of envoy.config.core.v3.Metadata, of a map's entries, and of google.protobuf.Struct, Value and ListValue. */
const filterMetadataField = 1;
const tags = { key: 0x0a, value: 0x12, fields: 0x0a, values: 0x0a, null: 0x08, number: 0x11, text: 0x1a, bool: 0x20, struct: 0x2a, list: 0x32 } as const;
/** Protobuf's own readers take no more: a hundred messages, of which a value inside of another is three. */
const deepest = 32;

/**
 * One namespace of an `envoy.config.core.v3.Metadata`; undefined when it is absent. It is read whole, or a `WireError` is thrown: where other readers pass over what
 * they do not know, or take the last of several, this one takes nothing that no writer of protobuf writes, so that nobody else may read it in another way.
 */
export function readNamespace(bytes: Buffer, metadata: WireSpan, name: string): JsonObject | undefined {
  let found: WireSpan | undefined;
  for (const entry of eachField(bytes, metadata, filterMetadataField)) {
    const [key, value] = readEntry(bytes, entry);
    if (key !== name) continue;
    if (found !== undefined) throw twice("namespace");
    found = value;
  }
  return found === undefined ? undefined : readStruct(bytes, found, 0);
}

function readStruct(bytes: Buffer, { start, end }: WireSpan, depth: number): JsonObject {
  const members = new Map<string, Json>();
  const cursor = new WireCursor(bytes, start, end);
  while (cursor.more) {
    expectTag(cursor, tags.fields);
    const [key, value] = readEntry(bytes, nextSpan(cursor));
    if (members.has(key)) throw twice("member");
    members.set(key, readValue(bytes, value, depth));
  }
  return Object.fromEntries(members);
}

/** Key and value of a map's entry; without value it has the empty one. */
function readEntry(bytes: Buffer, { start, end }: WireSpan): readonly [key: string, value: WireSpan] {
  let key: string | undefined;
  let value: WireSpan | undefined;
  const cursor = new WireCursor(bytes, start, end);
  while (cursor.more) {
    const tag = cursor.varint();
    if (tag === tags.key && key === undefined) key = textIn(bytes, nextSpan(cursor));
    else if (tag === tags.value && value === undefined) value = nextSpan(cursor);
    else throw unexpected(tag);
  }
  return [key ?? "", value ?? { start: end, end }];
}

/** A value without kind is null, as JSON of protobuf has it. */
function readValue(bytes: Buffer, { start, end }: WireSpan, depth: number): Json {
  if (depth > deepest) throw new WireError(`Metadata is nested deeper than ${deepest}`);
  const cursor = new WireCursor(bytes, start, end);
  let value: Json | undefined;
  while (cursor.more) {
    if (value !== undefined) throw twice("kind of a value");
    value = readKind(bytes, cursor, depth);
  }
  return value ?? null;
}

function readKind(bytes: Buffer, cursor: WireCursor, depth: number): Json {
  const tag = cursor.varint();
  switch (tag) {
    case tags.null:
      cursor.varint();
      return null;
    case tags.number: {
      const { at } = cursor;
      cursor.skip(1);
      return bytes.readDoubleLE(at);
    }
    case tags.text:
      return textIn(bytes, nextSpan(cursor));
    case tags.bool:
      return cursor.varint() !== 0;
    case tags.struct:
      return readStruct(bytes, nextSpan(cursor), depth + 1);
    case tags.list:
      return readList(bytes, nextSpan(cursor), depth + 1);
    default:
      throw unexpected(tag);
  }
}

function readList(bytes: Buffer, { start, end }: WireSpan, depth: number): readonly Json[] {
  const values: Json[] = [];
  const cursor = new WireCursor(bytes, start, end);
  while (cursor.more) {
    expectTag(cursor, tags.values);
    values.push(readValue(bytes, nextSpan(cursor), depth));
  }
  return values;
}

function expectTag(cursor: WireCursor, wanted: number): void {
  const tag = cursor.varint();
  if (tag !== wanted) throw unexpected(tag);
}

function nextSpan(cursor: WireCursor): WireSpan {
  const end = cursor.lengthEnd();
  const span = { start: cursor.at, end };
  cursor.moveTo(end);
  return span;
}

function textIn(bytes: Buffer, { start, end }: WireSpan): string {
  return bytes.toString("utf8", start, end);
}

function twice(what: string): WireError {
  return new WireError(`Metadata has a ${what} twice`);
}

function unexpected(tag: number): WireError {
  return new WireError(`Metadata has field ${Math.floor(tag / 8)} of the wire type ${tag % 8} where there can be none`);
}

/** Metadata in one text: as canonical JSON, in which numbers that JSON lacks (NaN, infinities, the negative zero) have texts of their own. */
export function metadataText(value: Json): string {
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  if (Array.isArray(value)) return `[${value.map(metadataText).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const object = value as JsonObject;
  const members = Object.keys(object)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${metadataText(object[key] ?? null)}`);
  return `{${members.join(",")}}`;
}
