import { readParameters, valuesOf } from "../../request/query.ts";

/** What an identity provider sends a browser back with (RFC 6749 §4.1.2, RFC 9207). */
export type Callback =
  | { readonly kind: "code"; readonly state: string; readonly code: string; readonly issuer: string | undefined }
  /** `error` is a word of the provider's: `access_denied`. */
  | { readonly kind: "error"; readonly state: string; readonly error: string; readonly issuer: string | undefined }
  | { readonly kind: "malformed" };

const longestCode = 4096;
const longestIssuer = 2048;

/** Reads path and query of a callback. Each parameter stands there once at most: with two, nobody knows which one was meant. */
export function readCallback(pathAndQuery: string): Callback {
  const parameters = readParameters(pathAndQuery);
  const [state, code, error, issuer] = ["state", "code", "error", "iss"].map((name) => valuesOf(parameters, name));
  if ([state, code, error, issuer].some((values = []) => values.length > 1)) return { kind: "malformed" };
  const one = { state: state?.[0], code: code?.[0], error: error?.[0], issuer: issuer?.[0] };
  if (one.state === undefined || (one.issuer?.length ?? 0) > longestIssuer) return { kind: "malformed" };
  if (one.error !== undefined)
    return { kind: "error", state: one.state, issuer: one.issuer, error: /^[a-z_]{1,64}$/u.test(one.error) ? one.error : "an error of its own" };
  if (one.code === undefined || one.code.length > longestCode || !/^[\x21-\x7e]+$/u.test(one.code)) return { kind: "malformed" };
  return { kind: "code", state: one.state, code: one.code, issuer: one.issuer };
}
