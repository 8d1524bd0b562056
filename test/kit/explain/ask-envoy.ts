import { once } from "node:events";
import { connect, isIP } from "node:net";
import { connect as tlsConnect } from "node:tls";
import type { WireRequest } from "./random-request.ts";

/** Where to send a request. */
export interface WireTarget {
  readonly port: number;
  /** Authorities in PEM: TLS, with the request's hostname as server name. */
  readonly ca?: string;
  /** Headers beside the request's own. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends a request byte for byte and answers the status; 0 when the connection ends without one. */
export async function askEnvoy(request: WireRequest, { port, ca, headers }: WireTarget): Promise<number> {
  const socket =
    ca === undefined
      ? connect(port, "127.0.0.1")
      : tlsConnect({ host: "127.0.0.1", port, ca, servername: isIP(request.hostname) === 0 ? request.hostname : "", checkServerIdentity: () => undefined });
  socket.setTimeout(10_000, () => socket.destroy(new Error(`No answer from port ${port} within 10 s`)));
  try {
    await once(socket, ca === undefined ? "connect" : "secureConnect");
    socket.write(head({ host: request.hostname, connection: "close", ...request.headers, ...headers }, request));
    let answer = "";
    for await (const chunk of socket) {
      answer += (chunk as Buffer).toString("latin1");
      if (answer.includes("\r\n")) break;
    }
    return Number(/^HTTP\/1\.1 (\d{3})/u.exec(answer)?.[1] ?? 0);
  } finally {
    socket.destroy();
  }
}

function head(headers: Readonly<Record<string, string>>, { method, target }: WireRequest): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return `${[`${method} ${target} HTTP/1.1`, ...lines].join("\r\n")}\r\n\r\n`;
}
