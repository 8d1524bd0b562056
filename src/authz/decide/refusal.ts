/**
 * Why a request does not get in, as programs may read it.
 *
 * - `credential_missing`, `credential_invalid`, `credential_expired`: it is not known who calls.
 * - `credential_revoked`: it was, until somebody took it back.
 * - `forbidden`, `insufficient_scope`: it is known, and that is not enough.
 * - `path_ambiguous`: a backend may read the path in two ways.
 */
export type RefusalCode =
  | "credential_missing"
  | "credential_invalid"
  | "credential_expired"
  | "credential_revoked"
  | "forbidden"
  | "insufficient_scope"
  | "path_ambiguous";

/** A refusal, with what the caller may know of it. */
export interface Refusal {
  readonly kind: "unauthenticated" | "forbidden" | "malformed";
  readonly code: RefusalCode;
  /** For the caller: says nothing that helps to guess. */
  readonly detail: string;
  /** Value of WWW-Authenticate (RFC 9110 §11.6.1). */
  readonly challenge?: string;
  /** Headers of the answer beside that. */
  readonly headers?: Readonly<Record<string, string>>;
}
