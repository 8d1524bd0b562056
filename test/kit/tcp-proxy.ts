import { once } from "node:events";
import { type AddressInfo, createServer, type Server, Socket } from "node:net";
import { atEnd } from "./binary/at-end.ts";

interface Link {
  readonly client: Socket;
  readonly target: Socket;
  /** True: what comes is kept back, in both directions, as on a network that loses everything. */
  isFrozen: boolean;
  /** When the last answer is passed on, by `performance.now()`. */
  dueAt: number;
}

/** A network between a program and a server on loopback, for faults that the server itself cannot be made to have. */
export class TcpProxy {
  readonly #server: Server;
  readonly #links = new Set<Link>();
  readonly #targetPort: number;
  #isCut = false;
  #swallowsAnswers = false;
  #delayMs = 0;

  private constructor(server: Server, targetPort: number) {
    this.#server = server;
    this.#targetPort = targetPort;
    server.on("connection", (client) => this.#join(client));
  }

  /** Listens on a free port and forwards to `targetPort`. It is closed at the end of the test file. */
  static async start(targetPort: number): Promise<TcpProxy> {
    const server = createServer();
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const proxy = new TcpProxy(server, targetPort);
    atEnd(() => proxy.close());
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Breaks all connections and takes no new ones, until `mend`. */
  cut(): void {
    this.#isCut = true;
    for (const link of this.#links) unlink(link);
  }

  /** Everything works again. Frozen connections stay frozen. */
  mend(): void {
    this.#isCut = false;
    this.#swallowsAnswers = false;
    this.#delayMs = 0;
  }

  /** The connections that there are now fall silent without ending; new ones work. */
  freeze(): void {
    for (const link of this.#links) link.isFrozen = true;
  }

  /** What the server answers does not arrive any more; what it is asked does. */
  swallowAnswers(): void {
    this.#swallowsAnswers = true;
  }

  /** What the server answers arrives so much later, in its order. */
  delayAnswers(ms: number): void {
    this.#delayMs = ms;
  }

  close(): void {
    this.cut();
    this.#server.close();
  }

  #join(client: Socket): void {
    if (this.#isCut) {
      client.resetAndDestroy();
      return;
    }
    const target = new Socket().connect(this.#targetPort, "127.0.0.1");
    const link: Link = { client, target, isFrozen: false, dueAt: 0 };
    this.#links.add(link);
    client.on("data", (data) => link.isFrozen || target.write(data));
    target.on("data", (data) => link.isFrozen || this.#swallowsAnswers || this.#passOn(link, data));
    for (const end of [client, target]) {
      end.on("error", () => unlink(link));
      end.on("close", () => {
        unlink(link);
        this.#links.delete(link);
      });
    }
  }

  #passOn(link: Link, data: string | Buffer): void {
    link.dueAt = Math.max(link.dueAt, performance.now() + this.#delayMs);
    const leftMs = link.dueAt - performance.now();
    if (leftMs <= 0) link.client.write(data);
    else setTimeout(() => link.client.destroyed || link.client.write(data), leftMs);
  }
}

function unlink({ client, target }: Link): void {
  client.destroy();
  target.destroy();
}
