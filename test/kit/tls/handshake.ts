import { once } from "node:events";
import { type ConnectionOptions, connect, type TLSSocket } from "node:tls";
import { atEnd } from "../binary/at-end.ts";

/** Opens a TLS connection to a loopback port; the certificate is not checked. Rejects when the handshake fails. */
export async function handshake(port: number, servername: string, options: ConnectionOptions = {}): Promise<TLSSocket> {
  const socket = connect({ host: "127.0.0.1", port, ...(servername !== "" && { servername }), rejectUnauthorized: false, ...options });
  atEnd(() => socket.destroy());
  await once(socket, "secureConnect", { signal: AbortSignal.timeout(10_000) });
  socket.on("error", () => undefined);
  return socket;
}

/** Which certificate a port shows for a server name: the common name of its subject. */
export async function shownFor(port: number, servername: string): Promise<string> {
  const socket = await handshake(port, servername);
  const { subject } = socket.getPeerCertificate();
  socket.destroy();
  return String(subject.CN);
}
