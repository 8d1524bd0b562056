import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createModel } from "../model.ts";

const model = createModel([]);
const keyId = "k1";

function problems(credential: unknown): readonly string[] {
  const parsed = model.parse({ kind: "Consumer", namespace: "default", name: "acme", spec: { credentials: { one: credential } } });
  return parsed.kind === "refused" ? parsed.problems.map(({ pointer, detail }) => `${pointer} ${detail}`) : [];
}

const pemOf = ({ publicKey }: { readonly publicKey: KeyObject }): string => publicKey.export({ type: "spki", format: "pem" }).toString();
const rsaPem = (modulusLength: number): string => pemOf(generateKeyPairSync("rsa", { modulusLength }));
const curvePem = (namedCurve: string): string => pemOf(generateKeyPairSync("ec", { namedCurve }));
const edwardsPem = pemOf(generateKeyPairSync("ed25519"));

describe("a consumer's credential", () => {
  it.each([
    { apiKey: { value: "0123456789abcdef" }, notBefore: "2026-01-01T00:00:00Z", expires: "2026-01-02T00:00:00Z" },
    { basic: { username: "acme", password: "12345678" } },
    { certificate: { name: "spiffe://example.org/web" } },
    { signature: { keyId, secret: "a shared secret of 32 characters" } },
    { signature: { keyId, secret: Buffer.alloc(32, 1).toString("base64"), encoding: "base64" } },
    { signature: { keyId, publicKey: rsaPem(2048), algorithm: "rsa-v1_5-sha256" } },
    { signature: { keyId, publicKey: curvePem("P-384") } },
  ])("is good as %j", (credential) => {
    expect(problems(credential)).toEqual([]);
  });

  it.each<[unknown, string]>([
    [{ apiKey: { value: "0123456789abcdef" }, notBefore: "2026-02-30T25:00:00Z" }, "/notBefore Time"],
    [{ apiKey: { value: "0123456789abcdef" }, notBefore: "2026-01-02T00:00:00Z", expires: "2026-01-01T00:00:00Z" }, "/expires Time"],
    [{ apiKey: { value: "short" } }, "/apiKey/value API key is not valid"],
    [{ basic: { username: "a:b", password: "12345678" } }, "/basic/username"],
    [{ basic: { username: "acme", password: "short" } }, "/basic/password Password is not valid"],
    [{ signature: { keyId, secret: "short" } }, "/signature/secret Secret is not valid"],
    [{ signature: { keyId, secret: "not base64, but thirty-two letters", encoding: "base64" } }, "/signature/secret Secret is not valid"],
    [{ signature: { keyId, publicKey: "x" } }, "/signature/publicKey Text is not one PEM block"],
    [{ signature: { keyId, publicKey: edwardsPem.replace("MC", "AA") } }, "/signature/publicKey Public key cannot be read"],
    [{ signature: { keyId, publicKey: rsaPem(1024) } }, "/signature/publicKey A key rsa 1024 is of no use here"],
    [{ signature: { keyId, publicKey: curvePem("P-521") } }, "/signature/publicKey A key ec P-521 is of no use here"],
    [{ signature: { keyId, publicKey: edwardsPem, algorithm: "rsa-pss-sha512" } }, "/signature/algorithm Algorithm rsa-pss-sha512 does not go with"],
  ])("is refused as %j", (credential, expected) => {
    expect(problems(credential)).toEqual([expect.stringContaining(`/spec/credentials/one${expected}`)]);
  });
});
