import type { Problem } from "./problem.ts";

/** Where a server listens. */
export interface ListenAddress {
  /** An IP address or a name, without brackets. */
  readonly host: string;
  /** 0–65535; 0 lets the system choose. */
  readonly port: number;
}

/**
 * Reads `127.0.0.1:18080`, `[::1]:18080`, `localhost:18080` or `:18080` (all addresses, like `0.0.0.0`).
 * Answers a `Problem` with the code `INVALID_ADDRESS` for anything else.
 */
export function parseListenAddress(text: string): ListenAddress | Problem {
  const match = /^(?:\[(?<six>[0-9a-fA-F:.]+(?:%[\w.-]+)?)\]|(?<host>[\w.-]*)):(?<port>\d{1,5})$/u.exec(text);
  const port = Number(match?.groups?.["port"]);
  if (match?.groups === undefined || port > 65_535) {
    return {
      code: "INVALID_ADDRESS",
      pointer: "",
      detail: `Address ${JSON.stringify(text)} is not HOST:PORT`,
      hint: "For example 127.0.0.1:18080 or [::1]:18080; the port is 0 to 65535",
    };
  }
  const host = match.groups["six"] ?? match.groups["host"];
  return { host: host === undefined || host === "" ? "0.0.0.0" : host, port };
}

/** `HOST:PORT`, with brackets around an IPv6 address. */
export function listenAddressText(address: ListenAddress): string {
  return address.host.includes(":") ? `[${address.host}]:${address.port}` : `${address.host}:${address.port}`;
}

/** True for 127.0.0.0/8, ::1 (also mapped) and `localhost`. */
export function isLoopback(host: string): boolean {
  const plain = host.toLowerCase().replace(/^::ffff:/u, "");
  return plain === "localhost" || plain === "::1" || /^127(?:\.\d{1,3}){3}$/u.test(plain);
}

/** What {@link checkListen} has to know. */
export interface ListenRequest {
  /** What listens, for the message: `admin`, `discovery`. */
  readonly role: string;
  readonly address: ListenAddress;
  /** The server speaks TLS. */
  readonly tls: boolean;
  /** The person said `--insecure-listen`. */
  readonly insecure: boolean;
}

/**
 * The listening rule: plain text is for loopback only. On any other address a role needs TLS, or the person takes the risk
 * in words; then the answer is a warning (`INSECURE_LISTEN`) that every start has to log.
 */
export function checkListen(request: ListenRequest): Problem | undefined {
  if (request.tls || isLoopback(request.address.host)) return undefined;
  const place = `${request.role} on ${listenAddressText(request.address)}`;
  if (request.insecure) {
    return {
      code: "INSECURE_LISTEN",
      pointer: "",
      severity: "warning",
      detail: `Listening without TLS: ${place}; tokens and configuration cross the network in plain text`,
    };
  }
  return {
    code: "INSECURE_LISTEN",
    pointer: "",
    severity: "error",
    detail: `Refusing to listen without TLS: ${place}`,
    hint: "Give a certificate and key, listen on 127.0.0.1, or say --insecure-listen",
  };
}
