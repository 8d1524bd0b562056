import { ephemeralKinds } from "../../model/object/object.ts";
import { matchesStrongly } from "../http/etag.ts";
import { objectTitle } from "../problem/violation.ts";
import type { WriteIntent } from "./write-intent.ts";

/** Why a condition does not hold. */
export interface ConditionFailure {
  readonly code: "NOT_FOUND" | "PRECONDITION_FAILED" | "PRECONDITION_REQUIRED";
  readonly detail: string;
}

/** Compares what an intent expects with the ETag of what is there (undefined: nothing). Objects without history need no condition: there is none to lose. */
export function checkCondition(intent: WriteIntent, etag: string | undefined): ConditionFailure | undefined {
  if (etag === undefined) return checkAbsent(intent);
  const title = objectTitle(intent.key);
  switch (intent.condition.kind) {
    case "any":
    case "equal":
      return undefined;
    case "absent":
      return { code: "PRECONDITION_FAILED", detail: `${title} exists already, its ETag is ${etag}` };
    case "unsaid":
      if (ephemeralKinds.has(intent.key.kind)) return undefined;
      return { code: "PRECONDITION_REQUIRED", detail: `${title} exists, its ETag is ${etag}; changing it needs If-Match` };
    case "match":
      if (matchesStrongly(intent.condition.etags, etag)) return undefined;
      return { code: "PRECONDITION_FAILED", detail: `${title} has the ETag ${etag}, which is not the one in If-Match` };
  }
}

function checkAbsent({ key, content, condition }: WriteIntent): ConditionFailure | undefined {
  const title = objectTitle(key);
  if (content.kind === "nothing" || content.kind === "patch") return { code: "NOT_FOUND", detail: `${title} does not exist` };
  return condition.kind === "match" ? { code: "PRECONDITION_FAILED", detail: `${title} does not exist, If-Match cannot hold` } : undefined;
}
