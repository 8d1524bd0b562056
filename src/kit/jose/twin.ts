import type { JwsAlgorithm } from "./algorithm.ts";
import { readCompactToken } from "./compact-token.ts";

/** The orders of the curves (SP 800-186 §3.2.1). */
const orders: ReadonlyMap<JwsAlgorithm, bigint> = new Map([
  ["ES256", 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n],
  ["ES384", 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n],
  ["ES512", 0x01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409n],
]);

/**
 * The other signature that is as good as this one: of (r, s) by ECDSA everybody can make (r, n − s), without the key. Undefined for other algorithms, whose signatures
 * nobody can change, and for what is no signature.
 */
export function twinSignature(algorithm: JwsAlgorithm, signature: Uint8Array): Buffer | undefined {
  const order = orders.get(algorithm);
  const half = signature.length / 2;
  if (order === undefined || !Number.isInteger(half)) return undefined;
  const other = order - BigInt(`0x0${Buffer.from(signature.subarray(half)).toString("hex")}`);
  const digits = other.toString(16).padStart(2 * half, "0");
  return other <= 0n || digits.length > 2 * half ? undefined : Buffer.concat([signature.subarray(0, half), Buffer.from(digits, "hex")]);
}

/** The other text of a token that is as good; undefined for one that has only one text, and for what is no token. */
export function twinToken(text: string): string | undefined {
  const read = readCompactToken(text);
  const twin = "token" in read ? twinSignature(read.token.algorithm, read.token.signature) : undefined;
  return twin === undefined ? undefined : `${text.slice(0, text.lastIndexOf("."))}.${twin.toString("base64url")}`;
}
