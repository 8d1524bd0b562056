/** A range of addresses: those that have the first `prefix` bits of `bytes`; 4 bytes or 16. */
export interface AddressRange {
  readonly bytes: readonly number[];
  readonly prefix: number;
}

/** Reads `10.0.0.0/8`, `2001:db8::/32` or an address alone. Undefined for anything else, and when bits behind the prefix are set. */
export function parseAddressRange(text: string): AddressRange | undefined {
  const [address = "", length] = text.split("/");
  const bytes = parseAddress(address);
  if (bytes === undefined) return undefined;
  const prefix = length === undefined ? bytes.length * 8 : Number(length);
  if (!Number.isInteger(prefix) || prefix > bytes.length * 8) return undefined;
  const loose = bytes.some((byte, index) => (byte & (0xff >> Math.min(8, Math.max(0, prefix - index * 8)))) !== 0);
  return loose ? undefined : { bytes, prefix };
}

/** The bytes of an IPv4 or IPv6 address; an IPv4 address that is mapped into IPv6 is the IPv4 address. Undefined for anything else. */
export function parseAddress(text: string): readonly number[] | undefined {
  const plain = text.replace(/%.*$/u, "");
  if (!plain.includes(":")) return parseFour(plain);
  const bytes = parseSix(plain);
  if (bytes === undefined) return undefined;
  const mapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 0xff && bytes[11] === 0xff;
  return mapped ? bytes.slice(12) : bytes;
}

/** True when the address lies in the range. */
export function inRange(address: readonly number[], { bytes, prefix }: AddressRange): boolean {
  if (address.length !== bytes.length) return false;
  for (let index = 0; index * 8 < prefix; index += 1) {
    const mask = 0xff & (0xff00 >> Math.min(8, prefix - index * 8));
    if (((address[index] ?? 0) & mask) !== ((bytes[index] ?? 0) & mask)) return false;
  }
  return true;
}

function parseFour(text: string): readonly number[] | undefined {
  const parts = text.split(".");
  if (parts.length !== 4) return undefined;
  const bytes = parts.map((part) => (/^(?:0|[1-9]\d{0,2})$/u.test(part) ? Number(part) : 256));
  return bytes.some((byte) => byte > 255) ? undefined : bytes;
}

function parseSix(text: string): readonly number[] | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map(groupBytes);
  if (head === undefined || (halves.length === 2 && tail === undefined)) return undefined;
  const missing = 16 - head.length - (tail?.length ?? 0);
  if (halves.length === 1) return missing === 0 ? head : undefined;
  return missing < 2 ? undefined : [...head, ...Array.from({ length: missing }, () => 0), ...(tail ?? [])];
}

function groupBytes(text: string): readonly number[] | undefined {
  if (text === "") return [];
  const bytes: number[] = [];
  const groups = text.split(":");
  for (const [index, group] of groups.entries()) {
    const four = index === groups.length - 1 && group.includes(".") ? parseFour(group) : undefined;
    if (four !== undefined) bytes.push(...four);
    else if (/^[0-9A-Fa-f]{1,4}$/u.test(group)) bytes.push(Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 0xff);
    else return undefined;
  }
  return bytes;
}
