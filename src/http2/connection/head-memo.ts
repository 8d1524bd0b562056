/** One block and what it was read as. */
interface Entry<Head> {
  readonly bytes: Uint8Array;
  readonly generation: number;
  readonly head: Head;
}

const maxEntries = 8;
const maxBytes = 512;

/**
 * Header blocks that come again byte for byte: Envoy's calls of one method and timeout all do. What a block said is still true as long as the
 * dynamic table has not changed (`generation`), provided that the block itself did not change it. Holds a few blocks of a connection.
 */
export class HeadMemo<Head> {
  readonly #table: { readonly generation: number };
  readonly #entries: Entry<Head>[] = [];
  #next = 0;

  constructor(table: { readonly generation: number }) {
    this.#table = table;
  }

  /** What `block[start..end)` was read as, or `undefined`. */
  find(block: Uint8Array, start: number, end: number): Head | undefined {
    const { generation } = this.#table;
    const length = end - start;
    for (const entry of this.#entries) {
      if (entry.generation === generation && entry.bytes.length === length && equal(entry.bytes, block, start)) return entry.head;
    }
    return undefined;
  }

  /** Remembers a block that did not change the table. Long ones are not worth it. */
  keep(block: Uint8Array, head: Head): void {
    if (block.length > maxBytes) return;
    this.#entries[this.#next] = { bytes: Uint8Array.from(block), generation: this.#table.generation, head };
    this.#next = (this.#next + 1) % maxEntries;
  }
}

function equal(bytes: Uint8Array, block: Uint8Array, start: number): boolean {
  for (let index = 0; index < bytes.length; index++) if (bytes[index] !== block[start + index]) return false;
  return true;
}
