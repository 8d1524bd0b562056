import { once } from "node:events";
import { type AddressInfo, createServer, type Server, Socket } from "node:net";
import { type ResourceType, typeUrls } from "../../../src/snapshot/resource.ts";
import { atEnd } from "../binary/at-end.ts";

const frameHeader = 9;

/** The network between proxies and a discovery server: it breaks when it is told to, also between two responses. */
export class DiscoveryNetwork {
  readonly host = "127.0.0.1";
  readonly #server: Server;
  readonly #targetPort: number;
  readonly #links = new Set<readonly [Socket, Socket]>();
  #isCut = false;
  #cutBefore: { readonly text: string; readonly done: () => void } | undefined;

  private constructor(server: Server, targetPort: number) {
    this.#server = server;
    this.#targetPort = targetPort;
    server.on("connection", (client) => this.#join(client));
  }

  /** Listens on a free port, forwards to `targetPort`, and ends with the test file. */
  static async start(targetPort: number): Promise<DiscoveryNetwork> {
    const server = createServer();
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const network = new DiscoveryNetwork(server, targetPort);
    atEnd(() => {
      network.cut();
      server.close();
    });
    return network;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Breaks all connections and takes no new ones, until `mend`. */
  cut(): void {
    this.#isCut = true;
    for (const ends of this.#links) for (const end of ends) end.destroy();
  }

  /** Connections are taken again. */
  mend(): void {
    this.#isCut = false;
  }

  /** Breaks when the next response of a type comes: what went before it arrives, it does not. */
  cutBefore(type: ResourceType): Promise<void> {
    return new Promise((done) => {
      this.#cutBefore = { text: typeUrls[type], done };
    });
  }

  #join(client: Socket): void {
    if (this.#isCut) {
      client.resetAndDestroy();
      return;
    }
    const target = new Socket().connect(this.#targetPort, "127.0.0.1");
    const ends = [client, target] as const;
    this.#links.add(ends);
    let rest: Buffer = Buffer.alloc(0);
    client.on("data", (data) => target.write(data));
    target.on("data", (data: Buffer) => {
      rest = this.#answer(Buffer.concat([rest, data]), client);
    });
    for (const end of ends) {
      end.on("error", () => undefined);
      end.on("close", () => {
        this.#links.delete(ends);
        for (const each of ends) each.destroy();
      });
    }
  }

  /** Hands on what is whole, frame by frame; answers what is not whole yet. */
  #answer(bytes: Buffer, client: Socket): Buffer {
    let start = 0;
    while (bytes.length - start >= frameHeader) {
      const end = start + frameHeader + bytes.readUIntBE(start, 3);
      if (end > bytes.length) break;
      if (!this.#mayPass(bytes.subarray(start, end), client)) return Buffer.alloc(0);
      start = end;
    }
    return bytes.subarray(start);
  }

  #mayPass(frame: Buffer, client: Socket): boolean {
    const before = this.#cutBefore;
    if (before === undefined || !frame.includes(before.text)) {
      client.write(frame);
      return true;
    }
    this.#cutBefore = undefined;
    this.#isCut = true;
    // What was written before is to arrive.
    client.end(() => this.cut());
    before.done();
    return false;
  }
}
