import { beforeAll, describe, expect, it } from "vitest";
import { startAdmin, type TestAdmin } from "../../../test/kit/admin/start-admin.ts";
import type { Json } from "../../kit/json.ts";

let test: TestAdmin;
beforeAll(async () => {
  test = await startAdmin();
  test.fleet.known.push(
    {
      id: "edge/1",
      cluster: "edge",
      group: "edge",
      state: "connected",
      version: "1.40.0",
      address: "127.0.0.1:5000",
      replica: "r1",
      since: "2026-01-01T00:00:00.000Z",
      types: [{ type: "route", subscribed: 2, sent: 2, acked: 1, refused: [{ resource: "http", message: "Bad regex", since: "2026-01-01T00:00:00.000Z" }] }],
    },
    { id: "stray", cluster: "", state: "unmatched", detail: "No NodeGroup matches", since: "2026-01-01T00:00:00.000Z", types: [] },
  );
});

describe("nodes", () => {
  it("are listed and read by id", async () => {
    expect((await test.request("GET", "/v1/nodes")).body).toEqual({ items: test.fleet.known });
    expect((await test.request("GET", "/v1/nodes/edge%2F1")).body).toEqual(test.fleet.known[0]);
    expect(await test.request("GET", "/v1/nodes/nobody")).toMatchObject({ status: 404, body: { detail: 'Node "nobody" is not known' } });
    expect((await test.request("GET", "/v1/nodes/%00")).status).toBe(400);
  });

  it("are told resource by resource where the replica holds their streams", async () => {
    await test.request("GET", "/v1/nodes/edge%2F1");
    await test.request("GET", "/v1/nodes/edge%2F1?resources=all&contents=true");
    expect(test.fleet.wishes.slice(-2)).toEqual([
      { resources: "exceptions", contents: false },
      { resources: "all", contents: true },
    ]);
    expect((await test.request("GET", "/v1/nodes/edge%2F1?resources=some")).status).toBe(400);
    const connection = {
      streams: [
        { scope: "ads", variant: "delta" as const, since: "2026-01-01T00:00:00.000Z", unanswered: [{ type: "route", since: "2026-01-01T00:00:01.000Z" }] },
      ],
      extensions: { "envoy.filters.http": ["envoy.filters.http.cors"] },
      resources: [
        {
          type: "route",
          name: "http",
          state: "refused",
          since: "2026-01-01T00:00:00Z",
          wanted: "b",
          wantedSince: "2026-01-01T00:00:00Z",
          held: "a",
          message: "Bad regex",
          content: { name: "http" },
        },
      ],
    };
    const known = { id: "detailed", cluster: "edge", state: "connected" as const, since: "2026-01-01T00:00:00.000Z", types: [], connection };
    test.fleet.known.push(known);
    expect((await test.request("GET", "/v1/nodes/detailed")).body).toEqual(known);
    test.fleet.known.pop();
  });
});

describe("quarantines", () => {
  it("are listed with the objects that caused them", async () => {
    const cause = { pointer: "/spec/rules/1", revision: 9, author: "anna" };
    const held = {
      id: "0123456789ab",
      holds: "object" as const,
      view: "edge|envoy",
      type: "virtual-host" as const,
      name: "default/web/http/shop.test",
      scope: "all" as const,
      nodes: ["edge-1"],
      message: "Bad regex",
      since: "2026-01-01T00:00:00.000Z",
      inForce: 7,
    };
    const name = { kind: "Route" as const, namespace: "default", name: "shop" };
    test.fleet.heldBack = [{ ...held, objects: [{ object: name, ...cause }] }];
    expect((await test.request("GET", "/v1/quarantines")).body).toEqual({ items: [{ ...held, objects: [{ ...name, ...cause }] }] });
    test.fleet.heldBack = [];
    const token = await test.newToken("viewer", ["a"]);
    expect((await test.request("GET", "/v1/quarantines", { token })).status).toBe(403);
  });
});

describe("explain", () => {
  it("asks the fleet, by GET and by POST", async () => {
    const url = "http://shop.example.com:8080/cart?x=1";
    expect((await test.request("GET", `/v1/explain?url=${encodeURIComponent(url)}`)).body).toMatchObject({ outcome: "no-listener" });
    expect(test.fleet.asked.at(-1)).toEqual({ method: "GET", url, headers: {} });
    const body = { url, method: "POST", headers: { "X-Tenant": "a" }, group: "edge" };
    expect((await test.request("POST", "/v1/explain", { body })).status).toBe(200);
    expect(test.fleet.asked.at(-1)).toEqual({ method: "POST", url, headers: { "x-tenant": "a" }, group: "edge" });
  });

  it.each(["", "?url=/cart", "?url=ftp://a/b", "?url=http://", "?url=http://a/&method=get", "?url=http://a/&group=A"])("refuses %j", async (query) => {
    expect((await test.request("GET", `/v1/explain${query}`)).status).toBe(400);
  });

  it.each<Json>([{}, { url: "x" }, { url: "http://a/", headers: { "a b": "c" } }, { url: "http://a/", body: "x" }])("refuses %j as a body", async (body) => {
    expect((await test.request("POST", "/v1/explain", { body })).status).toBe(422);
  });

  it("shows a tenant its own objects alone", async () => {
    const object = (namespace: string) => ({ kind: "Route" as const, namespace, name: "plans" });
    test.fleet.explanation = {
      outcome: "routed",
      summary: "Route b/plans, rule 1",
      steps: [
        { stage: "listener", name: "https", taken: true, detail: "Port 443" },
        { stage: "rule", name: "plans/1", taken: false, detail: "Path does not match", object: object("a"), pointer: "/spec/rules/0" },
        { stage: "rule", name: "plans/1", taken: true, detail: "Path matches /secret", object: object("b") },
      ],
      clusters: [
        { name: "a/s", weight: 1, endpoints: ["10.0.0.1:80"], object: { kind: "Service", namespace: "a", name: "s" } },
        { name: "b/s", weight: 1, endpoints: ["10.0.0.2:80"], object: { kind: "Service", namespace: "b", name: "s" } },
      ],
    };
    const token = await test.newToken("viewer", ["a"]);
    const seen = await test.request("GET", "/v1/explain?url=http://a/", { token });
    expect(seen.body).toMatchObject({
      outcome: "routed",
      summary: "It is decided in a namespace that the token does not cover",
      steps: [
        { stage: "listener", name: "", taken: true },
        { stage: "rule", name: "plans/1", taken: false, object: { namespace: "a" }, pointer: "/spec/rules/0" },
        { stage: "rule", name: "", taken: true },
      ],
      clusters: [{ name: "a/s" }],
    });
    expect(seen.text).not.toMatch(/secret|10\.0\.0\.2/u);
    expect((await test.request("GET", "/v1/explain?url=http://a/")).body).toMatchObject({ summary: "Route b/plans, rule 1", clusters: [{}, {}] });
  });

  it("tells a tenant how a request through its own rule ends, also where a policy of others is in force on it", async () => {
    const own = { taken: true, detail: "It fits", object: { kind: "Route" as const, namespace: "a", name: "plans" } };
    const steps = [
      { stage: "listener" as const, name: "https", taken: true, detail: "Port 443" },
      { stage: "rule" as const, name: "plans/1", ...own },
      { stage: "policy" as const, name: "retry", taken: true, detail: "Set here", object: { kind: "Policy" as const, namespace: "b", name: "secret-plans" } },
    ];
    test.fleet.explanation = { outcome: "answered", summary: "Rule plans/1 answers by itself", steps, clusters: [] };
    const token = await test.newToken("viewer", ["a"]);
    const seen = await test.request("GET", "/v1/explain?url=http://a/", { token });
    expect(seen.body).toMatchObject({ summary: "Rule plans/1 answers by itself" });
    expect(seen.text).not.toContain("secret");
  });
});
