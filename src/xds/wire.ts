/**
 * Joins encoded messages without decoding them (protobuf encoding specification, "Length-Delimited Records"): a repeated message field
 * is the concatenation of its members, each behind tag and length, so pieces that did not change keep their bytes. `head` is the encoded
 * message without the field. The answer is a buffer of its own.
 */
export function joinMessage(head: Uint8Array, field: number, members: readonly Uint8Array[]): Uint8Array {
  const tag = field * 8 + 2;
  let length = head.length;
  for (const member of members) length += varintLength(tag) + varintLength(member.length) + member.length;
  const joined = new Uint8Array(length);
  joined.set(head);
  let offset = head.length;
  for (const member of members) {
    offset = writeVarint(joined, offset, tag);
    offset = writeVarint(joined, offset, member.length);
    joined.set(member, offset);
    offset += member.length;
  }
  return joined;
}

function varintLength(value: number): number {
  let length = 1;
  for (let rest = value; rest > 127; rest = Math.floor(rest / 128)) length += 1;
  return length;
}

/** Answers the place behind it. */
function writeVarint(target: Uint8Array, start: number, value: number): number {
  let offset = start;
  let rest = value;
  while (rest > 127) {
    target[offset] = (rest % 128) + 128;
    offset += 1;
    rest = Math.floor(rest / 128);
  }
  target[offset] = rest;
  return offset + 1;
}
