import { connect as connectTcp, type Socket } from "node:net";
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from "node:tls";
import { type ListenAddress, listenAddressText } from "../../kit/listen-address.ts";
import type { CheckWorld } from "./check-world.ts";

/** Certificates and key, PEM. */
export interface ProbeTls {
  readonly ca: string;
  readonly serverName: string;
  readonly client?: { readonly certificate: string; readonly key: string } | undefined;
}

/** Why a service cannot be spoken to, and what would help. */
export interface Unreachable {
  readonly detail: string;
  readonly hint: string;
}

/** The client's connection preface with empty SETTINGS (RFC 9113, section 3.4). */
const preface = Buffer.concat([Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0])]);

/**
 * Connects as a proxy would – TCP, TLS, HTTP/2 – and tells the first step that fails by its cause: a wrong address, TLS on one side only, an
 * unknown authority, a wrong name, a missing client certificate. `undefined`: an HTTP/2 server answered.
 */
export async function reach(address: ListenAddress, tls: ProbeTls | undefined, world: CheckWorld): Promise<Unreachable | undefined> {
  const socket = open(address, tls);
  try {
    const first = await firstBytes(socket, tls !== undefined, world);
    return "error" in first ? explain(first.error, address, tls) : judge(first.bytes, tls !== undefined);
  } finally {
    socket.destroy();
  }
}

function open({ host, port }: ListenAddress, tls: ProbeTls | undefined): Socket {
  if (tls === undefined) return connectTcp({ host, port });
  const options: ConnectionOptions = {
    host,
    port,
    ca: tls.ca,
    ALPNProtocols: ["h2"],
    ...(/^[\d.]+$|:/u.test(tls.serverName) ? {} : { servername: tls.serverName }),
    ...(tls.client !== undefined && { cert: tls.client.certificate, key: tls.client.key }),
  };
  return connectTls(options);
}

type First = { readonly bytes: Buffer } | { readonly error: NodeJS.ErrnoException };

/** What the server says first; a server of HTTP/2 sends its SETTINGS. */
function firstBytes(socket: Socket | TLSSocket, secure: boolean, { timeoutMs, signal }: CheckWorld): Promise<First> {
  return new Promise((resolve) => {
    const failed = (error: NodeJS.ErrnoException): void => resolve({ error });
    const stop = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    stop.addEventListener("abort", () => failed(Object.assign(new Error("timeout"), { code: "ETIMEDOUT" })), { once: true });
    socket.on("error", failed);
    socket.on("close", () => failed(Object.assign(new Error("closed"), { code: "CLOSED" })));
    socket.on(secure ? "secureConnect" : "connect", () => socket.write(preface));
    socket.once("data", (bytes: Buffer) => resolve({ bytes }));
  });
}

const settingsFrame = 4;
const tlsAlert = 21;

function judge(bytes: Buffer, secure: boolean): Unreachable | undefined {
  if (bytes[3] === settingsFrame && bytes.readUInt32BE(5) === 0) return undefined;
  if (!secure && bytes[0] === tlsAlert) return speaksTls;
  return { detail: "It does not speak HTTP/2", hint: "Is this the port of the gRPC service, and not of the REST API or of a proxy?" };
}

const speaksTls: Unreachable = { detail: "It speaks TLS, and the proxies would not", hint: "Give --ca-file" };
const wantsClient: Unreachable = {
  detail: "It closed the connection after the handshake, as a server does that wants a client certificate",
  hint: "Give --cert-file and --key-file of a certificate that it trusts",
};

function explain(error: NodeJS.ErrnoException, address: ListenAddress, tls: ProbeTls | undefined): Unreachable {
  const code = error.code ?? "";
  if (tls !== undefined) {
    const fault = tlsFault(error, tls);
    if (fault !== undefined) return fault;
  } else if (code === "CLOSED" || code === "ECONNRESET") {
    return { detail: "It closed the connection before a word of HTTP/2", hint: "Does it speak TLS? Then give --ca-file. Is it the gRPC service?" };
  }
  if (code === "ECONNREFUSED") return { detail: `Nothing listens at ${listenAddressText(address)}`, hint: "Is the address right, and is the service running?" };
  if (code === "ENOTFOUND" || code === "EAI_AGAIN")
    return { detail: `No address is known for the name ${address.host}`, hint: "A name of the mesh may be unknown here: check from a machine of the mesh" };
  if (code === "ETIMEDOUT") return { detail: "No answer in time", hint: "Does a firewall or a network policy stand between?" };
  return { detail: error.message, hint: "Is the address right?" };
}

function tlsFault(error: NodeJS.ErrnoException, { serverName, client }: ProbeTls): Unreachable | undefined {
  const code = error.code ?? "";
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID")
    return {
      detail: `Its certificate is not for the name ${serverName}: ${error.message}`,
      hint: "Give --server-name with a name that stands in the certificate",
    };
  if (/SELF_SIGNED|UNABLE_TO_(?:GET|VERIFY)|CERT_UNTRUSTED/u.test(code))
    return {
      detail: `Its certificate is of an authority that is not in --ca-file (${code})`,
      hint: "Give the authority that issued the services' certificate",
    };
  if (code === "CERT_HAS_EXPIRED") return { detail: "Its certificate has expired", hint: "Renew the services' certificate" };
  if (/WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG/u.test(code))
    return { detail: "It does not speak TLS, and the proxies would", hint: "Leave --ca-file out, or start the services with a certificate" };
  if (/CERTIFICATE_REQUIRED|BAD_CERTIFICATE|HANDSHAKE_FAILURE|UNKNOWN_CA/u.test(code) || code === "CLOSED" || code === "ECONNRESET")
    return client === undefined
      ? wantsClient
      : { detail: "It does not take the client certificate", hint: "Is it issued by the authority that the services trust (--client-ca-file)?" };
  return undefined;
}
