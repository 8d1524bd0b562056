import { readFileSync } from "node:fs";
import { join } from "node:path";
import { verifyToken } from "../../../src/authz/decide/jose/verify-token.ts";
import { runAsking } from "../../../src/authz/run-asking.ts";
import { KeyStore } from "../../../src/authz/source/keys/key-store.ts";
import { SignatureVerifier } from "../../../src/authz/source/keys/signature-verifier.ts";
import { jwsAlgorithms } from "../../../src/kit/jose/algorithm.ts";
import { readCompactToken } from "../../../src/kit/jose/compact-token.ts";
import { canonicalJson, type Json, type JsonObject } from "../../../src/kit/json.ts";
import { noMetrics, silentLogger } from "../../../src/kit/telemetry.ts";
import { FakeClock } from "../fake-clock.ts";

/** One token of a file of vectors, with the key that it belongs to. */
export interface TokenVector {
  /** `jws 17`, `jwk 4`. */
  readonly id: string;
  readonly comment: string;
  readonly result: "valid" | "invalid";
  /** Whether our program takes the token as signed by the key. */
  verify(): Promise<boolean>;
}

/** A group of vectors that share a key. */
export interface VectorGroup {
  readonly file: string;
  readonly group: string;
  readonly vectors: readonly TokenVector[];
}

interface FileGroup {
  readonly comment: string;
  readonly public?: JsonObject;
  readonly private?: JsonObject;
  readonly tests: readonly { readonly tcId: number; readonly comment: string; readonly jws: Json; readonly result: "valid" | "invalid" }[];
}

const folder = join(import.meta.dirname, "../../vectors/wycheproof");
const files = { jws: "json_web_signature_test.json", jwk: "json_web_key_test.json" } as const;

/** Where the vectors and we differ, and why. */
export const wycheproofDifferences: ReadonlyMap<string, string> = new Map([
  ["jws 346", "The key is for PS256, the token says PS384; a key is used for the algorithm that it names (RFC 7517 §4.4)"],
  ["jws 347", "The key is for ES521, which is no algorithm"],
  ["jws 350", "As 346"],
  ["jws 351", "As 347"],
  ["jws 367", "Its token is the valid one of 357 to the letter"],
  ["jws 370", "As 367"],
  ["jws 372", "Takes a character outside of base64url in the header, as decoders do that skip it; RFC 7515 §2 has no such character"],
  ["jws 373", "The same in the payload"],
]);

/** Every vector of the files. */
export function wycheproofVectors(): readonly VectorGroup[] {
  return Object.entries(files).flatMap(([short, file]) => {
    const { testGroups } = JSON.parse(readFileSync(join(folder, file), "utf8")) as { readonly testGroups: readonly FileGroup[] };
    return testGroups.map(({ comment, tests, ...keys }, index): VectorGroup => {
      const key = keys.public ?? keys.private ?? {};
      const set = "keys" in key ? key : { keys: [key] };
      const vectors = tests.map(({ tcId, comment: about, jws, result }): TokenVector => {
        return { id: `${short} ${tcId}`, comment: about, result, verify: () => verifies(jws, set) };
      });
      return { file, group: `${index + 1} ${comment}`, vectors };
    });
  });
}

/** Whether our program takes a token as signed by a key of a set. This thread and others have to be of one mind. */
export async function verifies(jws: Json, keys: JsonObject): Promise<boolean> {
  const [here, elsewhere] = [await verifiesBy(new SignatureVerifier(), jws, keys), await verifiesBy(new SignatureVerifier({ mostElsewhere: 1 }), jws, keys)];
  if (here !== elsewhere) throw new Error(`The token is ${here ? "good" : "bad"} here, and not so elsewhere`);
  return here;
}

async function verifiesBy(verifier: SignatureVerifier, jws: Json, keys: JsonObject): Promise<boolean> {
  const read = readCompactToken(typeof jws === "string" ? jws : JSON.stringify(jws));
  if ("error" in read) return false;
  const options = { clock: new FakeClock(), logger: silentLogger, metrics: noMetrics, fetchJson: () => Promise.reject(new Error("Nothing is fetched")) };
  const unasked = (): never => {
    throw new Error("Nobody is asked");
  };
  const others = {
    introspection: unasked,
    messageSignature: unasked,
    nonce: unasked,
    provider: unasked,
    endSession: unasked,
    tokens: unasked,
    revokeToken: unasked,
    endLogins: unasked,
    random: unasked,
    seal: unasked,
    unseal: unasked,
    state: unasked,
    pause: unasked,
  };
  const sources = { keys: new KeyStore(options).keys, signature: verifier.signature, ...others };
  const patience = {
    beforeWaiting: () => undefined,
    start: () => ({ over: new Promise<never>(() => undefined), stop: () => undefined }),
  };
  const verified = await runAsking(verifyToken(read.token, { kind: "inline", keys: canonicalJson(keys) }, jwsAlgorithms), sources, patience);
  return verified.ok;
}
