import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { SigningKey } from "../../decide/directory/consumer.ts";
import { MessageVerifier } from "./message-verifier.ts";

const opened = (): never => {
  throw new Error("Nothing is sealed here");
};
const pair = generateKeyPairSync("ec", { namedCurve: "P-384" });
const curve: SigningKey = { algorithm: "ES384", name: "ecdsa-p384-sha384", material: { kind: "public", pem: pemOf(pair.publicKey) } };
const secret: SigningKey = {
  algorithm: "HS256",
  name: "hmac-sha256",
  material: { kind: "secret", value: "a shared secret of 32 characters", encoding: "text", context: "" },
};

function pemOf(key: KeyObject): string {
  return key.export({ type: "spki", format: "pem" }).toString();
}

function question(base: string, signed = base) {
  return { key: curve, base, signature: sign("sha384", Buffer.from(signed), { key: pair.privateKey, dsaEncoding: "ieee-p1363" }) };
}

describe("a costly signature of a request", () => {
  it("is verified on another thread, the good one and the forged one", async () => {
    const { messageSignature } = new MessageVerifier(opened, { mostElsewhere: 2 });
    const answers = [question("a"), question("b", "c")].map(messageSignature);
    for (const answer of answers) expect(answer).toBeInstanceOf(Promise);
    expect(await Promise.all(answers.map(async (answer) => answer))).toEqual([true, false]);
  });

  it("is verified at once where that is all that others may be given", async () => {
    const { messageSignature } = new MessageVerifier(opened, { mostElsewhere: 1 });
    const first = messageSignature(question("a"));
    expect([messageSignature(question("b")), messageSignature(question("b", "c"))]).toEqual([true, false]);
    expect(await first).toBe(true);
    expect(messageSignature(question("d"))).toBeInstanceOf(Promise);
  });
});

it("a quick signature of a request is verified at once", () => {
  const { messageSignature } = new MessageVerifier(opened, { mostElsewhere: 2 });
  expect(messageSignature({ key: secret, base: "a", signature: Buffer.alloc(32) })).toBe(false);
});
