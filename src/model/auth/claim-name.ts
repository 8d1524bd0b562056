import { parsePointer } from "../../kit/json-pointer.ts";

/** The way to a claim: a plain name, dots and all, or the segments of a JSON Pointer. Undefined for a pointer that is malformed. */
export function claimPath(claim: string): readonly string[] | undefined {
  return claim.startsWith("/") ? parsePointer(claim) : [claim];
}
