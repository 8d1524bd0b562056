import type { PlainRefusal, Redirection } from "../../refusal.ts";
import type { Attempt } from "../attempt.ts";

/** Ends a request to a path of the login itself with an answer, which is for this browser alone. The log says who it was, where that is known. */
export function answered(refusal: PlainRefusal | Redirection, now: number, owner?: Attempt): Attempt {
  const identity = owner?.kind === "identified" ? { identity: owner.identity } : {};
  return { kind: "refused", refusal, evidence: [], until: now, ...identity };
}

/** A login that did not come to its end; `malformed` when it is the request that is wrong. */
export function failedLogin(kind: "malformed" | "unauthenticated", detail: string, cookies: readonly string[] = []): PlainRefusal {
  return { kind, code: "login_failed", detail: `${detail}. Open the page that you want once more`, cookies };
}
