import type { TLSSocket } from "node:tls";
import type { Metadata } from "@grpc/grpc-js";
import type { NodeCredential } from "../fleet/node-identity.ts";

/** The parts of a server call that say who calls. */
export interface CallerFacts {
  readonly metadata: Metadata;
  getPeer(): string;
  getAuthContext(): { readonly sslPeerCertificate?: ReturnType<TLSSocket["getPeerCertificate"]> };
}

/** What a caller shows: a bearer token, a verified certificate, and that it is on this machine. */
export function peerCredential(call: CallerFacts): NodeCredential {
  const header = call.metadata.get("authorization").map(String)[0] ?? "";
  const token = /^bearer\s+(\S+)$/iu.exec(header)?.[1];
  const certificate = call.getAuthContext().sslPeerCertificate;
  return {
    token,
    certificate:
      certificate === undefined || Object.keys(certificate).length === 0
        ? undefined
        : {
            subject: certificate.subject.CN?.toString() ?? "",
            subjectAltNames: alternativeNames(certificate.subjectaltname ?? ""),
            fingerprint: certificate.fingerprint256,
          },
    loopback: isLoopback(call.getPeer()),
  };
}

/** `DNS:a.example, URI:spiffe://x/y` without the kinds; quoted values (RFC 8259 strings) are unquoted. */
function alternativeNames(text: string): readonly string[] {
  const names = text.matchAll(/(?:^|, )[A-Za-z ]+:("(?:[^"\\]|\\.)*"|[^,]*)/gu);
  return [...names].map(([, value = ""]) => (value.startsWith('"') ? String(JSON.parse(value)) : value));
}

/** `127.0.0.1:4711`, `[::1]:4711`, `unix:/path`. */
function isLoopback(peer: string): boolean {
  return /^(?:127\.|\[?::1\]?:|\[?::ffff:127\.|unix:)/u.test(peer);
}
