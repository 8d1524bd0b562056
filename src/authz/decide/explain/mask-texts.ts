import type { Json, JsonObject } from "../../../kit/json.ts";

const masked = "[masked]";
/** Shorter ones are left: they would hide half of it, and are no secrets. */
const shortest = 8;

/** Masks credentials wherever they stand in the texts of a value. */
export function maskTexts(value: Json, credentials: readonly string[]): Json {
  const long = credentials.filter(({ length }) => length >= shortest);
  return long.length === 0 ? value : maskIn(value, long);
}

function maskIn(value: Json, credentials: readonly string[]): Json {
  if (typeof value === "string") return maskText(value, credentials);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item: Json) => maskIn(item, credentials));
  const members = Object.entries(value as JsonObject).map(([name, member]) => [maskText(name, credentials), maskIn(member, credentials)] as const);
  return Object.fromEntries(members);
}

function maskText(text: string, credentials: readonly string[]): string {
  return credentials.reduce((clean, credential) => clean.replaceAll(credential, masked), text);
}
