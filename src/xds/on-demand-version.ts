import { contentHash } from "../kit/hash.ts";

/** The version of what goes on demand, of the same bytes for everybody: that it travels in another way has to be told. */
export function onDemandVersion(version: string): string {
  return contentHash(version, "on demand");
}
