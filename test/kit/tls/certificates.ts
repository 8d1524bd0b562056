import { webcrypto } from "node:crypto";
import "reflect-metadata";
import * as x509 from "@peculiar/x509";

x509.cryptoProvider.set(webcrypto);

/** A certificate (or a chain, leaf first) and its key, as PEM. */
export interface TestCertificate {
  readonly chain: string;
  readonly privateKey: string;
}

/** An authority that signs test certificates. */
export interface TestAuthority extends TestCertificate {
  readonly subject: string;
  /** Makes a certificate that this authority signed. */
  issue(options?: CertificateOptions): Promise<TestCertificate>;
}

/** What a test certificate says; everything has a default that is valid for a day. */
export interface CertificateOptions {
  readonly hostnames?: readonly string[];
  readonly uris?: readonly string[];
  readonly ips?: readonly string[];
  readonly commonName?: string;
  /** Milliseconds since the Unix epoch. */
  readonly notBefore?: number;
  readonly notAfter?: number;
  /** Default `P-256`. */
  readonly key?: "P-256" | "P-384" | "P-521" | "RSA-2048" | "RSA-1024" | "Ed25519";
  /** It demands a stapled OCSP response, without which Envoy does not serve it (RFC 7633). */
  readonly mustStaple?: boolean;
}

const mustStaple = new x509.Extension("1.3.6.1.5.5.7.1.24", false, Uint8Array.of(0x30, 0x03, 0x02, 0x01, 0x05));

const keyKinds = {
  "P-256": { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" },
  "P-384": { name: "ECDSA", namedCurve: "P-384", hash: "SHA-384" },
  "P-521": { name: "ECDSA", namedCurve: "P-521", hash: "SHA-512" },
  "RSA-2048": { name: "RSASSA-PKCS1-v1_5", modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: "SHA-256" },
  "RSA-1024": { name: "RSASSA-PKCS1-v1_5", modulusLength: 1024, publicExponent: new Uint8Array([1, 0, 1]), hash: "SHA-256" },
  Ed25519: { name: "Ed25519" },
} as const;

const hourMs = 3_600_000;

/** Makes a certificate authority. */
export async function testAuthority(commonName = "Test Authority"): Promise<TestAuthority> {
  const keys = await newKeys("P-256");
  const name = `CN=${commonName}`;
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name,
    ...validity({}),
    keys,
    signingAlgorithm: keyKinds["P-256"],
    extensions: [
      new x509.BasicConstraintsExtension(true, 1, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
    ],
  });
  const issue = async (options: CertificateOptions = {}): Promise<TestCertificate> => {
    const leafKeys = await newKeys(options.key ?? "P-256");
    const leaf = await x509.X509CertificateGenerator.create({
      subject: `CN=${options.commonName ?? options.hostnames?.[0] ?? "test"}`,
      issuer: name,
      ...validity(options),
      publicKey: leafKeys.publicKey,
      signingKey: keys.privateKey,
      signingAlgorithm: keyKinds["P-256"],
      extensions: leafExtensions(options),
    });
    return { chain: leaf.toString("pem"), privateKey: await exportKey(leafKeys.privateKey) };
  };
  return { subject: name, chain: certificate.toString("pem"), privateKey: await exportKey(keys.privateKey), issue };
}

/** Makes a certificate that signed itself. */
export async function selfSigned(options: CertificateOptions = {}): Promise<TestCertificate> {
  const kind = options.key ?? "P-256";
  const keys = await newKeys(kind);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${options.commonName ?? options.hostnames?.[0] ?? "test"}`,
    ...validity(options),
    keys,
    signingAlgorithm: keyKinds[kind],
    extensions: leafExtensions(options),
  });
  return { chain: certificate.toString("pem"), privateKey: await exportKey(keys.privateKey) };
}

function validity({ notBefore = Date.now() - hourMs, notAfter = Date.now() + 24 * hourMs }: CertificateOptions): { notBefore: Date; notAfter: Date } {
  return { notBefore: new Date(notBefore), notAfter: new Date(notAfter) };
}

function leafExtensions(options: CertificateOptions): x509.Extension[] {
  const names = [
    ...(options.hostnames ?? []).map((value) => ({ type: "dns" as const, value })),
    ...(options.uris ?? []).map((value) => ({ type: "url" as const, value })),
    ...(options.ips ?? []).map((value) => ({ type: "ip" as const, value })),
  ];
  return [...(names.length === 0 ? [] : [new x509.SubjectAlternativeNameExtension(names)]), ...(options.mustStaple === true ? [mustStaple] : [])];
}

async function newKeys(kind: NonNullable<CertificateOptions["key"]>): Promise<webcrypto.CryptoKeyPair> {
  return (await webcrypto.subtle.generateKey(keyKinds[kind], true, ["sign", "verify"])) as webcrypto.CryptoKeyPair;
}

async function exportKey(key: webcrypto.CryptoKey): Promise<string> {
  return x509.PemConverter.encode(await webcrypto.subtle.exportKey("pkcs8", key), "PRIVATE KEY");
}
