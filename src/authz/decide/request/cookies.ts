/** The value of a cookie in a Cookie header (RFC 6265 §4.2), the first of its name; undefined when there is none. Quotes belong to the value's wrapping. */
export function cookieValue(header: string | undefined, name: string): string | undefined {
  if (header === undefined) return undefined;
  let start = 0;
  let equals = -1;
  while (start < header.length) {
    const semicolon = header.indexOf(";", start);
    const end = semicolon < 0 ? header.length : semicolon;
    // Looked for again only behind the last one: a header of semicolons alone would cost the square of its length.
    if (equals < start) equals = header.indexOf("=", start);
    if (equals < 0) return undefined;
    if (equals < end && header.slice(start, equals).trim() === name) return unquoted(header.slice(equals + 1, end).trim());
    start = end + 1;
  }
  return undefined;
}

/** The names of all cookies in a Cookie header, in order. */
export function cookieNames(header: string | undefined): readonly string[] {
  return (header ?? "").split(";").flatMap((pair) => (pair.includes("=") ? [pair.split("=", 1)[0]?.trim() ?? ""] : []));
}

/** Whether a cookie is one of a family: it has its name, or that with a point and more behind it. */
export function inCookieFamily(name: string, family: string): boolean {
  return name === family || name.startsWith(`${family}.`);
}

/** A Cookie header without some cookies; undefined when nothing is left. */
export function withoutCookies(header: string, goes: (name: string) => boolean): string | undefined {
  const kept = header
    .split(";")
    .map((pair) => pair.trim())
    .filter((pair) => pair !== "" && !goes(pair.split("=", 1)[0]?.trim() ?? ""));
  return kept.length === 0 ? undefined : kept.join("; ");
}

function unquoted(value: string): string {
  return value.length >= 2 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value;
}
