import type { Json, JsonObject } from "../../../kit/json.ts";
import { parsePointer } from "../../../kit/json-pointer.ts";

/** What stands in place of a value that is masked. */
const masked = "[masked]";
/** Shorter ones are left: they would hide half of a text, and are no secrets. */
export const shortestCredential = 8;
/** Whoever shows more has its texts masked as a whole: looking for all of them would cost more than the texts are worth. */
const mostCredentials = 256;
/** How often a credential may be escaped: `%252B`. */
const mostEscapes = 3;

/** Makes a function that masks values by their paths: JSON Pointers, in which `*` stands for every member and entry. Undefined when one is malformed. */
export function compileMask(pointers: readonly string[]): ((record: JsonObject) => JsonObject) | undefined {
  const paths = pointers.map(parsePointer);
  if (paths.some((path) => path === undefined || path.length === 0)) return undefined;
  return (record) => paths.reduce<JsonObject>((seen, path) => maskAt(seen, path ?? []) as JsonObject, record);
}

function maskAt(value: Json, [name, ...rest]: readonly string[]): Json {
  if (name === undefined) return masked;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item: Json, index) => (name === "*" || name === String(index) ? maskAt(item, rest) : item));
  const members = Object.entries(value as JsonObject);
  return Object.fromEntries(members.map(([key, member]) => [key, name === "*" || name === key ? maskAt(member, rest) : member]));
}

/** Masks credentials in a text that the client chose. */
export type TextMask = (text: string) => string;

/**
 * Masks the credentials of a request wherever they stand in a text of the client, as in a path or in a header that repeats them, also percent-encoded. It is for
 * such texts alone: a caller who chooses the credential would choose what of Sluice's own words is masked.
 */
export function credentialMask(credentials: readonly string[]): TextMask {
  const spellings = new Set(credentials.flatMap((credential) => [credential, withoutEscapes(credential)]));
  const long = [...spellings].filter(({ length }) => length >= shortestCredential).sort((left, right) => right.length - left.length);
  if (long.length > mostCredentials) return () => masked;
  return (text) => maskText(text, long, mostEscapes);
}

function maskText(text: string, credentials: readonly string[], escapes: number): string {
  const clean = credentials.reduce((seen, credential) => seen.replaceAll(credential, masked), text);
  const plain = escapes === 0 ? clean : withoutEscapes(clean);
  if (plain === clean) return clean;
  const within = maskText(plain, credentials, escapes - 1);
  return within === plain ? clean : within;
}

function withoutEscapes(text: string): string {
  return text.replaceAll(/(?:%[0-9A-Fa-f]{2})+/gu, (escapes) => Buffer.from(escapes.replaceAll("%", ""), "hex").toString("utf8"));
}
