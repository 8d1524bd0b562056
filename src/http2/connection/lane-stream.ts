import { grpcStatus } from "../grpc/status.ts";
import type { MessageBytes, StreamCall, StreamReader } from "../handler.ts";
import type { LaneLimit } from "../limits/lane-limits.ts";
import type { Peer } from "../peer.ts";
import type { CallFailure } from "./call-failure.ts";
import { inflate } from "./inflate.ts";
import type { CallStream, LaneCall } from "./lane-call.ts";
import { MessageCutter } from "./message-cutter.ts";

/** What a stream needs of its connection. */
export interface StreamOwner {
  readonly maxMessageBytes: number;
  send(call: LaneCall, message: MessageBytes, onTaken: (() => void) | undefined): void;
  /** Writes what has gathered. */
  flush(): void;
  end(call: LaneCall): void;
  /** The lane ends the stream. */
  failStream(call: LaneCall, failure: CallFailure): void;
  /** The connection holds so many bytes of messages more, or fewer. Answers false where that is too many. */
  hold(bytes: number): boolean;
  onLimit(limit: LaneLimit): void;
  /** Messages are read again: the caller may send more. */
  credit(call: LaneCall): void;
  /** A reader threw. */
  onReaderError(call: LaneCall, error: unknown): void;
}

/** A message that waits for its turn. */
interface Held {
  readonly bytes: Buffer;
  readonly isCompressed: boolean;
}

/** What comes of a method while nobody has taken the stream, or nobody any more. */
const nobody: StreamReader = { onMessage: () => undefined, onEnd: () => undefined, onGone: () => undefined };

/** The messages of one stream in both directions. What cannot be given to the reader at once – it pauses, or something before it is being inflated – is copied and waits. */
export class LaneStream implements StreamCall, CallStream {
  readonly #call: LaneCall;
  readonly #owner: StreamOwner;
  readonly #cutter: MessageCutter;
  readonly #held: Held[] = [];
  /** Bytes of what waits, and what the connection was told that this stream holds. */
  #heldBytes = 0;
  #toldBytes = 0;
  #reader: StreamReader = nobody;
  #isPaused = false;
  #isInflating = false;
  /** The caller has ended its side; the reader is told after the last message. */
  #hasEnd = false;

  constructor(call: LaneCall, owner: StreamOwner) {
    this.#call = call;
    this.#owner = owner;
    this.#cutter = new MessageCutter(owner.maxMessageBytes, (message, isCompressed) => this.#onMessage(message, isCompressed));
  }

  get path(): string {
    return this.#call.path;
  }

  get isOpen(): boolean {
    return this.#call.isOpen;
  }

  get peer(): Peer {
    return this.#call.peer;
  }

  /** Nothing is held back from the reader. */
  get isReading(): boolean {
    return !this.#isPaused && !this.#isInflating;
  }

  header(name: string): string | undefined {
    return this.#call.header(name);
  }

  /** The service takes the stream. */
  open(reader: StreamReader): void {
    this.#reader = reader;
  }

  send(message: MessageBytes, onTaken?: () => void): void {
    if (this.isOpen) this.#owner.send(this.#call, message, onTaken);
  }

  flush(): void {
    this.#owner.flush();
  }

  end(): void {
    this.#owner.end(this.#call);
  }

  fail(...[status, message]: Parameters<StreamCall["fail"]>): void {
    this.#call.fail(status, message);
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.#giveHeld();
    if (this.isReading) this.#owner.credit(this.#call);
  }

  /** DATA came. */
  take(buffer: Buffer, start: number, end: number): void {
    const fault = this.#cutter.take(buffer, start, end);
    if (!this.isOpen) return;
    if (fault !== undefined) this.#refuse(fault);
    else this.#count();
  }

  /** The caller ends its side. */
  takeEnd(): void {
    if (this.#cutter.length > 0) {
      const message = `Stream ends within a message, after ${this.#cutter.length} bytes of it`;
      return void this.#owner.failStream(this.#call, { status: grpcStatus.internal, message });
    }
    this.#hasEnd = true;
    this.#giveHeld();
  }

  /** The stream is over, and the service did not end it. */
  gone(): void {
    const reader = this.#reader;
    this.#reader = nobody;
    this.#run(() => reader.onGone());
  }

  /** Gives back what was held; the stream is over. */
  release(): void {
    this.#held.length = 0;
    this.#tell(0);
  }

  #onMessage(message: Buffer, isCompressed: boolean): void {
    if (!this.isOpen) return;
    if (this.isReading && this.#held.length === 0 && !isCompressed) return void this.#give(message);
    this.#held.push({ bytes: Buffer.from(message), isCompressed });
    this.#heldBytes += message.length;
    this.#count();
    this.#giveHeld();
  }

  #giveHeld(): void {
    while (this.isReading && this.isOpen) {
      const held = this.#held.shift();
      if (held === undefined) break;
      this.#heldBytes -= held.bytes.length;
      this.#count();
      if (held.isCompressed) void this.#inflate(held.bytes);
      else this.#give(held.bytes);
    }
    if (!this.#hasEnd || this.#held.length > 0 || this.#isInflating || !this.isOpen) return;
    this.#hasEnd = false;
    this.#run(() => this.#reader.onEnd());
  }

  async #inflate(compressed: Buffer): Promise<void> {
    const { encoding } = this.#call.head;
    if (encoding === "identity") {
      const message = "Message is compressed, and grpc-encoding does not say how";
      return void this.#owner.failStream(this.#call, { status: grpcStatus.internal, message });
    }
    this.#isInflating = true;
    const inflated = await inflate(compressed, encoding, this.#owner.maxMessageBytes);
    this.#isInflating = false;
    if (!this.isOpen) return;
    if (Buffer.isBuffer(inflated)) this.#give(inflated);
    else this.#refuse(inflated);
    this.#giveHeld();
    if (this.isReading) this.#owner.credit(this.#call);
  }

  #give(message: Buffer): void {
    this.#run(() => this.#reader.onMessage(message));
  }

  #refuse(fault: CallFailure): void {
    if (fault.status === grpcStatus.resourceExhausted) this.#owner.onLimit("maxMessageBytes");
    this.#owner.failStream(this.#call, fault);
  }

  /** Tells the connection how much this stream holds; where that is too much, the stream ends. */
  #count(): void {
    if (this.#tell(this.#cutter.length + this.#heldBytes)) return;
    this.#owner.onLimit("maxBufferedBytes");
    this.#owner.failStream(this.#call, { status: grpcStatus.resourceExhausted, message: "Requests of the connection that wait are too large together" });
  }

  #tell(bytes: number): boolean {
    const more = bytes - this.#toldBytes;
    this.#toldBytes = bytes;
    return more === 0 || this.#owner.hold(more);
  }

  #run(task: () => void): void {
    try {
      task();
    } catch (error) {
      this.#owner.onReaderError(this.#call, error);
    }
  }
}
