import { WireCursor } from "./wire-cursor.ts";

/** Where the content of a field stands in a message; `end` is behind its last byte. */
export interface WireSpan {
  readonly start: number;
  readonly end: number;
}

/** Finds a field with a length in a message; of several the last, as protobuf has it. Throws a `WireError` when the bytes are no message. */
export function findField(bytes: Uint8Array, message: WireSpan, wanted: number): WireSpan | undefined {
  let found: WireSpan | undefined;
  const cursor = new WireCursor(bytes, message.start, message.end);
  while (cursor.more) {
    const tag = cursor.varint();
    if ((tag & 7) !== 2) {
      cursor.skip(tag & 7);
      continue;
    }
    const end = cursor.lengthEnd();
    if (tag >>> 3 === wanted) found = { start: cursor.at, end };
    cursor.moveTo(end);
  }
  return found;
}

/** All fields of one number with a length, in order. */
export function* eachField(bytes: Uint8Array, message: WireSpan, wanted: number): Generator<WireSpan> {
  const cursor = new WireCursor(bytes, message.start, message.end);
  while (cursor.more) {
    const tag = cursor.varint();
    if ((tag & 7) !== 2) {
      cursor.skip(tag & 7);
      continue;
    }
    const end = cursor.lengthEnd();
    if (tag >>> 3 === wanted) yield { start: cursor.at, end };
    cursor.moveTo(end);
  }
}

/** The value of a number field; of several the last. */
export function findNumber(bytes: Uint8Array, message: WireSpan, wanted: number): number | undefined {
  let found: number | undefined;
  const cursor = new WireCursor(bytes, message.start, message.end);
  while (cursor.more) {
    const tag = cursor.varint();
    if (tag >>> 3 === wanted && (tag & 7) === 0) found = cursor.varint();
    else cursor.skip(tag & 7);
  }
  return found;
}

/**
 * The value of the map entry with a key (a message with key 1 and value 2, both text); of several the last. This is the one loop that
 * runs for every request: the usual entry – key, then value, lengths below 16 kB – is compared without a call.
 */
export function findEntry(bytes: Uint8Array, message: WireSpan, { field, key }: { readonly field: number; readonly key: Uint8Array }): WireSpan | undefined {
  let found: WireSpan | undefined;
  const cursor = new WireCursor(bytes, message.start, message.end);
  const last = key[key.length - 1];
  while (cursor.more) {
    const tag = cursor.varint();
    if ((tag & 7) !== 2) {
      cursor.skip(tag & 7);
      continue;
    }
    const end = cursor.lengthEnd();
    const start = cursor.at;
    cursor.moveTo(end);
    if (tag >>> 3 !== field) continue;
    // Most keys differ in their length already, most others in the last letter.
    const isUsual = bytes[start] === keyTag && (bytes[start + 1] as number) < 0x80;
    if (isUsual && (bytes[start + 1] !== key.length || bytes[start + 1 + key.length] !== last)) continue;
    found = entryValue(bytes, { start, end }, key) ?? found;
  }
  return found;
}

/** Tag of a map entry's key: field 1 with a length. */
const keyTag = 0x0a;

/** The value of a map entry with this key; undefined for one with another key. An entry without value has the empty one. */
function entryValue(bytes: Uint8Array, entry: WireSpan, key: Uint8Array): WireSpan | undefined {
  const found = findField(bytes, entry, 1) ?? { start: entry.end, end: entry.end };
  if (!equalBytes(bytes, found, key)) return undefined;
  return findField(bytes, entry, 2) ?? { start: entry.end, end: entry.end };
}

function equalBytes(bytes: Uint8Array, { start, end }: WireSpan, wanted: Uint8Array): boolean {
  if (end - start !== wanted.length) return false;
  for (let index = 0; index < wanted.length; index += 1) if (bytes[start + index] !== wanted[index]) return false;
  return true;
}
