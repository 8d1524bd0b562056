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
    const value = textOf(bytes, findField(bytes, header, rawValueField) ?? findField(bytes, header, valueField));
    const before = joined.get(key);
    joined.set(key, before === undefined ? value : `${before}${key === "cookie" ? "; " : ","}${value}`);
  }
  return joined;
}

function textOf(bytes: Buffer, span: WireSpan | undefined): string {
  return span === undefined ? "" : bytes.toString("utf8", span.start, span.end);
}
