import { once } from "node:events";
import { Agent, type IncomingMessage, request } from "node:http";
import { Agent as SecureAgent, request as secureRequest } from "node:https";
import { atEnd } from "../binary/at-end.ts";

/** One connection that is kept between requests. */
export interface KeptConnection {
  /** Sends a GET and answers status and local port, which tells whether the connection is still the same. */
  get(path?: string): Promise<{ readonly status: number; readonly localPort: number; readonly closing: boolean }>;
}

/** Opens a connection on the first request; with `tls` the certificate is not checked. */
export function keepConnection(port: number, host: string, options: { readonly tls?: boolean } = {}): KeptConnection {
  const settings = { keepAlive: true, maxSockets: 1 };
  const agent = options.tls === true ? new SecureAgent({ ...settings, rejectUnauthorized: false, servername: host }) : new Agent(settings);
  const ask = options.tls === true ? secureRequest : request;
  atEnd(() => agent.destroy());
  return {
    get: async (path = "/") => {
      const sent = ask({ host: "127.0.0.1", port, path, headers: { host }, agent, timeout: 10_000 });
      sent.on("timeout", () => sent.destroy(new Error("No answer within 10 s")));
      sent.end();
      const [response] = (await once(sent, "response")) as [IncomingMessage];
      const localPort = response.socket.localPort ?? 0;
      response.resume();
      await once(response, "end");
      return { status: response.statusCode ?? 0, localPort, closing: response.headers.connection === "close" };
    },
  };
}
