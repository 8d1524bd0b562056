import { z } from "zod";
import type { Json, JsonObject } from "../../kit/json.ts";

/** Deeper values are not read by the service either. */
const deepest = 32;

/** One namespace. It is looked at no deeper than it may be: whoever sends it could make a schema of JSON call itself for ever. */
const values = z
  .custom<JsonObject>((value) => isObject(value as Json) && !isDeeper(value as Json, deepest + 1), {
    error: `must be an object that is not nested deeper than ${deepest}`,
  })
  .meta({ type: "object", additionalProperties: true });

/** Metadata of Envoy in a request that somebody makes up, by namespace. */
export const metadataSchema = z.record(z.string().min(1).max(256), values);

function isObject(value: Json): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isDeeper(value: Json, depth: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return depth === 0 || Object.values(value).some((member: Json) => isDeeper(member, depth - 1));
}
