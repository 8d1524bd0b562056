/**
 * Why a request could not be decided.
 *
 * - `ERR_AUTHZ_MALFORMED`: the CheckRequest is no message.
 * - `ERR_AUTHZ_NO_PLAN`: nobody knows what a request of this route has to pass.
 * - `ERR_AUTHZ_PLAN_UNKNOWN`: this replica does not know the plan that a route names; another one may.
 * - `ERR_AUTHZ_DEADLINE`: the caller's time was over before an answer from outside was there.
 * - `ERR_AUTHZ_KEYS_UNREACHABLE`: the keys of an issuer cannot be fetched, and none are known.
 * - `ERR_AUTHZ_INTROSPECTION`: an identity provider does not say whether a token is good.
 * - `ERR_AUTHZ_PROVIDER`: an identity provider does not say where it is asked, or gives no answer to a login.
 * - `ERR_AUTHZ_SECRET_MISSING`: a secret that the policy names is not there, or cannot be opened.
 * - `ERR_AUTHZ_STATE`: what replicas remember together cannot be asked, so nobody can say whether a request was sent before.
 * - `ERR_AUTHZ_STALE`: the store has not been heard of for long, and the policy wants to deny then.
 * - `ERR_AUTHZ_INTERNAL`: a defect of this program.
 */
export type AuthzErrorCode =
  | "ERR_AUTHZ_MALFORMED"
  | "ERR_AUTHZ_NO_PLAN"
  | "ERR_AUTHZ_PLAN_UNKNOWN"
  | "ERR_AUTHZ_DEADLINE"
  | "ERR_AUTHZ_KEYS_UNREACHABLE"
  | "ERR_AUTHZ_INTROSPECTION"
  | "ERR_AUTHZ_PROVIDER"
  | "ERR_AUTHZ_SECRET_MISSING"
  | "ERR_AUTHZ_STATE"
  | "ERR_AUTHZ_STALE"
  | "ERR_AUTHZ_INTERNAL";

/** Says why a request could not be decided; it does not get in then. `retryable`: the same request may be decided later. */
export class AuthzError extends Error {
  override readonly name = "AuthzError";
  readonly code: AuthzErrorCode;
  readonly retryable: boolean;
  constructor(code: AuthzErrorCode, message: string, options: { cause?: unknown; retryable?: boolean } = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable ?? false;
  }
}

/** What was thrown, as an error of ours: whatever is none of ours is a defect. */
export function toAuthzError(error: unknown): AuthzError {
  if (error instanceof AuthzError) return error;
  return new AuthzError("ERR_AUTHZ_INTERNAL", `Defect: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`, { cause: error });
}
