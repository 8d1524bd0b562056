import { eachField, findField, type WireSpan } from "./wire-span.ts";

/** Fields of envoy.config.core.v3.HeaderMap and HeaderValue. */
const headersField = 1;
const keyField = 1;
const valueField = 2;
const rawValueField = 3;

/** The headers of a HeaderMap (Envoy's `encode_raw_headers`); those of one name are joined, cookies by a semicolon (RFC 9113 §8.2.3). */
export function joinRawHeaders(bytes: Buffer, map: WireSpan): ReadonlyMap<string, string> {
  const joined = new Map<string, string>();
  for (const header of eachField(bytes, map, headersField)) {
    const key = textOf(bytes, findField(bytes, header, keyField));
    const before = joined.get(key);
    joined.set(key, before === undefined ? lineOf(bytes, header) : `${before}${key === "cookie" ? "; " : ","}${lineOf(bytes, header)}`);
  }
  return joined;
}

/** The lines of one header, in order; undefined when it is absent. */
export function rawHeaderLines(bytes: Buffer, map: WireSpan, name: string): readonly string[] | undefined {
  const own = [...eachField(bytes, map, headersField)].filter((header) => textOf(bytes, findField(bytes, header, keyField)) === name);
  return own.length === 0 ? undefined : own.map((header) => lineOf(bytes, header));
}

function lineOf(bytes: Buffer, header: WireSpan): string {
  return textOf(bytes, findField(bytes, header, rawValueField) ?? findField(bytes, header, valueField));
}

function textOf(bytes: Buffer, span: WireSpan | undefined): string {
  return span === undefined ? "" : bytes.toString("utf8", span.start, span.end);
}
