import { describe, expect, it } from "vitest";
import type { PathMatch, RequestMatch } from "../node/match.ts";
import { whyNot } from "./match-request.ts";
import { readRequest } from "./routed-request.ts";

const any: PathMatch = { kind: "prefix", value: "/" };

function reason(match: Partial<RequestMatch>, request: { readonly method?: string; readonly headers?: Readonly<Record<string, string>> } = {}) {
  const read = readRequest({ method: request.method ?? "GET", url: "http://a.test/a", headers: request.headers ?? {} });
  const whole = { path: any, methods: [], headers: [], query: [], cookies: [], grpc: false, ...match };
  return whyNot(whole, { ...read, path: read.path?.kind === "path" ? read.path.path : undefined }, () => false);
}

describe("why a match does not hold", () => {
  it.each([
    ["application/grpc", true],
    ["application/grpc+proto", true],
    ["application/grpc-web", false],
    ["application/grpc;charset=utf-8", false],
    ["Application/grpc", false],
  ])("content type %s is that of a gRPC request: %s", (type, isGrpc) => {
    expect(reason({ grpc: true }, { headers: { "content-type": type } })).toBe(isGrpc ? undefined : "It is not a gRPC request");
  });

  it("of a CONNECT request: it has no path", () => {
    expect(reason({ path: { kind: "connect", value: "" } }, { method: "CONNECT" })).toBeUndefined();
    expect(reason({}, { method: "CONNECT" })).toBe("A CONNECT request has no path, so none that is prefix /");
  });

  it("of any other request: it is no CONNECT", () => {
    expect(reason({ path: { kind: "connect", value: "" } })).toBe("Path /a is not that of a CONNECT request");
  });
});
