import { z } from "zod";
import type { Problem } from "../../kit/problem.ts";
import { brokenLink, type Certificate, type KeyFacts, keyFits, readCertificates, readPrivateKey } from "../../kit/x509.ts";
import { placed } from "./placed-check.ts";

/** The checks of a Certificate's spec. The key is looked at when it is plain text: {@link checkPair} does so when a stored one is kept. */
export const certificateChecks = [
  placed("/chain", z.string(), checkChain),
  placed("/privateKey", z.string(), checkKey),
  placed("", z.object({ chain: z.string(), privateKey: z.string() }), ({ chain, privateKey }) => checkPair(chain, privateKey)),
];

/** The checks of a TrustBundle's spec. */
export const trustBundleChecks = [placed("/certificates", z.string(), checkBundle)];

const curves: ReadonlySet<string | undefined> = new Set(["P-256", "P-384", "P-521"]);

/** What is wrong with a certificate and a key in each other's company; both may be unreadable, which is told elsewhere. */
export function checkPair(chain: string, privateKey: string): readonly Problem[] {
  const read = readCertificates(chain);
  if ("error" in read || "error" in readPrivateKey(privateKey) || keyFits(chain, privateKey)) return [];
  const subject = read.certificates[0]?.subject ?? "";
  return [
    {
      code: "KEY_MISMATCH",
      pointer: "/spec/privateKey",
      detail: `Private key does not belong to the certificate of ${subject}`,
      hint: "The first certificate of the chain must be made from this key",
    },
  ];
}

function checkChain(chain: string, pointer: string): readonly Problem[] {
  const read = readCertificates(chain);
  if ("error" in read)
    return [{ code: "INVALID_CERTIFICATE", pointer, detail: read.error, hint: "Write the certificate first, then its intermediates, as PEM" }];
  const [leaf] = read.certificates;
  return leaf === undefined ? [] : [...weakKey(leaf, pointer), ...noNames(leaf, pointer), ...brokenChain(chain, read.certificates, pointer)];
}

function weakKey({ key, subject }: Certificate, pointer: string): readonly Problem[] {
  const hint = "Use RSA with 2048 bits or more, or EC on P-256, P-384 or P-521";
  const kind = [key.type, key.curve ?? key.bits].filter((part) => part !== undefined).join(" ");
  if (!isUsable(key))
    return [{ code: "UNSUPPORTED_KEY", pointer, detail: `Certificate of ${subject} has a key of type ${kind}, which Envoy does not serve`, hint }];
  if (key.type !== "ed25519") return [];
  return [
    { code: "UNCOMMON_KEY", pointer, severity: "warning", detail: `Certificate of ${subject} has a key of type ${kind}, which browsers do not accept`, hint },
  ];
}

function isUsable(key: KeyFacts): boolean {
  if (key.type === "rsa") return (key.bits ?? 0) >= 2048;
  return key.type === "ed25519" || (key.type === "ec" && curves.has(key.curve));
}

function noNames({ names, subject }: Certificate, pointer: string): readonly Problem[] {
  if (names.dns.length + names.ip.length + names.uri.length + names.email.length > 0) return [];
  return [
    {
      code: "CERTIFICATE_WITHOUT_NAMES",
      pointer,
      severity: "warning",
      detail: `Certificate of ${subject} has no subject alternative name; clients do not look at the subject`,
      hint: "Have it issued with its DNS names",
    },
  ];
}

function brokenChain(chain: string, certificates: readonly Certificate[], pointer: string): readonly Problem[] {
  const broken = brokenLink(chain);
  if (broken === undefined) return [];
  const [subject, next] = [certificates[broken]?.subject ?? "", certificates[broken + 1]?.subject ?? ""];
  return [
    {
      code: "CHAIN_OUT_OF_ORDER",
      pointer,
      severity: "warning",
      detail: `Certificate of ${subject} was not issued by the one that follows, ${next}`,
      hint: "Each certificate is followed by its issuer",
    },
  ];
}

function checkKey(privateKey: string, pointer: string): readonly Problem[] {
  const read = readPrivateKey(privateKey);
  return "error" in read ? [{ code: "INVALID_PRIVATE_KEY", pointer, detail: read.error, hint: "Write one private key as PEM, without passphrase" }] : [];
}

function checkBundle(certificates: string, pointer: string): readonly Problem[] {
  const read = readCertificates(certificates);
  if ("error" in read) return [{ code: "INVALID_CERTIFICATE", pointer, detail: read.error, hint: "Write the authorities' certificates as PEM" }];
  return read.certificates
    .filter(({ isAuthority }) => !isAuthority)
    .map(({ subject }) => ({
      code: "NOT_AN_AUTHORITY",
      pointer,
      severity: "warning" as const,
      detail: `Certificate of ${subject} is not one of an authority`,
      hint: "Trust the authority that issued it",
    }));
}
