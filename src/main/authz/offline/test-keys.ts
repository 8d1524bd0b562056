import { constants, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import type { Json, JsonObject } from "../../../kit/json.ts";
import type { AuthTest } from "../../../model/auth/auth-test-schema.ts";

type KeySpec = NonNullable<AuthTest["spec"]["issuers"]>[string];

/** A key that signs tokens of tests. */
export interface TestKey {
  readonly algorithm: string;
  readonly keyId: string;
  readonly key: KeyObject;
}

const curves: Readonly<Record<string, string>> = { ES256: "P-256", ES384: "P-384", ES512: "P-521" };
const ofCurve: Readonly<Record<string, string>> = { prime256v1: "ES256", secp384r1: "ES384", secp521r1: "ES512" };

/** The key that signs for an issuer, and the JWK Set of those that its tokens are verified with; undefined where there is none. */
export function openTestKey(spec: KeySpec): { readonly signer: TestKey | undefined; readonly keySet: JsonObject | undefined } {
  if (spec.unreachable !== undefined) return { signer: undefined, keySet: undefined };
  if (spec.jwks !== undefined) return { signer: undefined, keySet: spec.jwks };
  const key = spec.algorithm === undefined ? createPrivateKey(spec.privateKey) : makeKey(spec.algorithm);
  const signer = { algorithm: spec.algorithm ?? algorithmOf(key), keyId: spec.keyId ?? "test", key };
  const jwk = { ...(createPublicKey(key).export({ format: "jwk" }) as JsonObject), kid: signer.keyId, alg: signer.algorithm, use: "sig" };
  return { signer, keySet: { keys: [jwk] } };
}

function makeKey(algorithm: string): KeyObject {
  if (algorithm === "EdDSA") return generateKeyPairSync("ed25519").privateKey;
  const namedCurve = curves[algorithm];
  return (namedCurve === undefined ? generateKeyPairSync("rsa", { modulusLength: 2048 }) : generateKeyPairSync("ec", { namedCurve })).privateKey;
}

function algorithmOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): string {
  if (asymmetricKeyType === "ed25519") return "EdDSA";
  return asymmetricKeyType === "ec" ? (ofCurve[asymmetricKeyDetails?.namedCurve ?? ""] ?? "ES256") : "RS256";
}

/** Makes a signed token (RFC 7515 §7.1). */
export function signTestToken({ algorithm, keyId, key }: TestKey, claims: JsonObject, header: JsonObject): string {
  const signed = `${encode({ alg: algorithm, kid: keyId, typ: "JWT", ...header })}.${encode(claims)}`;
  return `${signed}.${signature(algorithm, key, signed).toString("base64url")}`;
}

function signature(algorithm: string, key: KeyObject, signed: string): Buffer {
  const data = Buffer.from(signed);
  if (algorithm === "EdDSA") return sign(null, data, key);
  const hash = `sha${algorithm.slice(2)}`;
  if (algorithm.startsWith("ES")) return sign(hash, data, { key, dsaEncoding: "ieee-p1363" });
  if (!algorithm.startsWith("PS")) return sign(hash, data, key);
  return sign(hash, data, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST });
}

function encode(value: Json): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
