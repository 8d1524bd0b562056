import { generateKeyPairSync } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { selfSigned, type TestAuthority, type TestCertificate, testAuthority } from "../../test/kit/tls/certificates.ts";
import { brokenLink, type Certificate, hostnamesOf, keyFits, type ReadCertificates, readCertificates, readPrivateKey } from "./x509.ts";

let authority: TestAuthority;
let leaf: TestCertificate;

beforeAll(async () => {
  authority = await testAuthority("Root");
  leaf = await authority.issue({
    hostnames: ["www.example.com", "*.example.com"],
    uris: ["spiffe://example.com/web"],
    ips: ["10.0.0.1", "::1"],
    notBefore: Date.UTC(2026, 0, 1),
    notAfter: Date.UTC(2027, 0, 1),
  });
});

function certificatesOf(read: ReadCertificates): readonly Certificate[] {
  if ("error" in read) throw new Error(read.error);
  return read.certificates;
}

describe("readCertificates", () => {
  test("tells names, dates, key and kind of each certificate", () => {
    const [first, second] = certificatesOf(readCertificates(`# comment\n${leaf.chain}\n\n${authority.chain}`));
    expect(first).toEqual({
      subject: "CN=www.example.com",
      issuer: "CN=Root",
      serial: expect.stringMatching(/^[0-9A-F]+$/u),
      names: { dns: ["www.example.com", "*.example.com"], ip: ["10.0.0.1", "0:0:0:0:0:0:0:1"], uri: ["spiffe://example.com/web"], email: [] },
      notBefore: Date.UTC(2026, 0, 1),
      notAfter: Date.UTC(2027, 0, 1),
      fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/u),
      isAuthority: false,
      key: { type: "ec", curve: "P-256" },
    });
    expect(second).toMatchObject({ subject: "CN=Root", isAuthority: true });
  });

  test("a name with a comma in it does not pose as two", async () => {
    const odd = await selfSigned({ uris: ["http://a/?x=1, DNS:evil.example.com"] });
    expect(certificatesOf(readCertificates(odd.chain))[0]?.names).toEqual({ dns: [], ip: [], email: [], uri: ["http://a/?x=1, DNS:evil.example.com"] });
  });

  test("an RSA key has its length", async () => {
    const { chain } = await selfSigned({ key: "RSA-2048" });
    expect(certificatesOf(readCertificates(chain))[0]?.key).toEqual({ type: "rsa", bits: 2048 });
  });

  test("refuses what is no certificate", () => {
    expect(readCertificates("hello")).toEqual({ error: "Text has no PEM block -----BEGIN CERTIFICATE-----" });
    expect(readCertificates(leaf.chain + leaf.privateKey)).toEqual({ error: "PEM text has a block of type PRIVATE KEY; only certificates belong here" });
    expect(readCertificates(leaf.chain.slice(0, -10))).toEqual({ error: "PEM text has a block that does not end, or ends as another type" });

    expect(readCertificates(`${authority.chain}\n-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----`)).toEqual({
      error: "Certificate 2 of 2 cannot be read: it is not a valid X.509 certificate",
    });
  });
});

describe("readPrivateKey", () => {
  const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
  const ec = generateKeyPairSync("ec", { namedCurve: "P-384" }).privateKey;

  test.each([
    ["PKCS #8", rsa.export({ type: "pkcs8", format: "pem" }), { type: "rsa", bits: 2048 }],
    ["PKCS #1", rsa.export({ type: "pkcs1", format: "pem" }), { type: "rsa", bits: 2048 }],
    ["SEC 1", ec.export({ type: "sec1", format: "pem" }), { type: "ec", curve: "P-384" }],
    [
      "SEC 1 with parameters",
      `-----BEGIN EC PARAMETERS-----\nBgUrgQQAIg==\n-----END EC PARAMETERS-----\n${ec.export({ type: "sec1", format: "pem" }).toString()}`,
      { type: "ec", curve: "P-384" },
    ],
  ])("reads %s", (_, pem, key) => {
    expect(readPrivateKey(pem.toString())).toEqual({ key });
  });

  test("refuses what is no plain private key, without telling its content", () => {
    const encrypted = rsa.export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "secret" }).toString();
    expect(readPrivateKey(encrypted)).toEqual({ error: "Private key is encrypted; decrypt it first" });
    expect(readPrivateKey("hunter2")).toEqual({ error: "Text has no PEM block with a private key" });
    expect(readPrivateKey(leaf.chain)).toEqual({ error: "PEM text has a block of type CERTIFICATE where a private key belongs" });
    expect(readPrivateKey(leaf.privateKey + leaf.chain)).toEqual({ error: "PEM text has 2 blocks; exactly one private key belongs here" });
    expect(readPrivateKey("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----")).toEqual({
      error: "Private key cannot be read: it is not a valid PKCS #8, PKCS #1 or SEC 1 key",
    });
  });
});

test("keyFits compares the key with the first certificate", () => {
  expect(keyFits(leaf.chain + authority.chain, leaf.privateKey)).toBe(true);
  expect(keyFits(authority.chain + leaf.chain, leaf.privateKey)).toBe(false);
  expect(keyFits("nothing", leaf.privateKey)).toBe(false);
});

test("brokenLink finds the certificate whose issuer does not follow", () => {
  expect(brokenLink(leaf.chain + authority.chain)).toBeUndefined();
  expect(brokenLink(leaf.chain)).toBeUndefined();
  expect(brokenLink(authority.chain + leaf.chain)).toBe(0);
  expect(brokenLink(leaf.chain + authority.chain + leaf.chain)).toBe(1);
});

test("hostnamesOf gives the DNS names of the first certificate", () => {
  expect(hostnamesOf(leaf.chain + authority.chain)).toEqual(["www.example.com", "*.example.com"]);
  expect(hostnamesOf("nothing")).toEqual([]);
});
