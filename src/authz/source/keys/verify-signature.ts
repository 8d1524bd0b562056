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

/** A text with its signature, and the key. */
export interface SignedText {
  readonly key: Pick<VerificationKey, "material">;
  /** `signed`: each character is a byte. */
  readonly token: Pick<CompactToken, "algorithm" | "signed" | "signature">;
}

/** Verifies a signature of JSON Web Algorithms (RFC 7518 §3). */
export function verifySignature({ key, token: { algorithm, signed, signature } }: SignedText): boolean {
  const material = key.material as KeyObject;
  const hash = hashes[algorithm];
  const family = algorithm.slice(0, 2);
  if (family === "HS")
    return equalMac(
      createHmac(hash ?? "", material)
        .update(signed, "latin1")
        .digest(),
      signature,
    );
  if (family === "ES" && signature.length !== ecdsaBytes[algorithm]) return false;
  return verify(hash, Buffer.from(signed, "latin1"), withPadding(material, family), signature);
}

function withPadding(key: KeyObject, family: string): Parameters<typeof verify>[2] {
  switch (family) {
    case "PS":
      return { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
    case "ES":
      return { key, dsaEncoding: "ieee-p1363" };
    default:
      return key;
  }
}

function equalMac(mac: Buffer, signature: Uint8Array): boolean {
  return mac.length === signature.length && timingSafeEqual(mac, signature);
}
