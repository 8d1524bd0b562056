import type { HeaderField } from "../hpack/header-field.ts";

/** A header list that is a well-formed request of HTTP/2. */
export interface RequestHeaders {
  readonly fields: readonly HeaderField[];
  readonly method: string;
  /** Empty for CONNECT. */
  readonly path: string;
  /** -1 when there is no `content-length`. */
  readonly contentLength: number;
}

/** Headers that speak of an HTTP/1 connection. Source: RFC 9113, 8.2.2. */
const connectionHeaders: ReadonlySet<string> = new Set(["connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade"]);
const pseudoHeaders: ReadonlySet<string> = new Set([":method", ":scheme", ":authority", ":path"]);
/** Visible ASCII without capitals and without the colon. Source: RFC 9113, 8.2.1. */
const fieldName = /^[\x21-\x39\x3b-\x40\x5b-\x7e]+$/u;
/** No NUL, CR or LF anywhere, no blank at the ends. */
const fieldValue = /^(?![\t ])[^\0\r\n]*(?<![\t ])$/u;

/** Reads the header list of a request; a sentence says what makes it malformed. Source: RFC 9113, 8.2 and 8.3. */
export function readRequestHeaders(fields: readonly HeaderField[]): RequestHeaders | string {
  const pseudo = new Map<string, string>();
  const lengths = new Set<string>();
  let isRegular = false;
  for (const field of fields) {
    const isPseudo = field.name.startsWith(":");
    const wrong = isPseudo ? checkPseudo(field, isRegular, pseudo) : checkRegular(field);
    if (wrong !== undefined) return wrong;
    if (isPseudo) pseudo.set(field.name, field.value);
    else isRegular = true;
    if (field.name === "content-length") lengths.add(field.value);
  }
  return (
    checkTarget(pseudo) ??
    checkLengths(lengths) ?? { fields, method: textAt(pseudo, ":method"), path: textAt(pseudo, ":path"), contentLength: lengthOf(lengths) }
  );
}

/** What makes a list of trailers malformed, or `undefined`. */
export function malformedTrailers(fields: readonly HeaderField[]): string | undefined {
  for (const field of fields) {
    if (field.name.startsWith(":")) return `Pseudo-header ${field.name} stands among the trailers`;
    const wrong = checkRegular(field);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

/** All values of a header, joined by commas; `undefined` when there is none. */
export function headerValue(fields: readonly HeaderField[], name: string): string | undefined {
  let joined: string | undefined;
  for (const field of fields) if (field.name === name) joined = joined === undefined ? field.value : `${joined},${field.value}`;
  return joined;
}

function checkPseudo({ name, value }: HeaderField, isRegular: boolean, pseudo: ReadonlyMap<string, string>): string | undefined {
  if (!pseudoHeaders.has(name)) return `Pseudo-header ${JSON.stringify(name)} is none of a request`;
  if (isRegular) return `Pseudo-header ${name} follows a regular header`;
  if (pseudo.has(name)) return `Pseudo-header ${name} is there twice`;
  return fieldValue.test(value) ? undefined : `Pseudo-header ${name} has a value with characters that are not allowed`;
}

function checkRegular({ name, value }: HeaderField): string | undefined {
  if (!fieldName.test(name)) return `Header name ${JSON.stringify(name)} has characters that are not allowed`;
  if (!fieldValue.test(value)) return `Header ${name} has a value with characters that are not allowed`;
  if (connectionHeaders.has(name)) return `Header ${name} belongs to HTTP/1`;
  if (name === "te" && value !== "trailers") return `Header te is ${JSON.stringify(value)}, not trailers`;
  return undefined;
}

function checkTarget(pseudo: ReadonlyMap<string, string>): string | undefined {
  const method = pseudo.get(":method");
  const path = pseudo.get(":path");
  if (method === undefined || method === "") return "Pseudo-header :method is missing";
  if (method === "CONNECT") return path === undefined && !pseudo.has(":scheme") ? undefined : "CONNECT has :scheme or :path";
  if (!pseudo.has(":scheme")) return "Pseudo-header :scheme is missing";
  if (path === undefined || !(path.startsWith("/") || path === "*")) return `Pseudo-header :path is ${JSON.stringify(path ?? "")}`;
  return undefined;
}

/** A length that is given several times must be the same. */
function checkLengths(lengths: ReadonlySet<string>): string | undefined {
  const isFine = lengths.size === 0 || (lengths.size === 1 && [...lengths].every((length) => /^\d{1,15}$/u.test(length)));
  return isFine ? undefined : `Header content-length is ${[...lengths].join(", ")}`;
}

function lengthOf(lengths: ReadonlySet<string>): number {
  for (const length of lengths) return Number(length);
  return -1;
}

function textAt(pseudo: ReadonlyMap<string, string>, name: string): string {
  return pseudo.get(name) ?? "";
}
