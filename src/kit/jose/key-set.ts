import { canonicalJson, type Json, type JsonObject } from "../json.ts";
import { readWebKey, type WebKey } from "./json-web-key.ts";

/** The keys of a JWK Set that are of use, and what is wrong with others. */
export interface ReadKeySet {
  readonly keys: readonly WebKey[];
  /** Sentences for the log; keys for other uses are passed over in silence. */
  readonly problems: readonly string[];
}

/** More keys than anybody has: a set that never ends must not fill the memory. */
const mostKeys = 256;

/**
 * Reads a JWK Set (RFC 7517 §5). A key that is of no use is left out; several keys of one name that differ are, since nobody could tell which
 * is meant. A set that mixes secrets with public keys is refused: one of both was never meant to be there. Undefined when it is no set.
 */
export function readKeySet(document: Json): ReadKeySet | undefined {
  const list = isObject(document) ? document["keys"] : undefined;
  if (!Array.isArray(list)) return undefined;
  const problems: string[] = list.length > mostKeys ? [`Set has ${list.length} keys, the first ${mostKeys} are read`] : [];
  // A provider may name its keys for signing and for encryption alike.
  const written = distinct(list.slice(0, mostKeys)).filter((jwk) => !("otherUse" in readWebKey(jwk)));
  const ambiguous = ambiguousNames(written);
  problems.push(...[...ambiguous].map((name) => `Several keys are called ${name}, none of them is used`));
  const keys = written.flatMap((jwk, index): readonly WebKey[] => {
    if (ambiguous.has(nameOf(jwk) ?? "")) return [];
    const read = readWebKey(jwk);
    if ("error" in read) problems.push(`Key ${index + 1}: ${read.error}`);
    return "key" in read ? [read.key] : [];
  });
  const secrets = keys.filter(({ kind }) => kind === "oct").length;
  if (secrets === 0 || secrets === keys.length) return { keys, problems };
  return { keys: [], problems: [...problems, "Set mixes secrets with public keys, none of them is used"] };
}

function distinct(list: readonly Json[]): readonly Json[] {
  return [...new Map(list.map((jwk) => [canonicalJson(jwk), jwk])).values()];
}

function ambiguousNames(list: readonly Json[]): ReadonlySet<string> {
  const groups = Map.groupBy(list, nameOf);
  return new Set([...groups].flatMap(([name, group]) => (name !== undefined && group.length > 1 ? [name] : [])));
}

/** Kind and name; keys of different kinds may share a name, because the algorithm tells them apart. */
function nameOf(jwk: Json): string | undefined {
  if (!isObject(jwk) || jwk["kid"] === undefined) return undefined;
  return `${JSON.stringify(jwk["kid"])} (${JSON.stringify(jwk["kty"] ?? null)})`;
}

function isObject(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
