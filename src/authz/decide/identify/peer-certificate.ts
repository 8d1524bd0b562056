import { sha256Base64url } from "../../../kit/hash.ts";
import { type Certificate, readCertificates } from "../../../kit/x509.ts";
import type { Input } from "../plan/input.ts";

const block = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]*)-----END CERTIFICATE-----/u;

/** The client's certificate, as Envoy has verified it. */
export const certificateInput: Input = { id: "certificate", read: (request) => request.view.certificate };

/** The certificate as PEM: Envoy sends it URL-encoded. Empty when there is none. */
export function certificatePem(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return "";
  }
}

/** The client's certificate as Envoy sends it; `absent` when it sends none. */
export function readPeer(encoded: string): Certificate | "absent" | "unreadable" {
  if (encoded === "") return "absent";
  const read = readCertificates(certificatePem(encoded));
  return ("error" in read ? undefined : read.certificates[0]) ?? "unreadable";
}

/** The thumbprint `x5t#S256` (RFC 8705 §3.1) of a certificate as Envoy sends it. Undefined when there is none. */
export function certificateThumbprint(encoded: string): string | undefined {
  const body = block.exec(certificatePem(encoded))?.[1];
  return body === undefined ? undefined : sha256Base64url(Buffer.from(body, "base64"));
}

/** Why a certificate is not good now, and until when that is so (milliseconds since the Unix epoch). */
export interface Untimely {
  readonly fault: "expired" | "not valid yet";
  readonly why: string;
  readonly until: number;
}

/** Whether a certificate is good now: a connection may outlive the one that it was opened with, and Envoy looks at that only once. */
export function untimely({ notBefore, notAfter }: Pick<Certificate, "notBefore" | "notAfter">, now: number): Untimely | undefined {
  if (now < notBefore) return { fault: "not valid yet", why: `It is good from ${new Date(notBefore).toISOString()} on`, until: notBefore };
  if (now >= notAfter) return { fault: "expired", why: `It was good until ${new Date(notAfter).toISOString()}`, until: Number.POSITIVE_INFINITY };
  return undefined;
}
