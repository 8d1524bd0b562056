/** A query parameter of a request. */
export interface Parameter {
  /** Its name as it is written. */
  readonly written: string;
  /** The same with its escapes undone. */
  readonly name: string;
  /** Its value as it is written. */
  readonly value: string;
}

/** The query parameters of a path, in order; what has no name is none. */
export function readParameters(pathAndQuery: string): readonly Parameter[] {
  const mark = pathAndQuery.indexOf("?");
  if (mark < 0) return [];
  const fragment = pathAndQuery.indexOf("#", mark);
  const query = pathAndQuery.slice(mark + 1, fragment < 0 ? undefined : fragment);
  return query.split("&").flatMap((pair) => (pair === "" ? [] : readParameter(pair)));
}

function readParameter(pair: string): Parameter {
  const equals = pair.indexOf("=");
  const written = equals < 0 ? pair : pair.slice(0, equals);
  return { written, name: decoded(written), value: equals < 0 ? "" : pair.slice(equals + 1) };
}

/** The values of all parameters of a name, in order, with their escapes undone. */
export function valuesOf(parameters: readonly Parameter[], name: string): readonly string[] {
  return parameters.flatMap((parameter) => (parameter.written === name || parameter.name === name ? [decoded(parameter.value)] : []));
}

/**
 * How a query spells these names, other than as they are: `wh%6f`, `wh+o`. Backends take them for the name, and Envoy, which compares parameters as they are
 * written, for another one. Each once, in order.
 */
export function escapedNames(parameters: readonly Parameter[], names: ReadonlySet<string>): readonly string[] {
  const spelt = parameters.filter(({ written, name }) => written !== name && !names.has(written) && names.has(name));
  return [...new Set(spelt.map(({ written }) => written))];
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
