import { createHmac, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import type { Json, JsonObject } from "../../../src/kit/json.ts";

/** A key pair that signs tokens. */
export interface TokenKey {
  readonly algorithm: string;
  readonly id: string;
  /** The public half. */
  readonly jwk: JsonObject;
  readonly privateKey: KeyObject;
}

const curves: Readonly<Record<string, string>> = { ES256: "P-256", ES384: "P-384", ES512: "P-521" };

/** Makes a key for an algorithm: `RS256`, `PS384`, `ES256`, `EdDSA`. */
export function tokenKey(algorithm = "ES256", id = "k1"): TokenKey {
  const pair = pairFor(algorithm);
  const jwk = { ...(pair.publicKey.export({ format: "jwk" }) as JsonObject), kid: id, use: "sig", alg: algorithm };
  return { algorithm, id, jwk, privateKey: pair.privateKey };
}

function pairFor(algorithm: string): { readonly publicKey: KeyObject; readonly privateKey: KeyObject } {
  if (algorithm === "EdDSA") return generateKeyPairSync("ed25519");
  const namedCurve = curves[algorithm];
  return namedCurve === undefined ? generateKeyPairSync("rsa", { modulusLength: 2048 }) : generateKeyPairSync("ec", { namedCurve });
}

/** The JWK Set of some keys. */
export function keySet(...keys: readonly TokenKey[]): JsonObject {
  return { keys: keys.map(({ jwk }) => jwk) };
}

/** A signed token; one by a key with an empty name names none. */
export function signToken(key: TokenKey, claims: JsonObject, header: JsonObject = {}): string {
  const whole = { alg: key.algorithm, ...(key.id !== "" && { kid: key.id }), typ: "JWT", ...header };
  return signWritten(key, JSON.stringify(claims), JSON.stringify(whole));
}

/** The same of claims and a header as they are written. */
export function signWritten(key: TokenKey, claims: string, header: string): string {
  const signed = `${Buffer.from(header).toString("base64url")}.${Buffer.from(claims).toString("base64url")}`;
  return `${signed}.${signature(key, signed).toString("base64url")}`;
}

function signature({ algorithm, privateKey }: TokenKey, signed: string): Buffer {
  const data = Buffer.from(signed);
  if (algorithm === "EdDSA") return sign(null, data, privateKey);
  const hash = `sha${algorithm.slice(2)}`;
  if (algorithm.startsWith("ES")) return sign(hash, data, { key: privateKey, dsaEncoding: "ieee-p1363" });
  return sign(hash, data, algorithm.startsWith("PS") ? { key: privateKey, padding: 6, saltLength: -1 } : privateKey);
}

/** A token that is authenticated by a shared secret. */
export function macToken(secret: string | Buffer, claims: JsonObject, header: JsonObject = {}): string {
  const signed = `${encode({ alg: "HS256", typ: "JWT", ...header })}.${encode(claims)}`;
  return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
}

/** JSON in base64url. */
export function encode(value: Json): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
