import { DynamicTable } from "./dynamic-table.ts";
import type { HeaderField } from "./header-field.ts";
import { huffmanEncode, huffmanLength } from "./huffman.ts";
import { staticTable } from "./static-table.ts";

/** A field to encode. */
export interface EncodedField extends HeaderField {
  /**
   * `add` puts it into the peer's dynamic table for later blocks; `never` says that no proxy may, for secrets. By default neither, and then the block
   * decodes the same whatever was sent before, as long as the field is not in the table already.
   */
  readonly indexing?: "add" | "never";
}

/** HPACK of one direction of a connection; strings are compressed where that makes them shorter. Source: RFC 7541. */
export class HpackEncoder {
  readonly #table: DynamicTable;
  /** Sizes to tell at the beginning of the next block: the smallest since the last one, and the last. */
  #sizes: number[] = [];

  /** `maxTableBytes` must not be larger than the peer's SETTINGS_HEADER_TABLE_SIZE, 4,096 until it says otherwise. */
  constructor(maxTableBytes = 4096) {
    this.#table = new DynamicTable(maxTableBytes);
  }

  /** Makes the table smaller or larger; the next block says so. */
  resize(maxTableBytes: number): void {
    const least = Math.min(maxTableBytes, ...this.#sizes);
    this.#sizes = least < maxTableBytes ? [least, maxTableBytes] : [maxTableBytes];
    this.#table.resize(maxTableBytes);
  }

  /** One header block. */
  encode(fields: readonly EncodedField[]): Buffer {
    const parts = this.#sizes.map((size) => integer(0x20, 0x1f, size));
    this.#sizes = [];
    for (const field of fields) parts.push(this.#encodeField(field));
    return Buffer.concat(parts);
  }

  #encodeField(field: EncodedField): Buffer {
    const whole = this.#find(({ name, value }) => name === field.name && value === field.value);
    if (whole > 0 && field.indexing !== "never") return integer(0x80, 0x7f, whole);
    const name = this.#find((known) => known.name === field.name);
    const head = field.indexing === "add" ? integer(0x40, 0x3f, name) : integer(field.indexing === "never" ? 0x10 : 0, 0x0f, name);
    if (field.indexing === "add") this.#table.add({ name: field.name, value: field.value });
    return Buffer.concat([head, ...(name === 0 ? [string(field.name)] : []), string(field.value)]);
  }

  /** The index of the first field that fits; 0 when there is none. */
  #find(fits: (field: HeaderField) => boolean): number {
    const index = staticTable.findIndex(fits);
    if (index >= 0) return index + 1;
    for (let place = 0; place < this.#table.count; place++) {
      if (fits(this.#table.at(place) as HeaderField)) return staticTable.length + place + 1;
    }
    return 0;
  }
}

function string(text: string): Buffer {
  const compressed = huffmanLength(text);
  return compressed <= text.length
    ? Buffer.concat([integer(0x80, 0x7f, compressed), huffmanEncode(text)])
    : Buffer.concat([integer(0, 0x7f, text.length), Buffer.from(text, "latin1")]);
}

function integer(flags: number, prefix: number, value: number): Buffer {
  if (value < prefix) return Buffer.of(flags | value);
  const bytes = [flags | prefix];
  let left = value - prefix;
  for (; left >= 0x80; left = Math.floor(left / 128)) bytes.push((left & 0x7f) | 0x80);
  return Buffer.of(...bytes, left);
}
