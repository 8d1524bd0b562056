import { beforeAll, describe, expect, test } from "vitest";
import { certificate, trustBundle } from "../../../test/kit/objects/others.ts";
import { selfSigned, type TestAuthority, type TestCertificate, testAuthority } from "../../../test/kit/tls/certificates.ts";
import { createModel } from "../model.ts";
import { expiryWarnings } from "./certificate-expiry.ts";

const model = createModel([]);
const dayMs = 86_400_000;
const end = Date.UTC(2027, 0, 1);

let authority: TestAuthority;
let leaf: TestCertificate;

beforeAll(async () => {
  authority = await testAuthority();
  leaf = await authority.issue({ hostnames: ["www.example.com"], notBefore: Date.UTC(2026, 0, 1), notAfter: end });
});

/** Codes of problems or, where there are none, of warnings. */
function verdict(object: { written(): unknown }): readonly string[] {
  const result = model.parse(object.written());
  return (result.kind === "parsed" ? result.warnings : result.problems).map(({ code, pointer }) => `${code} ${pointer}`);
}

describe("a certificate", () => {
  test("with its chain and key is fine", () => {
    expect(verdict(certificate("c", { ...leaf, chain: leaf.chain + authority.chain }))).toEqual([]);
  });

  test("with the key of another one is refused", async () => {
    const other = await authority.issue({ hostnames: ["b.example.com"] });
    expect(verdict(certificate("c", { chain: leaf.chain, privateKey: other.privateKey }))).toEqual(["KEY_MISMATCH /spec/privateKey"]);
  });

  test("that cannot be read is refused, and so is its key", () => {
    expect(verdict(certificate("c", { chain: "x", privateKey: "y" }))).toEqual(["INVALID_CERTIFICATE /spec/chain", "INVALID_PRIVATE_KEY /spec/privateKey"]);
  });

  test("with a private key in the chain is refused", () => {
    expect(verdict(certificate("c", { ...leaf, chain: leaf.chain + leaf.privateKey }))).toEqual(["INVALID_CERTIFICATE /spec/chain"]);
  });

  test("with a chain in the wrong order is told of", () => {
    const result = model.parse(certificate("c", { chain: leaf.chain + leaf.chain, privateKey: leaf.privateKey }).written());
    expect(result).toMatchObject({ kind: "parsed", warnings: [{ code: "CHAIN_OUT_OF_ORDER", severity: "warning" }] });
  });

  test("without names, or with a key that browsers do not accept, is told of", async () => {
    expect(verdict(certificate("c", await selfSigned({ key: "Ed25519" })))).toEqual(["UNCOMMON_KEY /spec/chain", "CERTIFICATE_WITHOUT_NAMES /spec/chain"]);
  });
});

describe("a trust bundle", () => {
  test("of authorities is fine", () => {
    expect(verdict(trustBundle("ca", authority.chain))).toEqual([]);
  });

  test("with another certificate is told of", () => {
    expect(verdict(trustBundle("ca", authority.chain + leaf.chain))).toEqual(["NOT_AN_AUTHORITY /spec/certificates"]);
  });

  test("that cannot be read is refused", () => {
    expect(verdict(trustBundle("ca", "x"))).toEqual(["INVALID_CERTIFICATE /spec/certificates"]);
  });
});

describe("expiryWarnings", () => {
  test.each<[string, number, readonly string[]]>([
    ["before it is valid", Date.UTC(2025, 11, 31), ["CERTIFICATE_NOT_YET_VALID"]],
    ["while it is valid", Date.UTC(2026, 5, 1), []],
    ["31 days before its end", end - 31 * dayMs, []],
    ["a day before its end", end - dayMs, ["CERTIFICATE_EXPIRES_SOON"]],
    ["at its end", end, ["CERTIFICATE_EXPIRED"]],
  ])("%s", (_, now, codes) => {
    const found = expiryWarnings(certificate("c", leaf).build(), now);
    expect(found.map(({ code }) => code)).toEqual(codes);
    expect(found.every(({ severity, pointer }) => severity === "warning" && pointer === "/spec/chain")).toBe(true);
  });

  test("other kinds have none", () => {
    expect(expiryWarnings({ kind: "Secret", spec: { data: {} } }, end)).toEqual([]);
  });
});
