import type { Descriptor, Entry, LimitOverride, LimitRequest } from "../decide/request.ts";

/** A message within a buffer: `buffer[start..end)`. */
export interface MessageBytes {
  readonly buffer: Buffer;
  readonly start: number;
  readonly end: number;
}

/** A message that is no RateLimitRequest. */
export class RequestDecodeError extends Error {
  override readonly name = "RequestDecodeError";
  readonly code = "ERR_RATELIMIT_MALFORMED";
}

const varintType = 0;
const bytesType = 2;
/** Bytes behind which a value of 64 bits cannot end. */
const longestVarint = 10;

/**
 * Reads an `envoy.service.ratelimit.v3.RateLimitRequest`. Written by hand for the one message that comes with every request of the fleet; what it does
 * not know it skips. Throws a {@link RequestDecodeError}.
 */
export function decodeRequest({ buffer, start, end }: MessageBytes): LimitRequest {
  return new Reader(buffer, start, end).request();
}

class Reader {
  readonly #bytes: Buffer;
  readonly #end: number;
  #at: number;

  constructor(bytes: Buffer, start: number, end: number) {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
  }

  request(): LimitRequest {
    let domain = "";
    let hitsAddend = 0;
    const descriptors: Descriptor[] = [];
    for (let tag = this.#tag(); tag !== 0; tag = this.#tag()) {
      if (tag === field(1, bytesType)) domain = this.#text();
      else if (tag === field(2, bytesType)) descriptors.push(this.#inner().descriptor());
      else if (tag === field(3, varintType)) hitsAddend = this.#varint() % 4_294_967_296;
      else this.#skip(tag);
    }
    return { domain, descriptors, hitsAddend };
  }

  descriptor(): Descriptor {
    const entries: Entry[] = [];
    let limit: LimitOverride | undefined;
    let hitsAddend: number | undefined;
    let isNegativeHits = false;
    for (let tag = this.#tag(); tag !== 0; tag = this.#tag()) {
      if (tag === field(1, bytesType)) entries.push(this.#inner().entry());
      else if (tag === field(2, bytesType)) limit = this.#inner().override();
      else if (tag === field(3, bytesType)) hitsAddend = this.#inner().wrapped();
      else if (tag === field(4, varintType)) isNegativeHits = this.#varint() !== 0;
      else this.#skip(tag);
    }
    return { entries, limit, hitsAddend, isNegativeHits };
  }

  entry(): Entry {
    let key = "";
    let value = "";
    for (let tag = this.#tag(); tag !== 0; tag = this.#tag()) {
      if (tag === field(1, bytesType)) key = this.#text();
      else if (tag === field(2, bytesType)) value = this.#text();
      else this.#skip(tag);
    }
    return { key, value };
  }

  override(): LimitOverride {
    let requestsPerUnit = 0;
    let unit = 0;
    let multiplier: number | undefined;
    for (let tag = this.#tag(); tag !== 0; tag = this.#tag()) {
      if (tag === field(1, varintType)) requestsPerUnit = this.#varint() % 4_294_967_296;
      else if (tag === field(2, varintType)) unit = this.#varint();
      else if (tag === field(3, bytesType)) multiplier = Math.max(1, this.#inner().wrapped());
      else this.#skip(tag);
    }
    return { requestsPerUnit, unit, multiplier };
  }

  /** google.protobuf.UInt32Value and UInt64Value. */
  wrapped(): number {
    let value = 0;
    for (let tag = this.#tag(); tag !== 0; tag = this.#tag()) {
      if (tag === field(1, varintType)) value = this.#varint();
      else this.#skip(tag);
    }
    return value;
  }

  /** The next field's tag; 0 at the end. */
  #tag(): number {
    if (this.#at >= this.#end) return 0;
    const tag = this.#varint();
    if (tag < 8 || tag > 4_294_967_295) throw new RequestDecodeError(`Field tag ${tag} is not valid`);
    return tag;
  }

  /** Numbers above 2^53 lose their last digits: nothing here is told apart by those. */
  #varint(): number {
    let value = 0;
    let factor = 1;
    for (let length = 0; length < longestVarint; length += 1) {
      if (this.#at >= this.#end) throw new RequestDecodeError("Message ends within a number");
      const byte = this.#bytes[this.#at] ?? 0;
      this.#at += 1;
      value += (byte & 127) * factor;
      if (byte < 128) return value;
      factor *= 128;
    }
    throw new RequestDecodeError("Number has more than 64 bits");
  }

  #length(): number {
    const length = this.#varint();
    if (length > this.#end - this.#at) throw new RequestDecodeError(`Field of ${length} bytes is longer than its message`);
    return length;
  }

  #inner(): Reader {
    const length = this.#length();
    const inner = new Reader(this.#bytes, this.#at, this.#at + length);
    this.#at += length;
    return inner;
  }

  /** Text that is not UTF-8 – headers may hold any bytes – is taken by its bytes, so that no two texts become one. */
  #text(): string {
    const length = this.#length();
    const [start, end] = [this.#at, this.#at + length];
    this.#at = end;
    const text = this.#bytes.toString("utf8", start, end);
    if (!text.includes("\uFFFD") || Buffer.from(text).equals(this.#bytes.subarray(start, end))) return text;
    return `\u0000${this.#bytes.toString("hex", start, end)}`;
  }

  #skip(tag: number): void {
    const type = tag & 7;
    if (type === varintType) this.#varint();
    else if (type === bytesType) this.#inner();
    else if (type === 1 || type === 5) this.#at += type === 1 ? 8 : 4;
    else throw new RequestDecodeError(`Wire type ${type} is not valid`);
    if (this.#at > this.#end) throw new RequestDecodeError("Message ends within a field");
  }
}

function field(number: number, type: number): number {
  return number * 8 + type;
}
