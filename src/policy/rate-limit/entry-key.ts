import type { KeyPart } from "./schema.ts";

/** The key of the entry that Envoy makes of a part; some of its actions have a fixed one. */
export function entryKey(part: KeyPart, index: number): string {
  if (part === "remoteAddress") return "remote_address";
  return typeof part === "object" && part.network !== undefined ? "masked_remote_address" : `k${index}`;
}
