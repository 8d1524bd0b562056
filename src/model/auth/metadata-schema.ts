import { z } from "zod";
import type { Json } from "../../kit/json.ts";

/** Deeper values are not read by the service either. */
const deepest = 32;

/** Metadata of Envoy in a request that somebody makes up: by namespace, each an object. */
export const metadataSchema = z
  .record(z.string().min(1).max(256), z.record(z.string(), z.json()))
  .refine((namespaces) => !isDeeper(namespaces as Json, deepest + 2), { error: `must not be nested deeper than ${deepest}` });

function isDeeper(value: Json, depth: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return depth === 0 || Object.values(value).some((member: Json) => isDeeper(member, depth - 1));
}
