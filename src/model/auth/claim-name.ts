import { parsePointer } from "../../kit/json-pointer.ts";
import type { Problem } from "../../kit/problem.ts";
import { shown } from "../check/complaint.ts";

/** The way to a claim: a plain name, dots and all, or the segments of a JSON Pointer. Undefined for a pointer that is malformed. */
export function claimPath(claim: string): readonly string[] | undefined {
  return claim.startsWith("/") ? parsePointer(claim) : [claim];
}

/** What is wrong with the name of a claim. */
export function claimProblems(claim: string, pointer: string): readonly Problem[] {
  if (claimPath(claim) !== undefined) return [];
  return [{ code: "INVALID_POINTER", pointer, detail: `Claim ${shown(claim)} is not a JSON Pointer`, hint: "Write ~ as ~0 and a slash inside a name as ~1" }];
}
