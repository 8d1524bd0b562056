import { describe, expect, it } from "vitest";
import { keyConsumer, layer, TestService } from "../../test/kit/authz/service.ts";

const key = "acme-key-0123456789";

function withAcme(...layers: Parameters<typeof layer>[0][]): TestService {
  return new TestService(layers.map((spec) => layer(spec))).consumer("acme", keyConsumer(key, { plan: "gold" }));
}

describe("layers", () => {
  const outer = { identify: [{ apiKey: {} }] };

  it("all have to let a request pass; one without ways of identification takes the identity of a broader one", () => {
    const service = withAcme(outer, { authorize: { rules: [{ consumers: ["acme"], methods: ["GET"] }] } });
    expect(service.ask({ headers: { "x-api-key": key } }).outcome).toBe("allowed");
    expect(service.ask({ headers: { "x-api-key": key }, method: "POST" }).status).toBe(403);
    expect(service.ask().status).toBe(401);
  });

  it("do not forget whom a broader one found where they ask nobody who it is", () => {
    for (const inner of [{ identify: [{ anonymous: {} }] }, { identify: [{ basic: {} }, { anonymous: {} }] }]) {
      expect(withAcme({ identify: [{ apiKey: {} }] }, inner).ask({ headers: { "x-api-key": key } }).metadata).toMatchObject({ consumer: "acme", plan: "gold" });
      expect(withAcme({ identify: [{ apiKey: {} }] }, inner).ask()).toMatchObject({ status: 401 });
    }
  });

  it("cannot be loosened from within", () => {
    const service = withAcme(outer, { identify: [{ anonymous: {} }], authorize: { rules: [{}] } });
    expect(service.ask().status).toBe(401);
  });

  it("excuse what they are not meant for", () => {
    const service = withAcme({ ...outer, unless: [{ paths: ["/healthz"], methods: ["GET"] }] });
    expect(service.ask({ path: "/healthz" })).toMatchObject({ outcome: "allowed", headers: {} });
    expect(service.ask({ path: "/healthz", method: "POST" }).status).toBe(401);
    expect(service.ask({ path: "/x/../healthz" }).outcome).toBe("allowed");
    expect(service.ask({ path: "/healthz%2fx" }).status).toBe(400);
  });

  it("have the last word on a header from within", () => {
    const service = withAcme(
      { ...outer, shape: { headers: { "x-a": "outer", "x-b": "outer" } } },
      { shape: { headers: { "x-a": "inner" }, removeHeaders: ["x-b"] } },
    );
    expect(service.ask({ headers: { "x-api-key": key } })).toMatchObject({ headers: { "x-a": "inner" }, removed: ["x-api-key", "x-b"] });
  });
});
