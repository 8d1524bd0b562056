import type { Problem } from "../../kit/problem.ts";
import { type Certificate, readCertificates } from "../../kit/x509.ts";
import type { WrittenObject } from "../object/object.ts";

const dayMs = 86_400_000;
const soonMs = 30 * dayMs;
const fieldOfKind: Readonly<Partial<Record<WrittenObject["kind"], string>>> = { Certificate: "chain", TrustBundle: "certificates" };

/** Warnings about certificates that are not valid at `now` (milliseconds since the Unix epoch) or end within 30 days. */
export function expiryWarnings(object: Pick<WrittenObject, "kind" | "spec">, now: number): readonly Problem[] {
  const field = fieldOfKind[object.kind];
  const pem = field === undefined ? undefined : object.spec[field];
  if (field === undefined || typeof pem !== "string") return [];
  const read = readCertificates(pem);
  return "error" in read
    ? []
    : read.certificates
        .flatMap((certificate) => warning(certificate, now) ?? [])
        .map((found) => ({ ...found, pointer: `/spec/${field}`, severity: "warning" }));
}

function warning({ subject, notBefore, notAfter }: Certificate, now: number): Omit<Problem, "pointer"> | undefined {
  const end = new Date(notAfter).toISOString();
  if (now < notBefore)
    return { code: "CERTIFICATE_NOT_YET_VALID", detail: `Certificate of ${subject} is valid only from ${new Date(notBefore).toISOString()}` };
  if (now >= notAfter) return { code: "CERTIFICATE_EXPIRED", detail: `Certificate of ${subject} has expired at ${end}`, hint: "Renew it" };
  if (now < notAfter - soonMs) return undefined;
  return {
    code: "CERTIFICATE_EXPIRES_SOON",
    detail: `Certificate of ${subject} expires in ${Math.floor((notAfter - now) / dayMs)} days, at ${end}`,
    hint: "Renew it",
  };
}
