import type { RateLimitDescriptorSpec } from "../object/rate-limit-domain.ts";

/** What tells a descriptor from others of its level: key and value. None and an empty one are the same value. */
export function descriptorIdentity({ key, value }: Pick<RateLimitDescriptorSpec, "key" | "value">): string {
  return `${key.length}:${key}${value === undefined ? "" : String(value)}`;
}
