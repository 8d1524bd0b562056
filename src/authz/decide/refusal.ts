import type { BodyFaultCode } from "./request/request-body.ts";

/**
 * Why a request does not get in, as programs may read it.
 *
 * - `credential_missing`, `credential_invalid`, `credential_expired`: it is not known who calls.
 * - `credential_revoked`: it was, until somebody took it back.
 * - `forbidden`, `insufficient_scope`: it is known, and that is not enough.
 * - `body_unavailable`: a rule looks at the body, and the proxy did not send it along, or nobody can tell whether it did.
 * - `body_too_large`: a rule looks at the body, and the proxy sent a part of it along.
 * - `body_invalid`: a rule looks at the body, and it is not what the rule needs: text, or JSON.
 * - `path_ambiguous`: a backend may read the path in two ways.
 * - `login_required`, `login_completed`, `logged_out`: a browser is sent elsewhere, to log in, back to its page, or away.
 * - `login_failed`: a login did not come to its end.
 */
export type RefusalCode =
  | "credential_missing"
  | "credential_invalid"
  | "credential_expired"
  | "credential_revoked"
  | "forbidden"
  | "insufficient_scope"
  | BodyFaultCode
  | "path_ambiguous"
  | "login_required"
  | "login_completed"
  | "login_failed"
  | "logged_out";

/** Why the backend does not get a request, and what the caller gets instead. */
export type Refusal = PlainRefusal | Redirection;

/** A browser is sent elsewhere. */
export interface Redirection {
  readonly kind: "redirected";
  readonly code: "login_required" | "login_completed" | "logged_out";
  readonly detail: string;
  /** An absolute URL. */
  readonly location: string;
  /** Values of Set-Cookie. */
  readonly cookies: readonly string[];
}

/** A refusal, with what the caller may know of it. */
export interface PlainRefusal {
  /** `completed`: it was for this service alone, and is done. */
  readonly kind: "unauthenticated" | "forbidden" | "malformed" | "oversized" | "completed";
  readonly code: RefusalCode;
  /** For the caller: says nothing that helps to guess. */
  readonly detail: string;
  /** Value of WWW-Authenticate (RFC 9110 §11.6.1). */
  readonly challenge?: string;
  /** Headers of the answer beside that. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Values of Set-Cookie. */
  readonly cookies?: readonly string[];
}
