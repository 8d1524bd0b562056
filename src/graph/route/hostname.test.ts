import { describe, expect, it } from "vitest";
import { coversHostname, intersectHostnames } from "./hostname.ts";

describe("intersectHostnames", () => {
  it.each([
    [undefined, [], ["*"]],
    ["a.example.com", [], ["a.example.com"]],
    [undefined, ["a.example.com"], ["a.example.com"]],
    ["*.example.com", ["a.example.com", "b.other.com"], ["a.example.com"]],
    ["a.example.com", ["*.example.com"], ["a.example.com"]],
    ["*.example.com", ["*.a.example.com"], ["*.a.example.com"]],
    ["*.example.com", ["example.com"], []],
    ["a.example.com", ["b.example.com"], []],
  ])("listener %s and route %j give %j", (listener, route, expected) => {
    expect(intersectHostnames(listener, route)).toEqual(expected);
  });
});

describe("coversHostname", () => {
  it.each([
    ["*", "anything", true],
    ["*.example.com", "a.b.example.com", true],
    ["*.example.com", "example.com", false],
    ["*.example.com", "badexample.com", false],
    ["a.example.com", "a.example.com", true],
  ])("%s covers %s: %s", (pattern, hostname, expected) => {
    expect(coversHostname(pattern, hostname)).toBe(expected);
  });
});
