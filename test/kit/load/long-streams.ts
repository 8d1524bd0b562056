import { once } from "node:events";
import { type ChannelCredentials, Client, credentials, type MethodDefinition, Server, ServerCredentials, type ServerDuplexStream } from "@grpc/grpc-js";
import { type ClientOptions, WebSocket, WebSocketServer } from "ws";
import { atEnd } from "../binary/at-end.ts";
import { startHttpBackend } from "../traffic/http-backend.ts";

/** Every stream says something so often, and waits for the echo. */
const everyMs = 500;
const patienceMs = 10_000;

const echo: MethodDefinition<Buffer, Buffer> = {
  path: "/test.Echo/Talk",
  requestStream: true,
  responseStream: true,
  requestSerialize: (bytes) => bytes,
  requestDeserialize: (bytes) => bytes,
  responseSerialize: (bytes) => bytes,
  responseDeserialize: (bytes) => bytes,
};

/** Starts a backend that echoes what it gets over WebSockets; it ends with the test file. Answers its port. */
export async function startSocketEcho(): Promise<number> {
  const backend = await startHttpBackend("sockets");
  new WebSocketServer({ server: backend.server }).on("connection", (socket) =>
    socket.on("message", (data, isBinary) => socket.send(data, { binary: isBinary })),
  );
  return backend.port;
}

/** Starts a gRPC server that echoes on a stream; it ends with the test file. Answers its port. */
export async function startGrpcEcho(): Promise<number> {
  const server = new Server();
  const talk = (call: ServerDuplexStream<Buffer, Buffer>): void => {
    call.on("data", (bytes: Buffer) => call.write(bytes));
    call.on("end", () => call.end());
  };
  server.addService({ Talk: echo }, { Talk: talk });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) => (error === null ? resolve(bound) : reject(error)));
  });
  atEnd(() => server.forceShutdown());
  return port;
}

/** Where streams go: `ca` makes them go over TLS. */
export interface StreamTarget {
  readonly port: number;
  readonly host?: string;
  readonly ca?: string;
}

/** One stream that is open. */
interface LongStream {
  readonly name: string;
  send(text: string): void;
  end(): void;
}

/** Streams that stay open and are used all the time. */
export class LongStreams {
  readonly #streams: LongStream[] = [];
  readonly #timers: NodeJS.Timeout[] = [];
  /** What went wrong: a stream that was closed, an echo that did not come. */
  readonly failures: string[] = [];
  #echoes = 0;
  #isEnding = false;

  /** How many are open. */
  get open(): number {
    return this.#streams.length;
  }

  /** Echoes that came back. */
  get echoes(): number {
    return this.#echoes;
  }

  /** Opens WebSockets, each on a connection of its own, and resolves when all have echoed once. */
  async openSockets(count: number, { port, host = "127.0.0.1", ca }: StreamTarget): Promise<void> {
    const options: ClientOptions = { headers: { host }, ...(ca !== undefined && { ca, servername: host }) };
    await Promise.all(
      Array.from({ length: count }, async (_, index) => {
        const socket = new WebSocket(`${ca === undefined ? "ws" : "wss"}://127.0.0.1:${port}/ws`, options);
        await once(socket, "open");
        await this.#keep(`WebSocket ${index} on port ${port}`, {
          send: (text) => socket.send(text),
          end: () => socket.terminate(),
          onEcho: (listener) => socket.on("message", (data) => listener((data as Buffer).toString())),
          onClose: (listener) => socket.on("close", (code, reason) => listener(`${code} ${reason.toString()}`)).on("error", (error) => listener(error.message)),
        });
      }),
    );
  }

  /** Opens gRPC streams on one connection and resolves when all have echoed once. */
  async openGrpc(count: number, { port, host = "127.0.0.1", ca }: StreamTarget): Promise<void> {
    const secure: ChannelCredentials = ca === undefined ? credentials.createInsecure() : credentials.createSsl(Buffer.from(ca));
    const client = new Client(`127.0.0.1:${port}`, secure, { "grpc.default_authority": host, "grpc.ssl_target_name_override": host });
    await Promise.all(
      Array.from({ length: count }, async (_, index) => {
        const call = client.makeBidiStreamRequest(echo.path, echo.requestSerialize, echo.responseDeserialize);
        await this.#keep(`gRPC stream ${index} on port ${port}`, {
          send: (text) => call.write(Buffer.from(text)),
          end: () => call.cancel(),
          onEcho: (listener) => call.on("data", (bytes: Buffer) => listener(bytes.toString())),
          onClose: (listener) => call.on("error", (error: Error) => listener(error.message)).on("end", () => listener("ended")),
        });
      }),
    );
  }

  /** Ends all of them. */
  close(): void {
    this.#isEnding = true;
    for (const timer of this.#timers) clearInterval(timer);
    for (const stream of this.#streams) stream.end();
  }

  async #keep(name: string, wire: Omit<LongStream, "name"> & StreamEvents): Promise<void> {
    const waiting = new Map<string, number>();
    const first = Promise.withResolvers<void>();
    let isOver = false;
    const fail = (what: string): void => {
      if (this.#isEnding || isOver) return;
      isOver = true;
      this.failures.push(`${name}: ${what} at ${new Date().toISOString()}`);
      first.reject(new Error(`${name}: ${what}`));
    };
    wire.onEcho((text) => {
      this.#echoes += Number(waiting.delete(text));
      first.resolve();
    });
    wire.onClose((why) => fail(`closed (${why})`));
    let sent = 0;
    const talk = (): void => {
      if (isOver) return;
      if ([...waiting.values()].some((at) => performance.now() - at > patienceMs)) fail(`no echo within ${patienceMs} ms`);
      sent += 1;
      waiting.set(String(sent), performance.now());
      wire.send(String(sent));
    };
    talk();
    this.#timers.push(setInterval(talk, everyMs));
    this.#streams.push({ name, send: wire.send, end: wire.end });
    await first.promise;
  }
}

interface StreamEvents {
  onEcho(listener: (text: string) => void): void;
  onClose(listener: (why: string) => void): void;
}
