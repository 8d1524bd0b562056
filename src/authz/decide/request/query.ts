/** The value of a query parameter of a path, the first of its name, with its escapes undone; undefined when there is none. */
export function queryValue(pathAndQuery: string, name: string): string | undefined {
  return queryValues(pathAndQuery, name)[0];
}

/** The values of a query parameter of a path, in order, with their escapes undone. */
export function queryValues(pathAndQuery: string, name: string): readonly string[] {
  return pairsOf(pathAndQuery).flatMap(([key, value]) => (key === name || decoded(key) === name ? [decoded(value)] : []));
}

/**
 * How a path's query spells these names, other than as they are: `wh%6f`, `wh+o`. Backends take them for the name, and Envoy, which compares parameters as they are
 * written, for another one. Each once, in order.
 */
export function escapedNames(pathAndQuery: string, names: ReadonlySet<string>): readonly string[] {
  const spellings = pairsOf(pathAndQuery).flatMap(([key]) => (/[%+]/u.test(key) && !names.has(key) && names.has(decoded(key)) ? [key] : []));
  return [...new Set(spellings)];
}

/** Parameters as they are written. */
function pairsOf(pathAndQuery: string): readonly (readonly [key: string, value: string])[] {
  const mark = pathAndQuery.indexOf("?");
  if (mark < 0) return [];
  const fragment = pathAndQuery.indexOf("#", mark);
  const query = pathAndQuery.slice(mark + 1, fragment < 0 ? undefined : fragment);
  return query.split("&").map((pair) => {
    const equals = pair.indexOf("=");
    return equals < 0 ? [pair, ""] : [pair.slice(0, equals), pair.slice(equals + 1)];
  });
}

/** As forms are decoded (WHATWG URL, `application/x-www-form-urlencoded`); what is no escape stays. */
function decoded(text: string): string {
  if (!/[%+]/u.test(text)) return text;
  const spaced = text.replaceAll("+", " ");
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}
