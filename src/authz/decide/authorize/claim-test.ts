import type { Json, JsonObject } from "../../../kit/json.ts";
import { claimPath } from "../../../model/auth/claim-name.ts";
import type { ClaimTest } from "../../../model/auth/rule-schema.ts";

/** The value of a claim; undefined when it is absent. Own members only. */
export function claimAt(claims: JsonObject, path: readonly string[]): Json | undefined {
  let value: Json | undefined = claims;
  for (const segment of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, segment)) return undefined;
    value = (value as JsonObject)[segment];
  }
  return value;
}

/** Makes a test of one claim. */
export function compileClaimTest(test: ClaimTest): (claims: JsonObject) => boolean {
  const path = claimPath(test.claim) ?? [];
  const holds = condition(test);
  return (claims) => holds(claimAt(claims, path));
}

function condition(test: ClaimTest): (value: Json | undefined) => boolean {
  if (test.present !== undefined) {
    const wanted = test.present;
    return (value) => (value !== undefined) === wanted;
  }
  if (test.contains !== undefined) {
    const wanted = test.contains;
    return (value) => (Array.isArray(value) ? value.includes(wanted) : typeof value === "string" && value.split(" ").includes(String(wanted)));
  }
  const accepted: ReadonlySet<Json | undefined> = new Set(test.oneOf ?? [test.equals]);
  return (value) => value !== undefined && accepted.has(value);
}
