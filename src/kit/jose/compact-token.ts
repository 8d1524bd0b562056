import type { JsonObject } from "../json.ts";
import { type JwsAlgorithm, jwsAlgorithm } from "./algorithm.ts";
import { decodeBase64url } from "./base64url.ts";

/** A JWS in compact form (RFC 7515 §7.1), taken apart; nothing of it is verified. */
export interface CompactToken {
  /** The token itself. */
  readonly text: string;
  readonly algorithm: JwsAlgorithm;
  /** Name of the key; undefined when the token names none. */
  readonly keyId: string | undefined;
  /** `typ`, in lower case and without `application/`. */
  readonly type: string | undefined;
  readonly payload: Buffer;
  /** What is signed: header and payload as they stand in the token. */
  readonly signed: string;
  readonly signature: Buffer;
}

/** A token, or a sentence that says what is wrong with it. `isToken` false: it has another form altogether. */
export type ReadToken = { readonly token: CompactToken } | { readonly error: string; readonly isToken: boolean };

/** A longer text is no token: it is not even split. */
const longestToken = 16_384;

/** Takes a compact JWS apart. Its header must be one that can be obeyed in full: no `crit` (RFC 7515 §4.1.11) and a signature algorithm. */
export function readCompactToken(text: string): ReadToken {
  if (text.length > longestToken) return { error: "It is too long", isToken: false };
  const [head = "", body = "", tail = "", ...others] = text.split(".");
  if (tail === "" || others.length > 0) return { error: "It has not three parts", isToken: false };
  const header = readJson(decodeBase64url(head));
  if (header === undefined) return { error: "Its header cannot be read", isToken: false };
  const [payload, signature] = [decodeBase64url(body), decodeBase64url(tail)];
  if (payload === undefined || signature === undefined) return { error: "It is not encoded in base64url", isToken: true };
  const algorithm = jwsAlgorithm(header["alg"]);
  if (algorithm === undefined) return { error: "Its algorithm is not known", isToken: true };
  if (Object.hasOwn(header, "crit")) return { error: "It asks for an extension", isToken: true };
  const { kid, typ } = header;
  if (kid !== undefined && typeof kid !== "string") return { error: "Its key has no name that is a text", isToken: true };
  const type = typeof typ === "string" ? typ.toLowerCase().replace(/^application\//u, "") : undefined;
  return { token: { text, algorithm, keyId: kid, type, payload, signed: `${head}.${body}`, signature } };
}

/** A JSON object in UTF-8; undefined for anything else. */
export function readJson(bytes: Buffer | undefined): JsonObject | undefined {
  if (bytes === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
  } catch {
    return undefined;
  }
}
