import { constants, createHmac, type KeyObject, timingSafeEqual, verify } from "node:crypto";
import type { JwsAlgorithm } from "../../../kit/jose/algorithm.ts";
import type { CompactToken } from "../../../kit/jose/compact-token.ts";
import type { VerificationKey } from "../../decide/need.ts";

const hashes: Readonly<Record<JwsAlgorithm, string | null>> = {
  RS256: "sha256",
  RS384: "sha384",
  RS512: "sha512",
  PS256: "sha256",
  PS384: "sha384",
  PS512: "sha512",
  ES256: "sha256",
  ES384: "sha384",
  ES512: "sha512",
  EdDSA: null,
  HS256: "sha256",
  HS384: "sha384",
  HS512: "sha512",
};

/** Bytes of an ECDSA signature: both numbers in full, one behind the other (RFC 7518 §3.4). OpenSSL takes others too. */
const ecdsaBytes: Readonly<Partial<Record<JwsAlgorithm, number>>> = { ES256: 64, ES384: 96, ES512: 132 };

const usualRsaBits = 2048;

/** A text with its signature, and the key. */
export interface SignedText {
  readonly key: Pick<VerificationKey, "material">;
  /** `signed`: each character is a byte. */
  readonly token: Pick<CompactToken, "algorithm" | "signed" | "signature">;
}

/** Verifies a signature of JSON Web Algorithms (RFC 7518 §3). */
export function verifySignature(text: SignedText): boolean {
  const { algorithm, signed, signature } = text.token;
  if (isMac(algorithm)) return equalMac(macOf(text), signature);
  return isWhole(text) && verify(hashes[algorithm], Buffer.from(signed, "latin1"), keyOf(text), signature);
}

/** The same on another thread of the process, while this one goes on. */
export function verifySignatureElsewhere(text: SignedText): Promise<boolean> {
  const { algorithm, signed, signature } = text.token;
  if (isMac(algorithm) || !isWhole(text)) return Promise.resolve(verifySignature(text));
  const { promise, resolve, reject } = Promise.withResolvers<boolean>();
  verify(hashes[algorithm], Buffer.from(signed, "latin1"), keyOf(text), signature, (error, isGood) => (error === null ? resolve(isGood) : reject(error)));
  return promise;
}

/**
 * Whether a signature is verified about as soon as another thread could be told to: a MAC, and RSA with a key of the usual length (20 µs, where the
 * telling and the waiting take as long). Elliptic curves take three times as long and more.
 */
export function isQuick({ key, token: { algorithm } }: SignedText): boolean {
  if (isMac(algorithm)) return true;
  const isRsa = algorithm.startsWith("RS") || algorithm.startsWith("PS");
  return isRsa && ((key.material as KeyObject).asymmetricKeyDetails?.modulusLength ?? 0) <= usualRsaBits;
}

function isMac(algorithm: JwsAlgorithm): boolean {
  return algorithm.startsWith("HS");
}

function isWhole({ token: { algorithm, signature } }: SignedText): boolean {
  return !algorithm.startsWith("ES") || signature.length === ecdsaBytes[algorithm];
}

function keyOf({ key, token: { algorithm } }: SignedText): Parameters<typeof verify>[2] {
  const material = key.material as KeyObject;
  switch (algorithm.slice(0, 2)) {
    case "PS":
      return { key: material, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
    case "ES":
      return { key: material, dsaEncoding: "ieee-p1363" };
    default:
      return material;
  }
}

function macOf({ key, token: { algorithm, signed } }: SignedText): Buffer {
  return createHmac(hashes[algorithm] ?? "", key.material as KeyObject)
    .update(signed, "latin1")
    .digest();
}

function equalMac(mac: Buffer, signature: Uint8Array): boolean {
  return mac.length === signature.length && timingSafeEqual(mac, signature);
}
