import { fieldBytes, type HeaderField } from "./header-field.ts";

/**
 * Fields that one side has sent before, the newest first, up to a number of bytes. Adding one drops the oldest until it fits; one that is
 * larger than the table empties it, which is no error. Source: RFC 7541, 2.3.2 and 4.
 */
export class DynamicTable {
  /** A ring: the newest field is at `#newest`, older ones before it. */
  #ring: (HeaderField | undefined)[] = new Array<HeaderField | undefined>(16);
  #newest = 0;
  #count = 0;
  #bytes = 0;
  #maxBytes: number;
  /** Grows with every change, so that what was read from the table can be known to be still true. */
  generation = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get count(): number {
    return this.#count;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get maxBytes(): number {
    return this.#maxBytes;
  }

  /** The field at an index, 0 being the newest; `undefined` beyond the oldest. */
  at(index: number): HeaderField | undefined {
    return index < this.#count ? this.#ring[(this.#newest - index) & (this.#ring.length - 1)] : undefined;
  }

  add(field: HeaderField): void {
    this.generation += 1;
    const bytes = fieldBytes(field);
    this.#evict(this.#maxBytes - bytes);
    if (bytes > this.#maxBytes) return;
    if (this.#count === this.#ring.length) this.#grow();
    this.#newest = (this.#newest + 1) & (this.#ring.length - 1);
    this.#ring[this.#newest] = field;
    this.#count += 1;
    this.#bytes += bytes;
  }

  resize(maxBytes: number): void {
    this.generation += 1;
    this.#maxBytes = maxBytes;
    this.#evict(maxBytes);
  }

  #evict(maxBytes: number): void {
    while (this.#count > 0 && this.#bytes > maxBytes) {
      const oldest = (this.#newest - this.#count + 1) & (this.#ring.length - 1);
      this.#bytes -= fieldBytes(this.#ring[oldest] as HeaderField);
      this.#ring[oldest] = undefined;
      this.#count -= 1;
    }
  }

  #grow(): void {
    const fields = Array.from({ length: this.#count }, (_, index) => this.at(this.#count - 1 - index));
    this.#ring = [...fields, ...new Array<HeaderField | undefined>(this.#count)];
    this.#newest = this.#count - 1;
  }
}
