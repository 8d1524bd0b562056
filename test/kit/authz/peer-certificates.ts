import { X509Certificate } from "node:crypto";

/** A client certificate as Envoy tells of it. */
export interface PeerCertificate {
  /** Its PEM, URL-encoded. */
  readonly encoded: string;
  /** Its SHA-256, 64 hexadecimal digits. */
  readonly fingerprint: string;
  /** The same as claim `cnf` of a token that is bound to it (RFC 8705 §3.1). */
  readonly confirmation: { readonly "x5t#S256": string };
}

function peerCertificate(der: string): PeerCertificate {
  const pem = `-----BEGIN CERTIFICATE-----\n${der}\n-----END CERTIFICATE-----\n`;
  const fingerprint = new X509Certificate(pem).fingerprint256.replaceAll(":", "").toLowerCase();
  return { encoded: encodeURIComponent(pem), fingerprint, confirmation: { "x5t#S256": Buffer.from(fingerprint, "hex").toString("base64url") } };
}

/** Of spiffe://example.org/web and web.example.org, for a hundred years. */
export const webCertificate = peerCertificate(
  "MIIBXzCCAQWgAwIBAgIQdOwy8n3NgiFare0TMxJCMjAKBggqhkjOPQQDAjAZMRcwFQYDVQQDEw5UZXN0IEF1dGhvcml0eTAgFw0yNTEyMzEwMDAwMDBaGA8yMTI2MDEwMTAwMDAwMFowDjEMMAoGA1UEAxMDd2ViMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEbb1hjKiS1OJMNQ5jK1JBS7G+lULce0g6R05NnjS79MgKDJxG3YGtnqkFUcGq5WZM13LpoptmGh/6t1oKG9uLiqM4MDYwNAYDVR0RBC0wK4IPd2ViLmV4YW1wbGUub3JnhhhzcGlmZmU6Ly9leGFtcGxlLm9yZy93ZWIwCgYIKoZIzj0EAwIDSAAwRQIgIKqYiCgVP7ytkvobilCWuwqN+NuipEgtMHoxXQTLTJECIQC596EhiSbhBv6TTT9rZD4DShT8Ka5HUToQIbvSggk2UA==",
);

/** Of spiffe://example.com/app, until half a minute after the fake clock's start. */
export const appCertificate = peerCertificate(
  "MIIBSzCB8qADAgECAhBGJr7tT9ZGwpnjH3yfDh4DMAoGCCqGSM49BAMCMBkxFzAVBgNVBAMTDlRlc3QgQXV0aG9yaXR5MB4XDTI1MTIzMTAwMDAwMFoXDTI2MDEwMTAwMDAzMFowDjEMMAoGA1UEAxMDYXBwMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEomATO7YK7tdyy1DOcvCzzijHcgQPW28YU2CGcukokYYN3MIG9xhHWr1H1JASah9KwY0nM+ldsKnavkMh8ezOWqMnMCUwIwYDVR0RBBwwGoYYc3BpZmZlOi8vZXhhbXBsZS5jb20vYXBwMAoGCCqGSM49BAMCA0gAMEUCIQDPGHOJbvxGI/KESzwTAWM7qKJsx5jIyLUQ5Zxv9vPTPAIgXbdt/OVngG6gKUt/bkZUGVuVze81g94dLYn0pyMVutg=",
);
