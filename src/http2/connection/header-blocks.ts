import type { FrameReader } from "../frame/frame-reader.ts";
import { frameFlag } from "../frame/frame-type.ts";
import { Http2Error, http2Code } from "../frame/http2-error.ts";
import { HpackDecoder } from "../hpack/hpack-decoder.ts";
import type { LaneLimit, LaneLimits } from "../limits/lane-limits.ts";
import { type CallHead, readCallHead, tooLongHead } from "./call-head.ts";
import { HeadMemo } from "./head-memo.ts";
import { malformedTrailers, readRequestHeaders } from "./request-headers.ts";

/** A header block that goes on in CONTINUATION frames. */
interface Unfinished {
  readonly streamId: number;
  readonly flags: number;
  readonly parts: Buffer[];
  bytes: number;
}

/** A header block that is whole: `buffer[start..end)`. `flags` are those of its HEADERS frame. */
export interface HeaderBlock {
  readonly streamId: number;
  readonly flags: number;
  readonly buffer: Buffer;
  readonly start: number;
  readonly end: number;
}

/** What {@link HeaderBlocks} is made with. */
export interface HeaderBlocksOptions<Method> {
  readonly limits: LaneLimits;
  readonly methods: ReadonlyMap<string, Method>;
  readonly onLimit: (limit: LaneLimit) => void;
}

/** Puts the header blocks of a connection together and reads them. */
export class HeaderBlocks<Method> {
  readonly #options: HeaderBlocksOptions<Method>;
  readonly #decoder: HpackDecoder;
  readonly #memo: HeadMemo<CallHead<Method>>;
  #unfinished: Unfinished | undefined;

  constructor(options: HeaderBlocksOptions<Method>) {
    this.#options = options;
    this.#decoder = new HpackDecoder(options.limits.maxHeaderListBytes);
    this.#memo = new HeadMemo(this.#decoder);
  }

  /** True while nothing but CONTINUATION of that stream may come. */
  get isUnfinished(): boolean {
    return this.#unfinished !== undefined;
  }

  /** The peer has acknowledged our table size. */
  limitTable(maxBytes: number): void {
    this.#decoder.limitTable(maxBytes);
  }

  /** A HEADERS frame without END_HEADERS, whose fragment is `part`. */
  begin(frame: FrameReader, part: Buffer): void {
    this.#unfinished = { streamId: frame.streamId, flags: frame.flags, parts: [], bytes: 0 };
    this.#append(this.#unfinished, part);
  }

  /** A CONTINUATION frame; answers the block when it ends it. */
  goOn(frame: FrameReader): HeaderBlock | undefined {
    const unfinished = this.#unfinished;
    if (unfinished === undefined || unfinished.streamId !== frame.streamId) {
      throw new Http2Error(http2Code.protocolError, `CONTINUATION of stream ${frame.streamId} continues nothing`);
    }
    if (unfinished.parts.length > this.#options.limits.maxContinuations) throw this.#beyond("maxContinuations", "CONTINUATION frames");
    this.#append(unfinished, frame.buffer.subarray(frame.start, frame.end));
    if ((frame.flags & frameFlag.endHeaders) === 0) return undefined;
    this.#unfinished = undefined;
    const buffer = Buffer.concat(unfinished.parts);
    return { streamId: unfinished.streamId, flags: unfinished.flags, buffer, start: 0, end: buffer.length };
  }

  /** Reads the headers of a request; a sentence when they are malformed. */
  readHead({ buffer, start, end }: Omit<HeaderBlock, "streamId" | "flags">): CallHead<Method> | string {
    const known = this.#memo.find(buffer, start, end);
    if (known !== undefined) return known;
    const { fields, isTooLong, changedTable } = this.#decoder.decode(buffer, start, end);
    if (isTooLong) {
      this.#options.onLimit("maxHeaderListBytes");
      return tooLongHead(fields, this.#options.limits.maxHeaderListBytes);
    }
    const headers = readRequestHeaders(fields);
    if (typeof headers === "string") return headers;
    const head = readCallHead(headers, this.#options.methods);
    if (!changedTable) this.#memo.keep(buffer.subarray(start, end), head);
    return head;
  }

  /** Reads trailers; answers what makes them malformed. */
  readTrailers({ buffer, start, end }: HeaderBlock): string | undefined {
    const { fields, isTooLong } = this.#decoder.decode(buffer, start, end);
    return isTooLong ? "Trailers are too large" : malformedTrailers(fields);
  }

  /** Reads a block for what it does to the dynamic table, and forgets the rest. */
  skip({ buffer, start, end }: HeaderBlock): void {
    this.#decoder.decode(buffer, start, end);
  }

  #append(unfinished: Unfinished, part: Buffer): void {
    unfinished.bytes += part.length;
    if (unfinished.bytes > this.#options.limits.maxHeaderBlockBytes) throw this.#beyond("maxHeaderBlockBytes", "bytes");
    // The chunk that it is a view of belongs to others after this turn.
    unfinished.parts.push(Buffer.from(part));
  }

  #beyond(limit: LaneLimit, unit: string): Http2Error {
    this.#options.onLimit(limit);
    return new Http2Error(http2Code.enhanceYourCalm, `Header block has more than ${this.#options.limits[limit]} ${unit}`);
  }
}
