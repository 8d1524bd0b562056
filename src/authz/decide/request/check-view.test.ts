import { describe, expect, it } from "vitest";
import { checkBytes, checkRequest } from "../../../../test/kit/authz/check-message.ts";
import { codec } from "../../../gen/codec.ts";
import { CheckView, wireName } from "./check-view.ts";
import { WireError } from "./wire-cursor.ts";

const request = {
  method: "POST",
  path: "/orders/7?full=1",
  host: "api.example.com:8443",
  headers: { authorization: "Bearer abc", "x-empty": "", "x-long": "v".repeat(300) },
  address: "192.0.2.7",
  principal: "spiffe://example.org/web",
  certificate: "-----BEGIN",
  extensions: { "sluice.target": "default/orders", other: "x" },
  body: "hello",
};

describe("CheckView", () => {
  const view = new CheckView(checkBytes(request));

  it("reads what is asked for", () => {
    expect([view.method, view.path, view.host, view.scheme, view.protocol, view.id]).toEqual([
      "POST",
      "/orders/7?full=1",
      "api.example.com:8443",
      "https",
      "HTTP/2",
      "12345678901234567890",
    ]);
    expect([view.sourceAddress, view.principal, view.certificate]).toEqual(["192.0.2.7", "spiffe://example.org/web", "-----BEGIN"]);
    expect([Buffer.from(view.body ?? []).toString(), view.size]).toEqual(["hello", 5]);
    expect(view.contextExtension(wireName("sluice.target"))).toBe("default/orders");
  });

  it("tells an empty header from an absent one, and names that share length and end", () => {
    expect(view.header(wireName("x-empty"))).toBe("");
    expect(view.header(wireName("x-emptz"))).toBeUndefined();
    expect(view.header(wireName("y-empty"))).toBeUndefined();
    expect(view.header(wireName("authorization"))).toBe("Bearer abc");
    expect(view.header(wireName("x-long"))).toHaveLength(300);
    expect(view.headers().get(":authority")).toBe("api.example.com:8443");
  });

  it("reads a message that lies within other bytes, and keeps it when they are gone", () => {
    const bytes = checkBytes(request);
    const around = Buffer.concat([Buffer.from("before"), bytes, Buffer.from("after")]);
    const inner = new CheckView(around, { start: 6, end: 6 + bytes.length });
    const own = inner.detach();
    around.fill(0);
    expect([own.method, own.decode().request?.http?.host]).toEqual(["POST", "api.example.com:8443"]);
  });

  it("reads raw headers, several of one name joined", () => {
    const { attributes } = checkRequest({});
    const headers = [
      { key: "accept", raw_value: Buffer.from("a") },
      { key: "accept", raw_value: Buffer.from("b") },
      { key: "cookie", value: "x=1" },
      { key: "cookie", value: "y=2" },
    ];
    const http = { ...attributes?.request?.http, headers: {}, header_map: { headers } };
    const raw = new CheckView(Buffer.from(codec("envoy.service.auth.v3.CheckRequest").encode({ attributes: { ...attributes, request: { http } } })));
    expect([raw.header(wireName("accept")), raw.header(wireName("cookie"))]).toEqual(["a,b", "x=1; y=2"]);
    expect([...raw.headers().keys()]).toEqual(["accept", "cookie"]);
  });

  it("finds nothing in an empty message", () => {
    const empty = new CheckView(Buffer.alloc(0));
    expect([empty.method, empty.sourceAddress, empty.serverName, empty.header(wireName("a")), empty.body, empty.size]).toEqual([
      "",
      "",
      "",
      undefined,
      undefined,
      0,
    ]);
  });

  it.each(["0a", "0aff", "0a02", "07", "0affffffffffffffffffff01"])("says that %s is no message", (hex) => {
    expect(() => new CheckView(Buffer.from(hex, "hex")).method).toThrow(WireError);
  });
});
