import { describe, expect, it } from "vitest";
import { checkListen, isLoopback, listenAddressText, parseListenAddress } from "./listen-address.ts";

describe("parseListenAddress", () => {
  it.each([
    ["127.0.0.1:18080", { host: "127.0.0.1", port: 18_080 }],
    ["[::1]:0", { host: "::1", port: 0 }],
    ["localhost:1", { host: "localhost", port: 1 }],
    [":8080", { host: "0.0.0.0", port: 8080 }],
    ["admin.example.com:65535", { host: "admin.example.com", port: 65_535 }],
    ["[fe80::1%eth0]:80", { host: "fe80::1%eth0", port: 80 }],
  ])("reads %s", (text, expected) => {
    expect(parseListenAddress(text)).toEqual(expected);
  });

  it.each(["", "127.0.0.1", "127.0.0.1:65536", "::1:80", "[::1]", "http://127.0.0.1:80", "host:port", "a b:80", "[]:80"])(
    "refuses %j and says what would be right",
    (text) => {
      expect(parseListenAddress(text)).toMatchObject({ code: "INVALID_ADDRESS", detail: `Address ${JSON.stringify(text)} is not HOST:PORT` });
    },
  );

  it("writes back what it reads", () => {
    for (const text of ["127.0.0.1:18080", "[::1]:0"]) {
      const address = parseListenAddress(text);
      expect("host" in address && listenAddressText(address)).toBe(text);
    }
  });
});

describe("isLoopback", () => {
  it.each(["127.0.0.1", "127.8.9.10", "::1", "::FFFF:127.0.0.1", "localhost", "LOCALHOST"])("takes %s", (host) => {
    expect(isLoopback(host)).toBe(true);
  });

  it.each(["0.0.0.0", "::", "10.0.0.1", "127.example.com", "127.0.0.1.example.com", "localhost.example.com", "1127.0.0.1", ""])("does not take %s", (host) => {
    expect(isLoopback(host)).toBe(false);
  });
});

describe("checkListen", () => {
  const everywhere = { host: "0.0.0.0", port: 18_080 };

  it("lets loopback and TLS pass", () => {
    expect(checkListen({ role: "admin", address: { host: "::1", port: 1 }, tls: false, insecure: false })).toBeUndefined();
    expect(checkListen({ role: "admin", address: everywhere, tls: true, insecure: false })).toBeUndefined();
  });

  it("refuses plain text on any other address and names role and address", () => {
    expect(checkListen({ role: "admin", address: everywhere, tls: false, insecure: false })).toMatchObject({
      severity: "error",
      detail: "Refusing to listen without TLS: admin on 0.0.0.0:18080",
    });
  });

  it("warns when the person took the risk in words", () => {
    expect(checkListen({ role: "admin", address: everywhere, tls: false, insecure: true })).toMatchObject({ code: "INSECURE_LISTEN", severity: "warning" });
  });
});
