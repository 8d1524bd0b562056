import type { Json, JsonObject } from "../../kit/json.ts";
import { StoreError } from "../../store/store.ts";
import { AdminError } from "./admin-error.ts";
import { problemTypes } from "./problem-types.ts";
import type { Violation } from "./violation.ts";

/** Media type of RFC 9457. */
export const problemMediaType = "application/problem+json";

/** Nobody reads more, and an answer must not be larger than what it answers. */
const violationLimit = 1000;

/** The answer for whatever a handler threw. `unexpected`: nobody planned for it, so it has to be logged with its stack. */
export interface ProblemAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: JsonObject;
  readonly unexpected: boolean;
}

/** Turns any thrown value into a problem document. What is not ours shows nothing of itself: its message may hold secrets. */
export function problemAnswer(thrown: unknown, requestId: string): ProblemAnswer {
  const error = adminError(thrown);
  const { status, title } = problemTypes[error.code];
  return {
    status,
    headers: error.headers,
    unexpected: status === 500,
    body: {
      type: `/v1/problems/${error.code}`,
      title,
      status,
      code: error.code,
      detail: error.message,
      instance: `urn:sluice:request:${requestId}`,
      ...violationMembers(error.violations),
      ...error.members,
    },
  };
}

function adminError(thrown: unknown): AdminError {
  if (thrown instanceof AdminError) return thrown;
  if (thrown instanceof StoreError) return fromStoreError(thrown);
  if (thrown instanceof URIError) return new AdminError("MALFORMED_REQUEST", "Path is not valid percent-encoding", { cause: thrown });
  return new AdminError("INTERNAL", "The request could not be completed because of a defect in the server", { cause: thrown });
}

function fromStoreError(error: StoreError): AdminError {
  if (error.code === "ERR_STORE_COMPACTED") return new AdminError("COMPACTED", error.message, { cause: error });
  if (error.code === "ERR_STORE_INVALID_CURSOR" || error.code === "ERR_STORE_FUTURE_REVISION") return invalidParameter(error);
  if (error.code === "ERR_STORE_TOO_LARGE")
    return new AdminError("INVALID_OBJECT", error.message, { cause: error, violations: [{ pointer: "", code: "TOO_LARGE", detail: error.message }] });
  if (error.code === "ERR_STORE_FULL") {
    return new AdminError("STORE_FULL", "The store has no room left; nothing was changed", { cause: error, headers: { "Retry-After": "30" } });
  }
  if (error.retryable) {
    return new AdminError(
      "STORE_UNAVAILABLE",
      "The store cannot be reached; if this was a write, it may have been made all the same, so read before trying it again",
      {
        cause: error,
        headers: { "Retry-After": "2" },
      },
    );
  }
  return new AdminError("STORE_FAILED", `The store refuses: ${error.code}`, { cause: error });
}

function invalidParameter(error: StoreError): AdminError {
  const name = error.code === "ERR_STORE_INVALID_CURSOR" ? "cursor" : "revision";
  const violations: Violation[] = [{ in: "query", pointer: `/${name}`, code: "INVALID_VALUE", detail: error.message }];
  return new AdminError("INVALID_PARAMETER", error.message, { violations, cause: error });
}

/** All of them, unless somebody sent a body made of nothing else. */
function violationMembers(violations: readonly Violation[]): JsonObject {
  if (violations.length === 0) return {};
  const shown = { violations: violations.slice(0, violationLimit).map(violationJson) };
  return violations.length <= violationLimit ? shown : { ...shown, omittedViolations: violations.length - violationLimit };
}

function violationJson(violation: Violation): Json {
  const { pointer, code, detail, hint, object } = violation;
  return {
    in: violation.in ?? "body",
    pointer,
    code,
    detail,
    ...(hint === undefined ? {} : { hint }),
    ...(object === undefined ? {} : { object: { ...object } }),
  };
}
