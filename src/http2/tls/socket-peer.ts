import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import type { Peer, PeerCertificate } from "../peer.ts";

/** Who is at the other end of a socket. */
export function socketPeer(socket: Socket): Peer {
  return { address: addressOf(socket), certificate: socket instanceof TLSSocket ? certificateOf(socket) : undefined };
}

/** Splits what Node has in `subjectaltname`: `DNS:a.example, URI:spiffe://x/y`; a value with special characters is quoted as JSON, so it cannot pose as two. */
export function splitSubjectAltNames(text: string): readonly string[] {
  const names = text.matchAll(/(?:^|, )(?<type>[A-Za-z ]+):(?<value>"(?:[^"\\]|\\.)*"|[^,]*)/gu);
  return [...names].map(({ groups }) => {
    const value = groups?.["value"] ?? "";
    return `${groups?.["type"] ?? ""}:${value.startsWith('"') ? String(JSON.parse(value)) : value}`;
  });
}

function addressOf({ remoteAddress, remotePort, remoteFamily }: Socket): string {
  if (remoteAddress === undefined) return "unix:";
  return remoteFamily === "IPv6" ? `[${remoteAddress}]:${remotePort ?? 0}` : `${remoteAddress}:${remotePort ?? 0}`;
}

function certificateOf(socket: TLSSocket): PeerCertificate | undefined {
  if (!socket.authorized) return undefined;
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) return undefined;
  return {
    commonName: /(?:^|\n)CN=(?<name>[^\n]*)/u.exec(certificate.subject)?.groups?.["name"] ?? "",
    subjectAltNames: splitSubjectAltNames(certificate.subjectAltName ?? ""),
    fingerprint: certificate.fingerprint256,
  };
}
