import type { LaneTls, SanRule } from "../http2/tls/lane-tls.ts";
import type { TlsTexts } from "./tls-files.ts";

/** TLS of the roles that proxies ask with each request: a client certificate is demanded where there are authorities for one. */
export function laneTls({ cert, key, clientCa }: TlsTexts, clientNames: readonly SanRule[] | undefined): LaneTls {
  return {
    certificate: cert,
    privateKey: key,
    ...(clientCa !== undefined && { clientCa }),
    ...(clientNames !== undefined && { clientNames }),
  };
}
