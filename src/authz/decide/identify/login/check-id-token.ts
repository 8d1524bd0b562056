import { equalSecret } from "../../../../kit/hash.ts";
import type { JwsAlgorithm } from "../../../../kit/jose/algorithm.ts";
import { readCompactToken, readJson } from "../../../../kit/jose/compact-token.ts";
import type { JsonObject } from "../../../../kit/json.ts";
import { verifyToken } from "../../jose/verify-token.ts";
import type { AccessTokenHashes, Asking } from "../../need.ts";
import { usualAlgorithms } from "../token/jwt-identifier.ts";
import type { LoginPolicy } from "./login-policy.ts";

/** An ID token as it came, and what it has to fit. */
export interface IdTokenQuestion {
  readonly idToken: string | undefined;
  readonly accessTokenHashes: AccessTokenHashes | undefined;
  /** What the login began with; undefined when tokens are renewed, where a provider need not repeat it. */
  readonly nonce: string | undefined;
  readonly now: number;
}

/** Verifies an ID token (OpenID Connect Core 1.0 §3.1.3.7): the claims, or why it is not good. */
export function* checkIdToken(policy: LoginPolicy, question: IdTokenQuestion): Asking<{ readonly claims: JsonObject } | { readonly fault: string }> {
  const read = readCompactToken(question.idToken ?? "");
  if ("error" in read) return { fault: "has no ID token that can be read" };
  const verified = yield* verifyToken(read.token, policy.keys, usualAlgorithms);
  if (!verified.ok) return { fault: "has an ID token whose signature cannot be verified" };
  const claims = readJson(read.token.payload) ?? {};
  const fault = claimsFault(claims, policy, { ...question, algorithm: read.token.algorithm, type: read.token.type });
  return fault === undefined ? { claims } : { fault };
}

type ClaimsQuestion = IdTokenQuestion & { readonly algorithm: JwsAlgorithm; readonly type: string | undefined };

function claimsFault(claims: JsonObject, policy: LoginPolicy, { nonce, accessTokenHashes, algorithm, type, now }: ClaimsQuestion): string | undefined {
  if (claims["iss"] !== policy.issuer) return "has an ID token of another issuer";
  const checked = policy.checkClaims({ claims, type, now });
  if (checked.kind === "bad") return `has an ID token that is not good: ${checked.detail}`;
  if (typeof claims["sub"] !== "string" || claims["sub"] === "") return "has an ID token without a subject";
  const { azp, aud } = claims;
  // A token for several names the one that asked for it (§3.1.3.7, 4 and 5).
  if (azp === undefined ? Array.isArray(aud) && aud.length > 1 : azp !== policy.clientId) return "has an ID token that was made for another client";
  if (nonce !== undefined && !(typeof claims["nonce"] === "string" && equalSecret(claims["nonce"], nonce))) return "has an ID token of another login";
  return accessTokenFault(claims["at_hash"], accessTokenHashes, algorithm);
}

function accessTokenFault(hash: unknown, hashes: AccessTokenHashes | undefined, algorithm: JwsAlgorithm): string | undefined {
  if (hash === undefined || hashes === undefined) return undefined;
  return hash === hashes[hashFunction(algorithm)] ? undefined : "has an ID token for another access token";
}

/** That of the signature (§3.1.3.6). EdDSA signs with Ed25519, whose hash function is SHA-512. */
function hashFunction(algorithm: JwsAlgorithm): keyof AccessTokenHashes {
  if (algorithm.endsWith("256")) return "sha256";
  return algorithm.endsWith("384") ? "sha384" : "sha512";
}
