import { once } from "node:events";
import { Agent, type IncomingMessage, request } from "node:http";

/** Requests one after the other on one connection that is kept. */
export class KeptConnection {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  readonly #port: number;

  constructor(port: number) {
    this.#port = port;
  }

  /** Status of a GET; 0 while nothing listens. */
  async status(host: string, path: string): Promise<number> {
    const sent = request({ host: "127.0.0.1", port: this.#port, path, agent: this.#agent, headers: { host } });
    sent.end();
    try {
      const [response] = (await once(sent, "response")) as [IncomingMessage];
      response.resume();
      await once(response, "end");
      return response.statusCode ?? 0;
    } catch {
      return 0;
    }
  }

  close(): void {
    this.#agent.destroy();
  }
}
