import { sha256Base64url } from "../../../kit/hash.ts";
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

/** The thumbprint `x5t#S256` (RFC 8705 §3.1) of a certificate as Envoy sends it. Undefined when there is none. */
export function certificateThumbprint(encoded: string): string | undefined {
  const body = block.exec(certificatePem(encoded))?.[1];
  return body === undefined ? undefined : sha256Base64url(Buffer.from(body, "base64"));
}
