import { Http2Error, http2Code, protocolError } from "../frame/http2-error.ts";

/** More than this is not remembered; a client that is honest is not concerned. */
const maxGaps = 64;
const maxReset = 1024;

/** Which streams a client has opened, and which of them we have reset while it may still send on them. Bounded, however many there were. */
export class SeenStreams {
  #last = 0;
  /** Ids that were passed over, which closes them unopened: first and last of each run. */
  readonly #gaps: (readonly [first: number, last: number])[] = [];
  readonly #resetByUs = new Set<number>();

  /** The highest stream that was opened; 0 at first. */
  get last(): number {
    return this.#last;
  }

  /** True for a stream that nobody has opened yet, or ever will. */
  isIdle(streamId: number): boolean {
    return streamId > this.#last || streamId % 2 === 0;
  }

  /**
   * HEADERS came on a stream that is not open. Answers true when that opens it, false when we have reset it and the client did not know. Throws
   * an {@link Http2Error} on what no client may do. Source: RFC 9113, 5.1 and 5.1.1.
   */
  open(streamId: number): boolean {
    if (streamId % 2 === 0) throw protocolError(`Stream ${streamId} is none that a client opens`);
    if (streamId <= this.#last) {
      if (this.#resetByUs.has(streamId)) return false;
      if (this.#gaps.some(([first, last]) => first <= streamId && streamId <= last))
        throw protocolError(`Stream ${streamId} is opened after stream ${this.#last}`);
      throw new Http2Error(http2Code.streamClosed, `HEADERS on stream ${streamId}, which is closed`);
    }
    if (streamId > this.#last + 2 && this.#gaps.length < maxGaps) this.#gaps.push([this.#last + 1, streamId - 1]);
    this.#last = streamId;
    return true;
  }

  /** We reset a stream whose end the client has not sent: what is on its way is to be ignored. */
  reset(streamId: number): void {
    this.#resetByUs.add(streamId);
    if (this.#resetByUs.size <= maxReset) return;
    for (const oldest of this.#resetByUs) return void this.#resetByUs.delete(oldest);
  }

  /** DATA came on a stream that is not open. Throws an {@link Http2Error} unless we have reset it. */
  checkClosedData(streamId: number): void {
    if (this.isIdle(streamId)) throw protocolError(`DATA on stream ${streamId}, which is idle`);
    if (!this.#resetByUs.has(streamId)) throw new Http2Error(http2Code.streamClosed, `DATA on stream ${streamId}, which is closed`);
  }
}
