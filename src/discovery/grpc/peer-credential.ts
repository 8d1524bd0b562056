import type { Call } from "../../http2/handler.ts";
import type { NodeCredential } from "../fleet/node-identity.ts";

/** What a caller shows: a bearer token, a verified certificate, and that it is on this machine. */
export function peerCredential(call: Pick<Call, "peer" | "header">): NodeCredential {
  const { address, certificate } = call.peer;
  const token = /^bearer\s+(\S+)$/iu.exec(call.header("authorization") ?? "")?.[1];
  return {
    token,
    certificate:
      certificate === undefined
        ? undefined
        : {
            subject: certificate.commonName,
            subjectAltNames: certificate.subjectAltNames.map((name) => name.slice(name.indexOf(":") + 1)),
            fingerprint: certificate.fingerprint,
          },
    loopback: isLoopback(address),
  };
}

/** `127.0.0.1:4711`, `[::1]:4711`, `unix:`. */
function isLoopback(address: string): boolean {
  return /^(?:127\.|\[::1\]:|\[::ffff:127\.|unix:)/u.test(address);
}
