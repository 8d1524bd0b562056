import { describe, expect, it } from "vitest";
import { inRange, parseAddress, parseAddressRange } from "./address-range.ts";

function contains(range: string, address: string): boolean {
  const [parsed, bytes] = [parseAddressRange(range), parseAddress(address)];
  if (parsed === undefined || bytes === undefined) throw new Error(`${range} or ${address} cannot be read`);
  return inRange(bytes, parsed);
}

describe("address ranges", () => {
  it.each([
    ["10.0.0.0/8", "10.255.0.1", true],
    ["10.0.0.0/8", "11.0.0.0", false],
    ["192.0.2.128/25", "192.0.2.127", false],
    ["192.0.2.128/25", "192.0.2.128", true],
    ["192.0.2.7", "192.0.2.7", true],
    ["192.0.2.7", "192.0.2.8", false],
    ["0.0.0.0/0", "203.0.113.9", true],
    ["0.0.0.0/0", "::1", false],
    ["2001:db8::/33", "2001:db8:7fff::1", true],
    ["2001:db8::/33", "2001:db8:8000::1", false],
    ["::/0", "fe80::1%eth0", true],
    ["10.0.0.0/8", "::ffff:10.1.2.3", true],
  ])("%s and %s: %s", (range, address, expected) => {
    expect(contains(range, address)).toBe(expected);
  });

  it.each(["10.0.0.1/8", "10.0.0.0/33", "256.0.0.1", "1.2.3", "01.2.3.4", "::1/129", "1::2::3", "2001:db8::1/32", "x", "1:2:3:4:5:6:7:8:9", "1.2.3.4/"])(
    "%s is no range",
    (text) => {
      expect(parseAddressRange(text)).toBeUndefined();
    },
  );
});
