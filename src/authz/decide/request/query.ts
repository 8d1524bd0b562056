/** The value of a query parameter of a path, the first of its name, with its escapes undone; undefined when there is none. */
export function queryValue(pathAndQuery: string, name: string): string | undefined {
  const mark = pathAndQuery.indexOf("?");
  if (mark < 0) return undefined;
  const fragment = pathAndQuery.indexOf("#", mark);
  const query = pathAndQuery.slice(mark + 1, fragment < 0 ? undefined : fragment);
  for (const pair of query.split("&")) {
    const equals = pair.indexOf("=");
    const key = equals < 0 ? pair : pair.slice(0, equals);
    if (key === name || decoded(key) === name) return equals < 0 ? "" : decoded(pair.slice(equals + 1));
  }
  return undefined;
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
