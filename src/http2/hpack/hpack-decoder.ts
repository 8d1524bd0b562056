import { Http2Error, http2Code } from "../frame/http2-error.ts";
import { DynamicTable } from "./dynamic-table.ts";
import { fieldBytes, type HeaderField } from "./header-field.ts";
import { huffmanDecode } from "./huffman.ts";
import { staticTable } from "./static-table.ts";

/** Larger numbers have no use: they are lengths and indices within one header block. */
const maxInteger = 0xff_ffff;
const nothing = Buffer.alloc(0);

/** What a header block holds. */
export interface DecodedHeaders {
  readonly fields: readonly HeaderField[];
  /** True when the list was longer than allowed. Then `fields` is its beginning; the dynamic table is right all the same. */
  readonly isTooLong: boolean;
  /** True when the block changed the dynamic table. */
  readonly changedTable: boolean;
}

/**
 * HPACK of one direction of a connection. Memory is bounded by the table's and the list's limit, whatever the blocks expand to:
 * a field that is referred to a thousand times is one object. Source: RFC 7541.
 */
export class HpackDecoder {
  readonly #table = new DynamicTable(4096);
  readonly #maxListBytes: number;
  /** The largest table that the peer may ask for: what our SETTINGS said, once it has acknowledged them. */
  #maxTableBytes = 4096;
  /** The next block has to begin with a smaller table size: RFC 7541, 4.2. */
  #mustShrink = false;
  #block: Buffer = nothing;
  #at = 0;
  #end = 0;

  constructor(maxListBytes: number) {
    this.#maxListBytes = maxListBytes;
  }

  /** Counts the changes of the dynamic table: what a block without changes said is true while this stays. */
  get generation(): number {
    return this.#table.generation;
  }

  /** Bytes in the dynamic table. */
  get tableBytes(): number {
    return this.#table.bytes;
  }

  /** The peer has acknowledged our table size. */
  limitTable(maxBytes: number): void {
    this.#maxTableBytes = maxBytes;
    this.#mustShrink = this.#table.maxBytes > maxBytes;
  }

  /** Decodes one whole header block, `block[start..end)`. Throws a COMPRESSION_ERROR; the decoder is of no use then. */
  decode(block: Buffer, start: number, end: number): DecodedHeaders {
    this.#block = block;
    this.#at = start;
    this.#end = end;
    const generation = this.#table.generation;
    this.#readTableSizes();
    const fields: HeaderField[] = [];
    let bytes = 0;
    while (this.#at < end) {
      const field = this.#readField();
      bytes += fieldBytes(field);
      if (bytes <= this.#maxListBytes) fields.push(field);
    }
    return { fields, isTooLong: bytes > this.#maxListBytes, changedTable: this.#table.generation !== generation };
  }

  #readTableSizes(): void {
    while (this.#at < this.#end && ((this.#block[this.#at] as number) & 0xe0) === 0x20) {
      const bytes = this.#readInteger(0x1f);
      if (bytes > this.#maxTableBytes) throw broken(`Dynamic table of ${bytes} bytes is larger than ${this.#maxTableBytes}`);
      this.#mustShrink = false;
      this.#table.resize(bytes);
    }
    if (this.#mustShrink) throw broken(`Dynamic table of ${this.#table.maxBytes} bytes was not made smaller, as SETTINGS ask`);
  }

  #readField(): HeaderField {
    const first = this.#block[this.#at] as number;
    if (first >= 0x80) return this.#fieldAt(this.#readInteger(0x7f));
    if (first >= 0x40) {
      const field = this.#readLiteral(0x3f);
      this.#table.add(field);
      return field;
    }
    if (first >= 0x20) throw broken("Size of the dynamic table changes within a header block");
    return this.#readLiteral(0x0f);
  }

  #readLiteral(prefix: number): HeaderField {
    const index = this.#readInteger(prefix);
    const name = index === 0 ? this.#readString() : this.#fieldAt(index).name;
    return { name, value: this.#readString() };
  }

  #fieldAt(index: number): HeaderField {
    const field = index <= staticTable.length ? staticTable[index - 1] : this.#table.at(index - staticTable.length - 1);
    if (field === undefined) throw broken(`Header index ${index} is in neither table`);
    return field;
  }

  #readString(): string {
    if (this.#at >= this.#end) throw broken("Header block ends within a field");
    const isHuffman = (this.#block[this.#at] as number) >= 0x80;
    const length = this.#readInteger(0x7f);
    const start = this.#at;
    const end = start + length;
    if (end > this.#end) throw broken("Header block ends within a string");
    this.#at = end;
    return isHuffman ? huffmanDecode(this.#block, start, end) : this.#block.toString("latin1", start, end);
  }

  /** An integer whose first byte holds the bits of `prefix`. Source: RFC 7541, 5.1. */
  #readInteger(prefix: number): number {
    let value = (this.#block[this.#at++] as number) & prefix;
    if (value < prefix) return value;
    for (let shift = 0; ; shift += 7) {
      if (this.#at >= this.#end) throw broken("Header block ends within a number");
      const byte = this.#block[this.#at++] as number;
      value += (byte & 0x7f) << shift;
      // 28 bits at most, zeros included: a number may not be padded without end.
      if (value > maxInteger || shift > 21) throw broken("Number in a header block is too large");
      if (byte < 0x80) return value;
    }
  }
}

function broken(message: string): Http2Error {
  return new Http2Error(http2Code.compressionError, message);
}
