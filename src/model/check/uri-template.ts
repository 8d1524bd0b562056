/** What {@link readTemplate} answers: the names of the variables in order, or a sentence that says what is wrong. */
export type ReadTemplate = { readonly variables: readonly string[] } | { readonly error: string };

/**
 * A character of a path segment as RFC 3986 has it. Envoy 1.40 takes `*` for a literal too where it is not a segment of its own (`/a*`, `/***`); nobody means
 * that, so it is refused in matches.
 */
const literal = /^[A-Za-z0-9\-._~%!$&'()+,;=:@]+$/u;
const rewriteLiteral = /^[A-Za-z0-9\-._~%!$&'()*+,;=:@/]+$/u;
const variableName = /^[A-Za-z][A-Za-z0-9_]*$/u;
const mostVariables = 5;
const longestName = 16;

/** One piece of a template: `globs` are the operators in it, in order. */
interface Piece {
  readonly globs: readonly ("*" | "**")[];
  readonly variable?: string;
}

type Read<T> = { readonly value: T } | { readonly error: string };

/**
 * Reads a path template as Envoy's uri_template matcher does: segments that are literals, `*` (one segment), `**` (any rest), `{name}` or
 * `{name=pattern}`, and an optional literal suffix after the last one. At most 5 variables, names of at most 16 characters, and no
 * operator after `**`.
 */
export function readTemplate(text: string): ReadTemplate {
  if (!text.startsWith("/")) return { error: "It must start with a slash" };
  const pieces: Piece[] = [];
  // A slash may stand inside braces: {path=files/*}.
  const segments = text === "/" ? [] : splitSegments(text.slice(1));
  for (const [index, segment] of segments.entries()) {
    const last = index === segments.length - 1;
    if (segment === "" && last) continue;
    const piece = readSegment(segment, last);
    if ("error" in piece) return piece;
    pieces.push(piece.value);
  }
  return together(pieces);
}

/** Reads a rewrite template: literals and `{name}`, with a slash first and never two in a row. */
export function readRewriteTemplate(text: string): ReadTemplate {
  if (!text.startsWith("/")) return { error: "It must start with a slash" };
  if (text.includes("//")) return { error: "It has two slashes in a row" };
  const parts = text.split(/(\{[^}]*\})/u).filter((part) => part !== "");
  const error = parts.map(rewriteError).find((found) => found !== undefined);
  if (error !== undefined) return { error };
  return { variables: parts.filter(isBraced).map((part) => part.slice(1, -1)) };
}

function rewriteError(part: string): string | undefined {
  if (isBraced(part))
    return variableName.test(part.slice(1, -1)) ? undefined : `${part} is not a variable; its name starts with a letter and has letters, digits and _`;
  return rewriteLiteral.test(part) ? undefined : `${part} is not a literal; only letters, digits and -._~%!$&'()*+,;=:@/ may stand outside of {name}`;
}

function isBraced(part: string): boolean {
  return part.startsWith("{") && part.endsWith("}");
}

function splitSegments(text: string): readonly string[] {
  const segments: string[] = [];
  let current = "";
  let inside = false;
  for (const character of text) {
    if (character === "/" && !inside) {
      segments.push(current);
      current = "";
      continue;
    }
    if (character === "{") inside = true;
    if (character === "}") inside = false;
    current += character;
  }
  return [...segments, current];
}

function readSegment(segment: string, last: boolean): Read<Piece> {
  const [, glob, variable, rest = ""] = /^(?:(\*\*?)|(\{[^}]*\}))?(.*)$/su.exec(segment) ?? [];
  if (rest !== "" && !literal.test(rest)) return { error: `Segment ${segment} is neither a literal nor *, ** or {name}` };
  const operated = glob ?? variable;
  if (operated === undefined) return segment === "" ? { error: "It has two slashes in a row" } : { value: { globs: [] } };
  if (rest !== "" && !last) return { error: `Segment ${segment} has text after ${operated}; only the last segment may` };
  return variable === undefined ? { value: { globs: [glob === "**" ? "**" : "*"] } } : readVariable(variable);
}

function readVariable(text: string): Read<Piece> {
  const [, name = "", pattern] = /^([^=]*)(?:=(.*))?$/su.exec(text.slice(1, -1)) ?? [];
  if (!variableName.test(name) || name.length > longestName) {
    return { error: `${text} is not a variable; its name starts with a letter and has at most ${longestName} letters, digits and _` };
  }
  if (pattern === undefined) return { value: { variable: name, globs: ["*"] } };
  const parts = pattern.split("/");
  if (parts.some((part) => part !== "*" && part !== "**" && !literal.test(part))) {
    return { error: `${text} does not say what to match: after = stand literals, * and **, joined by slashes` };
  }
  return { value: { variable: name, globs: parts.filter((part) => part === "*" || part === "**") } };
}

function together(pieces: readonly Piece[]): ReadTemplate {
  const variables = pieces.flatMap(({ variable }) => variable ?? []);
  if (variables.length > mostVariables) return { error: `It has ${variables.length} variables; at most ${mostVariables} are possible` };
  const twice = variables.find((name, index) => variables.indexOf(name) !== index);
  if (twice !== undefined) return { error: `It has the variable ${twice} twice` };
  const globs = pieces.flatMap((piece) => piece.globs);
  const rest = globs.indexOf("**");
  if (rest >= 0 && rest < globs.length - 1) return { error: "It has a *, ** or variable after **" };
  return { variables };
}
