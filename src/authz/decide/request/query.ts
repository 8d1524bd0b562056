/** The value of a query parameter of a path, the first of its name, with its escapes undone; undefined when there is none. */
export function queryValue(pathAndQuery: string, name: string): string | undefined {
  return queryValues(pathAndQuery, name)[0];
}

/** The values of a query parameter of a path, in order, with their escapes undone. */
export function queryValues(pathAndQuery: string, name: string): readonly string[] {
  const mark = pathAndQuery.indexOf("?");
  if (mark < 0) return [];
  const fragment = pathAndQuery.indexOf("#", mark);
  const query = pathAndQuery.slice(mark + 1, fragment < 0 ? undefined : fragment);
  return query.split("&").flatMap((pair) => {
    const equals = pair.indexOf("=");
    const key = equals < 0 ? pair : pair.slice(0, equals);
    if (key !== name && decoded(key) !== name) return [];
    return [equals < 0 ? "" : decoded(pair.slice(equals + 1))];
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
