/** Signature algorithms of JSON Web Algorithms that are known here (RFC 7518 §3.1, RFC 8037). */
export const jwsAlgorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "HS256", "HS384", "HS512"] as const;

/** A signature algorithm. */
export type JwsAlgorithm = (typeof jwsAlgorithms)[number];

/** The algorithm of this name; undefined for any other, `none` among them. */
export function jwsAlgorithm(name: unknown): JwsAlgorithm | undefined {
  return jwsAlgorithms.find((known) => known === name);
}
