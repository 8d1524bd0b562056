import type { MessageBytes } from "../handler.ts";
import { messagePrefixBytes } from "./request-body.ts";

/** Bytes of a body that are not copied, and who wants to know that they have left. */
interface Part {
  readonly bytes: Uint8Array;
  readonly onTaken: (() => void) | undefined;
}

/** What ends a stream after its body: its last DATA frame, or trailers; `undefined` while more of it may come. */
export type Ending = { readonly kind: "data" } | { readonly kind: "trailers"; readonly frame: Buffer } | undefined;

/** Parts that are sent and still in the list; beyond it they are taken out. */
const mostSent = 64;

/** What a stream has to send and may not yet. */
export class Outgoing<Call> {
  readonly call: Call;
  ending: Ending;
  /** Bytes of the body that are not sent. */
  bytes = 0;
  /** When something of it was sent last, or when the first of what waits came. */
  movedAt: number;
  readonly #onTaken: (task: () => void) => void;
  readonly #parts: Part[] = [];
  /** How many of the parts are sent, and how much of the one after them. */
  #sent = 0;
  #at = 0;

  /** `onTaken` gets the tasks of parts that are sent. */
  constructor(call: Call, onTaken: (task: () => void) => void, now: number) {
    this.call = call;
    this.#onTaken = onTaken;
    this.movedAt = now;
  }

  /** More of a body that is no gRPC. */
  push(bytes: Uint8Array): void {
    this.#push(bytes, undefined);
  }

  /** A message, which is not copied, with its prefix. */
  pushMessage(message: MessageBytes, onTaken: (() => void) | undefined): void {
    const parts = (message instanceof Uint8Array ? [message] : message).filter(({ length }) => length > 0);
    const prefix = messagePrefix(parts.reduce((sum, { length }) => sum + length, 0));
    this.#push(prefix, parts.length === 0 ? onTaken : undefined);
    for (const [index, part] of parts.entries()) this.#push(part, index === parts.length - 1 ? onTaken : undefined);
  }

  /** Moves the next bytes into a buffer. */
  move(target: Uint8Array, at: number, length: number): void {
    let to = at;
    const end = at + length;
    while (to < end) {
      const part = this.#parts[this.#sent] as Part;
      const count = Math.min(part.bytes.length - this.#at, end - to);
      target.set(this.#at === 0 && count === part.bytes.length ? part.bytes : part.bytes.subarray(this.#at, this.#at + count), to);
      to += count;
      this.#at += count;
      if (this.#at === part.bytes.length) this.#next(part);
    }
    this.bytes -= length;
  }

  #push(bytes: Uint8Array, onTaken: (() => void) | undefined): void {
    this.#parts.push({ bytes, onTaken });
    this.bytes += bytes.length;
  }

  #next({ onTaken }: Part): void {
    this.#sent += 1;
    this.#at = 0;
    if (onTaken !== undefined) this.#onTaken(onTaken);
    if (this.#sent < this.#parts.length && this.#sent < mostSent) return;
    this.#parts.splice(0, this.#sent);
    this.#sent = 0;
  }
}

/** What stands before a message that is not compressed. */
function messagePrefix(length: number): Buffer {
  const prefix = Buffer.allocUnsafe(messagePrefixBytes);
  prefix[0] = 0;
  prefix.writeUInt32BE(length, 1);
  return prefix;
}
