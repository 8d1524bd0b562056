import { describe, expect, it } from "vitest";
import { forwardedAddress } from "./forwarded-address.ts";

describe("the caller's address in X-Forwarded-For", () => {
  it.each([
    ["203.0.113.9, 192.0.2.7, 10.0.0.1", "1", "192.0.2.7"],
    ["192.0.2.7,10.0.0.1", "1", "192.0.2.7"],
    ["2001:db8::7 , 10.0.0.2,10.0.0.1", "2", "2001:db8::7"],
    ["203.0.113.9, 192.0.2.7", "0", "192.0.2.7"],
  ])("%s behind which %s others stand: %s", (header, hops, address) => {
    expect(forwardedAddress(header, hops)).toBe(address);
  });

  it.each([
    [undefined, "1"],
    ["", "0"],
    ["10.0.0.1", "1"],
    ["192.0.2.7, , 10.0.0.1", "1"],
    ["unknown, 10.0.0.1", "1"],
    ["192.0.2.7:4711, 10.0.0.1", "1"],
    ["192.0.2.7, 10.0.0.1", "-1"],
    ["192.0.2.7, 10.0.0.1", "one"],
  ])("%s with %s is nobody's", (header, hops) => {
    expect(forwardedAddress(header, hops)).toBeUndefined();
  });
});
