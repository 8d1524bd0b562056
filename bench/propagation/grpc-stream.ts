import { type ClientHttp2Session, type ClientHttp2Stream, connect } from "node:http2";

/** What a stream is opened with. */
export interface GrpcStreamOptions {
  readonly address: string;
  /** `/package.Service/Method`. */
  readonly path: string;
  readonly onMessage: (bytes: Buffer) => void;
  /** The stream ended, or its connection. */
  readonly onEnd: (reason: string) => void;
}

/** Large enough that flow control never holds a response up; Envoy's own default is 16 MiB. */
const windowBytes = 2 ** 24;
const headerBytes = 5;

/** One bidirectional gRPC stream on a connection of its own, with as little as possible around it. */
export class GrpcStream {
  readonly #session: ClientHttp2Session;
  readonly #stream: ClientHttp2Stream;
  readonly #onMessage: (bytes: Buffer) => void;
  #rest: Buffer[] = [];
  #restBytes = 0;
  /** Bytes that are needed to go on. */
  #needed = headerBytes;
  #closed = false;

  constructor({ address, path, onMessage, onEnd }: GrpcStreamOptions) {
    this.#onMessage = onMessage;
    const end = (reason: string): void => {
      if (!this.#closed) onEnd(reason);
    };
    this.#session = connect(`http://${address}`, { settings: { initialWindowSize: windowBytes, enablePush: false } });
    this.#session.once("connect", () => this.#session.setLocalWindowSize(windowBytes));
    this.#session.on("error", (error) => end(error.message));
    this.#stream = this.#session.request({ ":method": "POST", ":path": path, "content-type": "application/grpc", te: "trailers" });
    this.#stream.on("data", (chunk: Buffer) => this.#take(chunk));
    this.#stream.on("trailers", (trailers) => end(`grpc-status ${String(trailers["grpc-status"])}: ${String(trailers["grpc-message"])}`));
    this.#stream.on("error", (error) => end(error.message));
    this.#stream.on("close", () => end("the stream is closed"));
  }

  write(message: Uint8Array): void {
    const frame = Buffer.allocUnsafe(headerBytes + message.length);
    frame.writeUInt8(0, 0);
    frame.writeUInt32BE(message.length, 1);
    frame.set(message, headerBytes);
    this.#stream.write(frame);
  }

  close(): void {
    this.#closed = true;
    this.#session.destroy();
  }

  /** Length-prefixed messages; one may come in many pieces, and many in one. */
  #take(chunk: Buffer): void {
    this.#rest.push(chunk);
    this.#restBytes += chunk.length;
    while (this.#restBytes >= this.#needed) {
      const bytes = this.#joined();
      const end = headerBytes + bytes.readUInt32BE(1);
      const isWhole = bytes.length >= end;
      if (isWhole) this.#onMessage(bytes.subarray(headerBytes, end));
      this.#keep(isWhole ? bytes.subarray(end) : bytes);
      this.#needed = isWhole ? headerBytes : end;
    }
  }

  #keep(bytes: Buffer): void {
    this.#rest = bytes.length === 0 ? [] : [bytes];
    this.#restBytes = bytes.length;
  }

  #joined(): Buffer {
    const [first, ...more] = this.#rest;
    return first !== undefined && more.length === 0 ? first : Buffer.concat(this.#rest);
  }
}
