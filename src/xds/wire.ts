/**
 * Joins encoded messages without decoding them (protobuf encoding specification, "Length-Delimited Records"): a repeated message field
 * is the concatenation of its members, each behind tag and length, so pieces that did not change keep their bytes.
 */
export function lengthDelimited(field: number, bytes: Uint8Array): readonly [head: Uint8Array, body: Uint8Array] {
  const head: number[] = [];
  pushVarint(head, field * 8 + 2);
  pushVarint(head, bytes.length);
  return [Uint8Array.from(head), bytes];
}

/** One buffer of its own for all chunks. */
export function joinBytes(chunks: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const chunk of chunks) length += chunk.length;
  const joined = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    joined.set(chunk, offset);
    offset += chunk.length;
  }
  return joined;
}

function pushVarint(target: number[], value: number): void {
  let rest = value;
  while (rest > 127) {
    target.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  target.push(rest);
}
