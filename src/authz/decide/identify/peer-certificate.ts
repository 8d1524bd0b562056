import { sha256Base64url } from "../../../kit/hash.ts";

const block = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]*)-----END CERTIFICATE-----/u;

/** The thumbprint `x5t#S256` (RFC 8705 §3.1) of a certificate as Envoy sends it: PEM, URL-encoded. Undefined when there is none. */
export function certificateThumbprint(encoded: string): string | undefined {
  const body = block.exec(decoded(encoded))?.[1];
  return body === undefined ? undefined : sha256Base64url(Buffer.from(body, "base64"));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}
