import type { Json, JsonObject } from "../json.ts";
import { type JwsAlgorithm, jwsAlgorithm } from "./algorithm.ts";
import { decodeBase64url } from "./base64url.ts";
import { isWeakModulus } from "./weak-modulus.ts";

/** A key that signatures are verified with, as a JWK says it (RFC 7517); its numbers are not checked by more than their size yet. */
export interface WebKey {
  readonly id: string | undefined;
  /** What it may verify. */
  readonly algorithms: readonly JwsAlgorithm[];
  readonly kind: "RSA" | "EC" | "OKP" | "oct";
  /** The public members, and no other. */
  readonly members: Readonly<Record<string, string>>;
}

/** A key, why it is of no use here, or that it has nothing to do with signatures. */
export type ReadWebKey = { readonly key: WebKey } | { readonly error: string } | { readonly otherUse: true };

const rsaAlgorithms: readonly JwsAlgorithm[] = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"];
const curveAlgorithms: Readonly<Record<string, JwsAlgorithm>> = { "P-256": "ES256", "P-384": "ES384", "P-521": "ES512" };
const secretAlgorithms: readonly JwsAlgorithm[] = ["HS256", "HS384", "HS512"];
const secretBytes: Readonly<Partial<Record<JwsAlgorithm, number>>> = { HS256: 32, HS384: 48, HS512: 64 };
const leastRsaBits = 2048;
const mostRsaBits = 8192;

/** Reads one JWK. */
export function readWebKey(jwk: Json): ReadWebKey {
  if (typeof jwk !== "object" || jwk === null || Array.isArray(jwk)) return { error: "It is not an object" };
  const object = jwk as JsonObject;
  if (!isForVerifying(object)) return { otherUse: true };
  const kind = readKind(object);
  if ("error" in kind) return kind;
  const { kid, alg } = object;
  if (kid !== undefined && typeof kid !== "string") return { error: "Its kid is not a text" };
  const algorithms = alg === undefined ? kind.algorithms : kind.algorithms.filter((known) => known === alg);
  if (algorithms.length === 0) return { error: `Its alg ${JSON.stringify(alg)} does not go with its kind` };
  return { key: { id: kid, algorithms, kind: kind.kind, members: kind.members } };
}

/** `use` and `key_ops` say what a key is for; without them it may be for everything (RFC 7517 §4.2, §4.3). */
function isForVerifying({ use, key_ops: operations, alg }: JsonObject): boolean {
  if (use !== undefined && use !== "sig") return false;
  if (operations !== undefined && !(Array.isArray(operations) && operations.includes("verify"))) return false;
  return alg === undefined || jwsAlgorithm(alg) !== undefined || use === "sig";
}

type ReadKind = Pick<WebKey, "algorithms" | "kind" | "members"> | { readonly error: string };

function readKind(jwk: JsonObject): ReadKind {
  switch (jwk["kty"]) {
    case "RSA":
      return readRsa(jwk);
    case "EC":
      return readCurve(jwk);
    case "OKP":
      return readEdwards(jwk);
    case "oct":
      return readSecret(jwk);
    default:
      return { error: `Its kty ${JSON.stringify(jwk["kty"] ?? null)} is not known` };
  }
}

function readRsa(jwk: JsonObject): ReadKind {
  const members = texts(jwk, ["n", "e"]);
  const [modulus, exponent] = [decodeBase64url(members?.["n"] ?? ""), decodeBase64url(members?.["e"] ?? "")];
  if (members === undefined || modulus === undefined || exponent === undefined || exponent.length === 0)
    return { error: "Its n and e are not numbers in base64url" };
  const n = BigInt(`0x0${modulus.toString("hex")}`);
  const e = BigInt(`0x0${exponent.toString("hex")}`);
  const bits = n.toString(2).length;
  if (bits < leastRsaBits || bits > mostRsaBits) return { error: `It has ${bits} bits, RSA keys have ${leastRsaBits} to ${mostRsaBits}` };
  if (e < 3n || e % 2n === 0n) return { error: "Its exponent is not an odd number of 3 or more" };
  if (isWeakModulus(n)) return { error: "It was made by a generator whose keys can be computed (ROCA, CVE-2017-15361)" };
  return { kind: "RSA", algorithms: rsaAlgorithms, members };
}

function readCurve(jwk: JsonObject): ReadKind {
  const members = texts(jwk, ["crv", "x", "y"]);
  const algorithm = curveAlgorithms[members?.["crv"] ?? ""];
  if (members === undefined || algorithm === undefined) return { error: "Its curve is none of P-256, P-384 and P-521, or its x and y are missing" };
  return { kind: "EC", algorithms: [algorithm], members };
}

function readEdwards(jwk: JsonObject): ReadKind {
  const members = texts(jwk, ["crv", "x"]);
  if (members === undefined || !["Ed25519", "Ed448"].includes(members["crv"] ?? ""))
    return { error: "Its curve is none of Ed25519 and Ed448, or its x is missing" };
  return { kind: "OKP", algorithms: ["EdDSA"], members };
}

function readSecret(jwk: JsonObject): ReadKind {
  const members = texts(jwk, ["k"]);
  const length = decodeBase64url(members?.["k"] ?? "")?.length ?? 0;
  const algorithms = secretAlgorithms.filter((algorithm) => length >= (secretBytes[algorithm] ?? 0));
  if (members === undefined || algorithms.length === 0) return { error: `It has ${length} bytes, a secret has at least 32` };
  return { kind: "oct", algorithms, members };
}

function texts(jwk: JsonObject, names: readonly string[]): Readonly<Record<string, string>> | undefined {
  const found = ["kty", ...names].flatMap((name) => (typeof jwk[name] === "string" ? [[name, jwk[name]] as const] : []));
  return found.length === names.length + 1 ? Object.fromEntries(found) : undefined;
}
