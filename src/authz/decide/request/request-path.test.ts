import { describe, expect, it } from "vitest";
import { cookieValue, withoutCookies } from "./cookies.ts";
import { readParameters, valuesOf } from "./query.ts";
import { requestPath } from "./request-path.ts";

describe("requestPath", () => {
  it.each([
    ["/orders/7", "/orders/7"],
    ["/orders/7?x=/../y", "/orders/7"],
    ["/orders#/../x", "/orders"],
    ["/%61dmin", "/admin"],
    ["/a%2dz", "/a-z"],
    ["/caf%c3%a9", "/caf%C3%A9"],
    ["/a//b", "/a/b"],
    ["/a/./b", "/a/b"],
    ["/a/../admin", "/admin"],
    ["/a/%2e%2e/admin", "/admin"],
    ["/a/b/..", "/a/"],
    ["/..", "/"],
    ["//", "/"],
    ["/a/", "/a/"],
    ["", ""],
  ])("reads %s as %s", (raw, path) => {
    expect(requestPath(raw)).toEqual({ kind: "plain", path });
  });

  it.each(["/a%2fb", "/a%5Cb", "/a\\b", "/a%00", "/a%zz", "/a%2", "http://shop/admin", "*", "admin"])("says that %s has two meanings", (raw) => {
    expect(requestPath(raw).kind).toBe("ambiguous");
  });
});

describe("valuesOf", () => {
  it.each([
    ["/x?key=a&b=c", "key", "a"],
    ["/x?b=c&key=a%20b", "key", "a b"],
    ["/x?k%65y=1", "key", "1"],
    ["/x?key", "key", ""],
    ["/x?key=1&key=2", "key", "1"],
    ["/x?key=%zz", "key", "%zz"],
    ["/x?a=1#?key=2", "key", undefined],
    ["/x", "key", undefined],
    ["/x?keys=1", "key", undefined],
  ])("of %s, %s is %s", (path, name, value) => {
    expect(valuesOf(readParameters(path), name)[0]).toBe(value);
  });
});

describe("cookies", () => {
  it("finds a cookie by its whole name", () => {
    expect(cookieValue('a=1; session="x=y"; sessions=2', "session")).toBe("x=y");
    expect(cookieValue("a=1;b=2", "b")).toBe("2");
    expect(cookieValue("a=1; novalue; b=", "b")).toBe("");
    expect(cookieValue("xa=1", "a")).toBeUndefined();
    expect(cookieValue(undefined, "a")).toBeUndefined();
  });

  it("takes cookies out", () => {
    expect(withoutCookies("a=1; session=x; b=2", (name) => name === "session")).toBe("a=1; b=2");
    expect(withoutCookies("session=x", () => true)).toBeUndefined();
  });
});
