import { expect, it } from "vitest";
import { normalPath } from "./normal-path.ts";

/** As a real Envoy makes it; every character is compared with one by the end-to-end tests of explain. */
it.each([
  ["/", "/"],
  ["/a/", "/a/"],
  ["/a/./b/../c", "/a/c"],
  ["/a/%2e%2E/b", "/b"],
  ["/../..", "/"],
  ["/a/..", "/"],
  ["/a/.", "/a/"],
  ["/a/...", "/a/..."],
  ["/a/..;x/b", "/b"],
  ["/a/.;", "/a/"],
  ["/a/%2e%2e;x/b;y", "/a/..;x/b;y"],
  ["/a//b", "/a/b"],
  ["//a", "/a"],
  ["//", "//"],
  ["///", "//"],
  ["/a/b//../c", "/a/b/c"],
  ["/a\\..\\b", "/b"],
  ["/%41%7e%c3%A4%25", "/A~%c3%A4%25"],
  ["/%25%32%65", "/%252e"],
  ["/a%zz%", "/a%zz%"],
  ['/"<>^`{|}[]', "/%22%3C%3E%5E%60%7B%7C%7D[]"],
])("%s is seen as %s", (raw, path) => {
  expect(normalPath(raw)).toEqual({ kind: "path", path });
});

it.each([
  ["/a%2Fb", "/a/b"],
  ["/a%5c..%5Cb%20c", "/b%20c"],
  ["/a/%2e%2e%2fb", "/b"],
])("%s is redirected to %s", (raw, path) => {
  expect(normalPath(raw)).toEqual({ kind: "redirect", path });
});

it("refuses a null byte", () => {
  expect(normalPath("/a%00b%2F")).toEqual({ kind: "invalid", why: "the path holds a null byte" });
});
