import type { ServerDuplexStream } from "@grpc/grpc-js";
import type { MethodQueue } from "../connection/method-queue.ts";
import { type GrpcFailure, type GrpcStatus, grpcStatus } from "../grpc/status.ts";
import type { MessageBytes, StreamCall, StreamMethod, StreamReader } from "../handler.ts";
import type { Peer } from "../peer.ts";
import { headerOf } from "./grpc-js-call.ts";
import { grpcJsPeer } from "./grpc-js-peer.ts";

/** What a stream is made with. */
export interface GrpcJsStreamOptions {
  readonly call: ServerDuplexStream<Buffer, Uint8Array>;
  readonly method: StreamMethod;
  readonly queue: Pick<MethodQueue<never>, "path" | "count">;
  /** The service threw. */
  readonly onError: (error: unknown, path: string) => void;
}

/** A stream that came through grpc-js. */
export class GrpcJsStream implements StreamCall {
  readonly path: string;
  readonly #options: GrpcJsStreamOptions;
  #isOver = false;
  #peer: Peer | undefined;
  #reader: StreamReader | undefined;

  constructor(options: GrpcJsStreamOptions) {
    const { call, method, queue } = options;
    this.#options = options;
    this.path = queue.path;
    call.on("data", (message: Buffer) => this.#run((reader) => reader.onMessage(message)));
    call.on("end", () => this.#run((reader) => reader.onEnd()));
    call.on("error", () => this.#onGone());
    call.on("cancelled", () => this.#onGone());
    try {
      this.#reader = method.open(this);
    } catch (error) {
      this.#onThrown(error);
    }
  }

  get isOpen(): boolean {
    return !this.#isOver && !this.#options.call.cancelled;
  }

  get peer(): Peer {
    this.#peer ??= grpcJsPeer(this.#options.call);
    return this.#peer;
  }

  header(name: string): string | undefined {
    return headerOf(this.#options.call.metadata, name);
  }

  send(message: MessageBytes, onTaken?: () => void): void {
    if (this.isOpen) this.#options.call.write(message instanceof Uint8Array ? message : Buffer.concat(message), onTaken);
  }

  /** grpc-js sends at once. */
  flush(): void {}

  pause(): void {
    this.#options.call.pause();
  }

  resume(): void {
    this.#options.call.resume();
  }

  end(): void {
    if (!this.isOpen) return;
    this.#end(grpcStatus.ok);
    this.#options.call.end();
  }

  fail(status: GrpcFailure, message: string): void {
    if (!this.isOpen) return;
    this.#end(status);
    this.#options.call.emit("error", { code: status, details: message });
  }

  #end(status: GrpcStatus): void {
    this.#isOver = true;
    this.#options.queue.count(status);
  }

  #onGone(): void {
    if (this.#isOver) return;
    this.#end(grpcStatus.cancelled);
    this.#reader?.onGone();
  }

  #run(task: (reader: StreamReader) => void): void {
    if (!this.isOpen || this.#reader === undefined) return;
    try {
      task(this.#reader);
    } catch (error) {
      this.#onThrown(error);
    }
  }

  #onThrown(error: unknown): void {
    this.#options.onError(error, this.path);
    const reader = this.#reader;
    this.fail(grpcStatus.internal, "The service failed");
    reader?.onGone();
  }
}
