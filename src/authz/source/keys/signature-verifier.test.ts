import { createSecretKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { describe, expect, it } from "vitest";
import { signToken, type TokenKey, tokenKey } from "../../../../test/kit/authz/tokens.ts";
import { type CompactToken, readCompactToken } from "../../../kit/jose/compact-token.ts";
import { readKeySet } from "../../../kit/jose/key-set.ts";
import type { JsonObject } from "../../../kit/json.ts";
import type { VerificationKey } from "../../decide/need.ts";
import { SignatureVerifier } from "./signature-verifier.ts";
import { openKey } from "./verification-key.ts";

const curve = tokenKey("ES256");
const stranger = tokenKey("ES256");

function publicKey(key: TokenKey): VerificationKey {
  const [read] = readKeySet({ keys: [key.jwk] })?.keys ?? [];
  const opened = read === undefined ? { error: "No key" } : openKey(read);
  if ("error" in opened) throw new Error(opened.error);
  return opened;
}

function read(text: string): CompactToken {
  const result = readCompactToken(text);
  if ("error" in result) throw new Error(result.error);
  return result.token;
}

function tokenOf(key: TokenKey, id = 0): CompactToken {
  return read(signToken(key, { jti: String(id) }));
}

function settled(answers: readonly (boolean | Promise<boolean>)[]): Promise<readonly boolean[]> {
  return Promise.all(answers.map(async (answer) => answer));
}

function longRsaKey(): TokenKey {
  const { publicKey: open, privateKey } = generateKeyPairSync("rsa", { modulusLength: 3072 });
  return { algorithm: "RS256", id: "long", jwk: { ...(open.export({ format: "jwk" }) as JsonObject), kid: "long", alg: "RS256" }, privateKey };
}

describe("signatures that other threads verify", () => {
  const key = publicKey(curve);

  it.each(
    [tokenKey("ES256"), tokenKey("ES384"), tokenKey("ES512"), tokenKey("EdDSA"), longRsaKey()].map((each) => [`${each.algorithm} ${each.id}`, each] as const),
  )("%s: the good one is good and the one of another text is not", async (_, signing) => {
    const verifier = new SignatureVerifier({ mostElsewhere: 10 });
    const [good, other] = [tokenOf(signing, 1), tokenOf(signing, 2)];
    const forged = read(`${good.signed}.${other.text.split(".")[2] ?? ""}`);
    const answers = [good, forged].map((token) => verifier.signature({ key: publicKey(signing), token }));
    for (const answer of answers) expect(answer).toBeInstanceOf(Promise);
    expect(await settled(answers)).toEqual([true, false]);
  });

  it.each([["RS256"], ["PS256"]])("%s with a key of the usual length is verified at once", (algorithm) => {
    const signing = tokenKey(algorithm);
    expect(new SignatureVerifier({ mostElsewhere: 10 }).signature({ key: publicKey(signing), token: tokenOf(signing) })).toBe(true);
  });

  it("are good from then on, and bad ones are looked at each time", async () => {
    const verifier = new SignatureVerifier({ mostElsewhere: 10 });
    const [good, bad] = [tokenOf(curve), tokenOf(stranger)];
    expect(await verifier.signature({ key, token: good })).toBe(true);
    expect(verifier.signature({ key, token: good })).toBe(true);
    expect(await verifier.signature({ key, token: bad })).toBe(false);
    expect(verifier.signature({ key, token: bad })).toBeInstanceOf(Promise);
  });

  it("are verified once for all who show the token meanwhile, but not for another key", async () => {
    const verifier = new SignatureVerifier({ mostElsewhere: 10 });
    const token = tokenOf(curve);
    const first = verifier.signature({ key, token });
    expect(verifier.signature({ key, token })).toBe(first);
    expect(verifier.signature({ key: publicKey(stranger), token })).toBe(false);
    expect(await first).toBe(true);
  });

  it("beyond the bound are verified at once", async () => {
    const verifier = new SignatureVerifier({ mostElsewhere: 2 });
    const answers = [1, 2, 3].map((id) => verifier.signature({ key, token: tokenOf(curve, id) }));
    expect(answers.map((answer) => answer instanceof Promise)).toEqual([true, true, false]);
    expect(await settled(answers)).toEqual([true, true, true]);
    expect(verifier.signature({ key, token: tokenOf(curve, 4) })).toBeInstanceOf(Promise);
  });

  it("that are cut short are bad, as they are on this thread", async () => {
    const whole = tokenOf(curve);
    const token = { ...whole, signature: whole.signature.subarray(0, 63) };
    expect(await new SignatureVerifier({ mostElsewhere: 10 }).signature({ key, token })).toBe(false);
    expect(new SignatureVerifier().signature({ key, token })).toBe(false);
  });

  it("are not good when they cannot be verified, and take nobody's place", async () => {
    const verifier = new SignatureVerifier({ mostElsewhere: 1 });
    const material: KeyObject = createSecretKey(Buffer.alloc(32));
    const ask = async (): Promise<boolean> => verifier.signature({ key: { ...key, material }, token: tokenOf(curve) });
    await expect(ask()).rejects.toThrow(/key/u);
    expect(verifier.signature({ key, token: tokenOf(curve) })).toBeInstanceOf(Promise);
  });
});
