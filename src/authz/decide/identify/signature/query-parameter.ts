/** The value of a query parameter that stands there once, as signatures have it (RFC 9421 §2.2.8): decoded as a form and encoded anew. `name` is encoded in the same way. */
export function queryParameterValue(query: string, name: string): string | undefined {
  const values = query
    .split("&")
    .filter((pair) => pair !== "")
    .map((pair) => pair.split("="))
    .filter(([key = ""]) => recoded(key) === name)
    .map(([, ...rest]) => recoded(rest.join("=")));
  return values.length === 1 ? values[0] : undefined;
}

/** The percent-encode set of forms, with %20 for a space. */
function recoded(text: string): string {
  const decoded = Buffer.from(unescaped(text.replaceAll("+", " "))).toString("utf8");
  // A half of a surrogate pair cannot come out of UTF-8, so this does not throw.
  return encodeURIComponent(decoded).replaceAll(/[!'()~]/gu, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Bytes of a text whose escapes are undone; what is no escape stays. */
function unescaped(text: string): Buffer {
  const parts = text.split(/(%[0-9A-Fa-f]{2})/u);
  return Buffer.concat(parts.map((part) => (/^%[0-9A-Fa-f]{2}$/u.test(part) ? Buffer.from(part.slice(1), "hex") : Buffer.from(part))));
}
