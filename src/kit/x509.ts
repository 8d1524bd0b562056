import { createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from "node:crypto";

/** Subject alternative names by type. */
export interface AlternativeNames {
  readonly dns: readonly string[];
  readonly ip: readonly string[];
  readonly uri: readonly string[];
  readonly email: readonly string[];
}

/** What a certificate says of itself. */
export interface Certificate {
  /** Distinguished name on one line: `CN=www.example.com, O=Example`. */
  readonly subject: string;
  readonly issuer: string;
  /** Hexadecimal, upper case. */
  readonly serial: string;
  readonly names: AlternativeNames;
  /** Milliseconds since the Unix epoch. */
  readonly notBefore: number;
  readonly notAfter: number;
  /** SHA-256 of the DER form: 64 hexadecimal digits, lower case. */
  readonly fingerprint: string;
  readonly isAuthority: boolean;
  readonly key: KeyFacts;
}

/** A public or private key: `rsa 2048`, `ec P-256`. */
export interface KeyFacts {
  readonly type: string;
  /** RSA only. */
  readonly bits?: number;
  /** EC only, as NIST names it, or as OpenSSL does where NIST has no name. */
  readonly curve?: string;
}

/** Certificates in the order of the text, or a sentence that says what is wrong. */
export type ReadCertificates = { readonly certificates: readonly Certificate[] } | { readonly error: string };

/** A key, or a sentence that says what is wrong. Sentences never contain key material. */
export type ReadKey = { readonly key: KeyFacts } | { readonly error: string };

const block = /-----BEGIN ([A-Z0-9 ]+)-----[\s\S]*?-----END \1-----/gu;
const curveNames: Readonly<Record<string, string>> = { prime256v1: "P-256", secp384r1: "P-384", secp521r1: "P-521" };

/** Reads all certificates of a PEM text; text around the blocks is ignored. Anything but certificates is an error, so that no key slips in. */
export function readCertificates(pem: string): ReadCertificates {
  const blocks = blocksOf(pem);
  if ("error" in blocks) return blocks;
  const foreign = blocks.find(({ type }) => type !== "CERTIFICATE");
  if (foreign !== undefined) return { error: `PEM text has a block of type ${foreign.type}; only certificates belong here` };
  if (blocks.length === 0) return { error: "Text has no PEM block -----BEGIN CERTIFICATE-----" };
  const certificates: Certificate[] = [];
  for (const [index, { text }] of blocks.entries()) {
    const certificate = parse(text);
    if (certificate === undefined) return { error: `Certificate ${index + 1} of ${blocks.length} cannot be read: it is not a valid X.509 certificate` };
    certificates.push(describe(certificate));
  }
  return { certificates };
}

/** Reads a PEM text with exactly one private key (PKCS #8, PKCS #1 or SEC 1), without passphrase. */
export function readPrivateKey(pem: string): ReadKey {
  const opened = openKey(pem);
  return "error" in opened ? opened : { key: keyFacts(opened.object) };
}

/** Reads a PEM text with one public key (`BEGIN PUBLIC KEY`). */
export function readPublicKey(pem: string): ReadKey {
  const blocks = blocksOf(pem);
  if ("error" in blocks) return blocks;
  const [first] = blocks;
  if (blocks.length !== 1 || first?.type !== "PUBLIC KEY") return { error: "Text is not one PEM block -----BEGIN PUBLIC KEY-----" };
  try {
    return { key: keyFacts(createPublicKey(first.text)) };
  } catch {
    return { error: "Public key cannot be read" };
  }
}

/** True when the private key belongs to the first certificate of the chain; both must be readable. */
export function keyFits(chainPem: string, keyPem: string): boolean {
  const blocks = blocksOf(chainPem);
  const first = "error" in blocks ? undefined : blocks[0];
  const certificate = first === undefined ? undefined : parse(first.text);
  const opened = openKey(keyPem);
  return certificate !== undefined && !("error" in opened) && certificate.checkPrivateKey(opened.object);
}

/** Index of the first certificate that the next one did not issue; `undefined` when the chain is in order. */
export function brokenLink(chainPem: string): number | undefined {
  const blocks = blocksOf(chainPem);
  if ("error" in blocks) return undefined;
  const certificates = blocks.flatMap(({ text }) => parse(text) ?? []);
  const broken = certificates.findIndex((certificate, index) => {
    const issuer = certificates[index + 1];
    return issuer !== undefined && !certificate.checkIssued(issuer);
  });
  return broken < 0 ? undefined : broken;
}

/** The DNS names of the first certificate, wildcards included; empty when it has none or cannot be read. */
export function hostnamesOf(chainPem: string): readonly string[] {
  const read = readCertificates(chainPem);
  return "error" in read ? [] : (read.certificates[0]?.names.dns ?? []);
}

interface PemBlock {
  readonly type: string;
  readonly text: string;
}

function blocksOf(pem: string): readonly PemBlock[] | { readonly error: string } {
  const blocks = [...pem.matchAll(block)].map(([text, type = ""]) => ({ type, text }));
  const begins = pem.split("-----BEGIN ").length - 1;
  return begins === blocks.length ? blocks : { error: "PEM text has a block that does not end, or ends as another type" };
}

function parse(pem: string): X509Certificate | undefined {
  try {
    const certificate = new X509Certificate(pem);
    // Node reads some broken keys lazily: ask for it here, where it can be refused.
    return certificate.publicKey.type === "public" ? certificate : undefined;
  } catch {
    return undefined;
  }
}

function describe(certificate: X509Certificate): Certificate {
  return {
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    serial: certificate.serialNumber,
    names: alternativeNames(certificate.subjectAltName),
    notBefore: Date.parse(certificate.validFrom),
    notAfter: Date.parse(certificate.validTo),
    fingerprint: certificate.fingerprint256.replaceAll(":", "").toLowerCase(),
    isAuthority: certificate.ca,
    key: keyFacts(certificate.publicKey),
  };
}

function openKey(pem: string): { readonly object: KeyObject } | { readonly error: string } {
  const blocks = blocksOf(pem);
  if ("error" in blocks) return blocks;
  // EC keys of OpenSSL come with their curve in a block of its own.
  const keys = blocks.filter(({ type }) => type !== "EC PARAMETERS");
  const [first, second] = keys;
  if (first === undefined) return { error: "Text has no PEM block with a private key" };
  if (!first.type.endsWith("PRIVATE KEY")) return { error: `PEM text has a block of type ${first.type} where a private key belongs` };
  if (second !== undefined) return { error: `PEM text has ${keys.length} blocks; exactly one private key belongs here` };
  if (first.type.startsWith("ENCRYPTED") || first.text.includes("Proc-Type: 4,ENCRYPTED")) return { error: "Private key is encrypted; decrypt it first" };
  try {
    return { object: createPrivateKey(first.text) };
  } catch {
    return { error: "Private key cannot be read: it is not a valid PKCS #8, PKCS #1 or SEC 1 key" };
  }
}

function keyFacts(key: KeyObject): KeyFacts {
  const type = key.asymmetricKeyType ?? "unknown";
  const { modulusLength, namedCurve } = key.asymmetricKeyDetails ?? {};
  return {
    type,
    ...(modulusLength !== undefined && { bits: modulusLength }),
    ...(namedCurve !== undefined && { curve: curveNames[namedCurve] ?? namedCurve }),
  };
}

/** Node gives one attribute a line; most specific first reads better. */
function oneLine(name: string | undefined): string {
  return (name ?? "").split("\n").reverse().join(", ");
}

/** Node's text is `DNS:a, IP Address:1.2.3.4`; a value with special characters is quoted as JSON, so it cannot pose as two. */
function alternativeNames(text: string | undefined): AlternativeNames {
  const names = { dns: [] as string[], ip: [] as string[], uri: [] as string[], email: [] as string[] };
  const lists: Readonly<Record<string, string[]>> = { DNS: names.dns, "IP Address": names.ip, URI: names.uri, email: names.email };
  for (const [, type = "", quoted, plain = ""] of (text ?? "").matchAll(/([A-Za-z ]+?):(?:"((?:[^"\\]|\\.)*)"|([^,]*))(?:, |$)/gu)) {
    lists[type]?.push(quoted === undefined ? plain : (JSON.parse(`"${quoted}"`) as string));
  }
  return names;
}
