import type { Evidence } from "../../evidence.ts";
import { quotedText } from "../../header-text.ts";
import type { PlainRefusal, RefusalCode } from "../../refusal.ts";
import type { Attempt } from "../attempt.ts";
import type { Binding } from "./certificate-binding.ts";

/** A token that is not for this way of identification: another one may take it. */
export function foreignToken(detail: string, why: string): Attempt {
  return { kind: "foreign", refusal: refusal("credential_invalid", detail), why };
}

/** A token that is not good. */
export function refusedToken(code: RefusalCode, detail: string, evidence: readonly Evidence[]): Extract<Attempt, { kind: "refused" }> {
  return { kind: "refused", refusal: refusal(code, detail), evidence };
}

/** A token that is not good over this connection. */
export function unboundToken({ fault = "", why }: Binding, evidence: readonly Evidence[]): ReturnType<typeof refusedToken> {
  return { ...refusedToken("credential_invalid", fault, evidence), ...(why !== undefined && { why }) };
}

/** RFC 6750 §3.1 has one word for all of it. */
function refusal(code: RefusalCode, detail: string): PlainRefusal {
  return { kind: "unauthenticated", code, detail, challenge: `Bearer error="invalid_token", error_description=${quotedText(detail)}` };
}
