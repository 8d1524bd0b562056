import { z } from "zod";
import type { Json } from "../../kit/json.ts";
import { recordPrefix } from "../../store/store.ts";
import { roles } from "./principal.ts";

const common = {
  schema: z.literal(1),
  /** SHA-256 of the whole token, hexadecimal; the token itself is nowhere. */
  hash: z.string().regex(/^[0-9a-f]{64}$/u),
  createdAt: z.string(),
  createdBy: z.string(),
  /** ISO 8601; absent: never. */
  expiresAt: z.string().exactOptional(),
};

const userToken = z.object({
  ...common,
  kind: z.literal("user"),
  role: z.enum(roles),
  namespaces: z.union([z.literal("*"), z.array(z.string())]),
  /** First admin key only: an envelope that opens with the seal key alone, so that its holder can make the key anew. */
  renewal: z.unknown().optional(),
});

const nodeToken = z.object({
  ...common,
  kind: z.literal("node"),
  /** The NodeGroups that a node with this token may belong to. */
  groups: z.array(z.string()),
  /** The Service it may speak for, as a sidecar: `namespace/name`. */
  service: z.string().exactOptional(),
});

const tokenRecord = z.discriminatedUnion("kind", [userToken, nodeToken]);

/** A token as it is stored, under `meta/token/{name}`. */
export type TokenRecord = z.infer<typeof tokenRecord>;

/** A token of a person or program that calls the API. */
export type UserToken = z.infer<typeof userToken>;

/** The record's key. */
export function tokenKey(name: string): string {
  return `${recordPrefix.token}${name}`;
}

/** The token's name from its record's key. */
export function tokenName(key: string): string {
  return key.slice(recordPrefix.token.length);
}

/** Reads a stored token; undefined when it is not one this version understands: such a token admits nobody. */
export function readTokenRecord(value: Json | undefined): TokenRecord | undefined {
  const result = tokenRecord.safeParse(value);
  return result.success ? result.data : undefined;
}
