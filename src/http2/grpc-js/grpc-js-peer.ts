import type { Peer, PeerCertificate } from "../peer.ts";
import { splitSubjectAltNames } from "../tls/socket-peer.ts";

/** The parts of a server call of grpc-js that say who calls. */
interface CallerFacts {
  getPeer(): string;
  getAuthContext(): { readonly sslPeerCertificate?: ShownCertificate };
}

interface ShownCertificate {
  readonly subject: { readonly CN?: string | readonly string[] };
  readonly subjectaltname?: string;
  readonly fingerprint256: string;
}

/** Who calls, as our own lane would say it. */
export function grpcJsPeer(call: CallerFacts): Peer {
  const certificate = call.getAuthContext().sslPeerCertificate;
  return { address: addressOf(call.getPeer()), certificate: certificate === undefined ? undefined : certificateOf(certificate) };
}

/** grpc-js writes no brackets around an IPv6 address, and `unknown` for a Unix socket. */
function addressOf(peer: string): string {
  const at = peer.lastIndexOf(":");
  if (at < 0) return "unix:";
  const host = peer.slice(0, at);
  return host.includes(":") ? `[${host}]${peer.slice(at)}` : peer;
}

function certificateOf({ subject, subjectaltname = "", fingerprint256 }: ShownCertificate): PeerCertificate {
  const { CN = "" } = subject;
  return { commonName: typeof CN === "string" ? CN : (CN[0] ?? ""), subjectAltNames: splitSubjectAltNames(subjectaltname), fingerprint: fingerprint256 };
}
