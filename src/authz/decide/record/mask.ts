import type { Json, JsonObject } from "../../../kit/json.ts";
import { parsePointer } from "../../../kit/json-pointer.ts";

/** What stands in place of a value that is masked. */
const masked = "[masked]";

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

/**
 * Masks the credentials of a request wherever they stand in a text, as in a path or in a header that repeats them. Short ones are left: they would hide half
 * of it, and are no secrets.
 */
export function maskCredentials(text: string, credentials: readonly string[]): string {
  let clean = text;
  for (const credential of credentials) {
    const quoted = JSON.stringify(credential).slice(1, -1);
    if (quoted.length >= shortestCredential && clean.includes(quoted)) clean = clean.replaceAll(quoted, masked);
  }
  return clean;
}

const shortestCredential = 8;
