import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { type ConnectionOptions, connect as connectTls } from "node:tls";
import { clientPreface } from "../../../src/http2/frame/frame-type.ts";
import type { Lane } from "../../../src/http2/serve/lane.ts";
import { atEnd } from "../binary/at-end.ts";
import { type Answer, AnswerBook, FrameSplitter, type ReceivedFrame, settingsFrame } from "./frames.ts";

/** A client that speaks HTTP/2 frame by frame over a real socket, and so can do what no library does. */
export class RawClient {
  readonly socket: Socket;
  /** All frames so far. */
  readonly frames: ReceivedFrame[] = [];
  /** Settles when the connection is closed. */
  readonly closed: Promise<unknown>;
  readonly #answers = new AnswerBook();
  readonly #splitter = new FrameSplitter();
  readonly #waiters = new Set<() => void>();

  private constructor(socket: Socket) {
    this.socket = socket;
    this.closed = new Promise((resolve) => socket.once("close", resolve));
    socket.on("error", () => undefined);
    socket.on("data", (bytes: Buffer) => this.#receive(bytes));
    socket.on("close", () => this.#wake());
    atEnd(() => socket.destroy());
  }

  /** Connects to a lane, with TLS when options for it are given. Says hello unless told not to. */
  static async connect(lane: Lane, { tls, greets = true }: { readonly tls?: ConnectionOptions; readonly greets?: boolean } = {}): Promise<RawClient> {
    const { address } = lane;
    const where = address.kind === "tcp" ? { host: address.host, port: address.port } : { path: address.path };
    const socket = tls === undefined ? connect(where) : connectTls({ ...where, ALPNProtocols: ["h2"], rejectUnauthorized: false, ...tls });
    const client = new RawClient(socket);
    await once(socket, tls === undefined ? "connect" : "secureConnect", { signal: AbortSignal.timeout(10_000) });
    if (greets) client.send(clientPreface, settingsFrame());
    return client;
  }

  send(...parts: readonly Uint8Array[]): void {
    this.socket.write(Buffer.concat(parts));
  }

  /** What came on a stream, once it is answered to its end, reset, or the connection is closed. */
  async answer(streamId: number): Promise<Answer> {
    await this.until(() => this.#answers.of(streamId).isEnded || this.#answers.of(streamId).reset !== undefined || this.socket.closed);
    return this.#answers.of(streamId);
  }

  /** The first frame of a type, once it is there. */
  async frame(type: string): Promise<ReceivedFrame> {
    const find = (): ReceivedFrame | undefined => this.frames.find((frame) => frame.type === type);
    await this.until(() => find() !== undefined || this.socket.closed);
    const found = find();
    if (found === undefined) throw new Error(`The connection was closed before a frame of type ${type} came`);
    return found;
  }

  /** Waits until something is true; looked at after everything that arrives. */
  async until(isTrue: () => boolean): Promise<void> {
    while (!isTrue()) await new Promise<void>((resolve) => this.#waiters.add(resolve));
  }

  #receive(bytes: Buffer): void {
    for (const frame of this.#splitter.split(bytes)) {
      this.frames.push(frame);
      this.#answers.add(frame);
    }
    this.#wake();
  }

  #wake(): void {
    for (const resolve of this.#waiters) resolve();
    this.#waiters.clear();
  }
}
