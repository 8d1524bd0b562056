/** Bytes that are not a message in protobuf's wire format. */
export class WireError extends Error {
  override readonly name = "WireError";
}

/** Reads protobuf's wire format (https://protobuf.dev/programming-guides/encoding/) forwards, without making objects. */
export class WireCursor {
  readonly #bytes: Uint8Array;
  readonly #end: number;
  #at: number;

  constructor(bytes: Uint8Array, start: number, end: number) {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
  }

  get at(): number {
    return this.#at;
  }

  /** True while there is something left to read. */
  get more(): boolean {
    return this.#at < this.#end;
  }

  /** A number of up to 49 bits; higher ones are cut off, as nothing here has them. Throws a `WireError` when it does not end. */
  varint(): number {
    const bytes = this.#bytes;
    let value = 0;
    let scale = 1;
    for (let count = 0; count < 10; count += 1) {
      if (this.#at >= this.#end) throw new WireError("Message ends within a number");
      const byte = bytes[this.#at] as number;
      this.#at += 1;
      if (count < 7) value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 128;
    }
    throw new WireError("Number has more than ten bytes");
  }

  /** Where the bytes end that begin behind their length; they are not read over. Throws a `WireError` when the message ends before. */
  lengthEnd(): number {
    const length = this.varint();
    const end = this.#at + length;
    if (end > this.#end) throw new WireError("Message ends within a field");
    return end;
  }

  /** Goes on reading at a place that {@link lengthEnd} told. */
  moveTo(place: number): void {
    this.#at = place;
  }

  /** Reads over the value of a field; groups are no part of proto3. */
  skip(wireType: number): void {
    switch (wireType) {
      case 0:
        this.varint();
        return;
      case 1:
        this.#advance(8);
        return;
      case 2:
        this.moveTo(this.lengthEnd());
        return;
      case 5:
        this.#advance(4);
        return;
      default:
        throw new WireError(`Field has the wire type ${wireType}`);
    }
  }

  #advance(count: number): void {
    this.#at += count;
    if (this.#at > this.#end) throw new WireError("Message ends within a field");
  }
}
