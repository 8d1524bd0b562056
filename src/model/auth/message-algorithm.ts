import type { KeyFacts } from "../../kit/x509.ts";

/** Algorithms of HTTP message signatures (RFC 9421 §3.3) for public keys. */
export const publicAlgorithms = ["rsa-pss-sha512", "rsa-v1_5-sha256", "ecdsa-p256-sha256", "ecdsa-p384-sha384", "ed25519"] as const;

/** An algorithm of HTTP message signatures. */
export type MessageAlgorithm = (typeof publicAlgorithms)[number] | "hmac-sha256";

/** The algorithms that a public key can be used with, the usual one first. */
export function algorithmsOf({ type, curve, bits = 0 }: KeyFacts): readonly MessageAlgorithm[] {
  if (type === "rsa") return bits < 2048 ? [] : ["rsa-pss-sha512", "rsa-v1_5-sha256"];
  if (type === "rsa-pss") return bits < 2048 ? [] : ["rsa-pss-sha512"];
  if (type === "ed25519") return ["ed25519"];
  if (type !== "ec") return [];
  return curve === "P-256" ? ["ecdsa-p256-sha256"] : curve === "P-384" ? ["ecdsa-p384-sha384"] : [];
}
