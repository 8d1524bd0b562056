import { describe, expect, it } from "vitest";
import { keyConsumer, layer, TestService } from "../../test/kit/authz/service.ts";
import { keySet, signToken, tokenKey } from "../../test/kit/authz/tokens.ts";
import type { JsonObject } from "../kit/json.ts";

const key = "acme-key-0123456789";
const outer = { identify: [{ apiKey: {} }] };

function withAcme(...layers: Parameters<typeof layer>[0][]): TestService {
  return new TestService(layers.map((spec) => layer(spec))).consumer("acme", keyConsumer(key));
}

describe("layers", () => {
  it("take from excused requests what they set for others, and the credentials; what another layer sets stands", () => {
    const excused: JsonObject = {
      identify: [{ apiKey: { from: [{ header: "x-api-key" }, { query: "key" }, { cookie: "key" }] } }, { basic: {} }],
      unless: [{ paths: ["/healthz"] }],
      shape: {
        headers: { "x-consumer": "{consumer.name}", "x-edge": "1" },
        removeHeaders: ["x-inner"],
        query: { set: { who: "{subject}", by: "edge" }, remove: ["debug"] },
      },
    };
    const asked = {
      path: "/healthz?who=root&by=root&debug=1&d%65bug=2&key=acme-key-0123456789",
      headers: { "x-api-key": key, "x-edge": "1", "x-consumer": "root", cookie: `a=1; key=${key}`, authorization: "Basic YTpi" },
    };
    expect(withAcme(excused).ask(asked)).toMatchObject({
      outcome: "allowed",
      headers: { cookie: "a=1" },
      removed: sameNames(["authorization", "x-api-key", "x-consumer", "x-edge", "x-inner"]),
      query: {},
      queryRemoved: sameNames(["by", "d%65bug", "debug", "key", "who"]),
    });
    const setter = { identify: [{ anonymous: {} }], shape: { headers: { "x-edge": "outer" } } };
    expect(withAcme(setter, excused).ask(asked)).toMatchObject({ headers: { "x-edge": "outer" } });
  });

  it("let no credential go on, whichever of them counts", () => {
    const service = withAcme({
      identify: [
        { apiKey: { from: [{ header: "x-api-key" }, { query: "key" }] } },
        { name: "cookie", apiKey: { from: [{ cookie: "key" }] } },
        { basic: {} },
        { jwt: { issuers: [{ issuer: "i", audiences: "any", keys: keySet(tokenKey()) }] } },
      ],
    });
    const headers = { "x-api-key": key, cookie: `a=1; key=${key}` };
    expect(service.ask({ path: `/?key=${key}`, headers })).toMatchObject({ removed: ["x-api-key"], headers: { cookie: "a=1" }, queryRemoved: ["key"] });
    expect(service.ask({ headers: { ...headers, authorization: "bAsic YTpi" } }).removed).toContain("authorization");
    expect(service.ask({ headers: { ...headers, authorization: "Bearer a.b.c" } }).removed).not.toContain("authorization");
  });

  it("let nobody write a query parameter of theirs in another way", () => {
    const service = withAcme({
      identify: [{ apiKey: { from: [{ query: "api_key" }] } }],
      shape: { query: { set: { who: "{consumer.name}" }, remove: ["de bug"] } },
    });
    expect(service.ask({ path: `/?wh%6f=root&who=x&api%5Fkey=${key}&de+bug=1&de%20bug=2&w%68%6F=&%77ho%=1&other%20=1` })).toMatchObject({
      outcome: "allowed",
      query: { who: "acme" },
      queryRemoved: ["api_key", "de bug", "wh%6f", "api%5Fkey", "de+bug", "de%20bug", "w%68%6F"],
    });
    expect(service.ask({ path: `/?who=root&api_key=${key}` })).toMatchObject({ queryRemoved: ["api_key", "de bug"] });
    expect(service.decided).toBe(2);
    expect(service.ask({ path: `/?who=root&x=1&y%6f=2&api_key=${key}` })).toMatchObject({ queryRemoved: ["api_key", "de bug"] });
    expect(service.decided).toBe(2);
  });

  it("let nobody whose name has them begin another query parameter, or end the path", () => {
    const jwtKey = tokenKey();
    const identify = [{ jwt: { issuers: [{ issuer: "i", audiences: "any", keys: keySet(jwtKey) }] } }];
    const set = { who: "{claims.name}", all: "{groups}", by: "a&b {subject}", "filter[who]": "{subject}" };
    const service = new TestService([layer({ identify, shape: { query: { set } } })]);
    const claims = { iss: "i", exp: service.clock.now() + 60, sub: "joe", name: "J&admin=1#ü ?\n", groups: ["x,admin", "y"] };
    const headers = { authorization: `Bearer ${signToken(jwtKey, claims)}` };
    expect(service.ask({ path: "/?filter%5Bwho%5D=root&filter[who]=root&filter%5bwho%5d=root", headers })).toMatchObject({
      outcome: "allowed",
      query: { who: "J%26admin%3D1%23%C3%BC%20%3F%0A", all: "x%252Cadmin%2Cy", by: "a%26b%20joe", "filter%5Bwho%5D": "joe" },
      queryRemoved: ["filter[who]", "filter%5bwho%5d"],
    });
  });

  it("let nobody whose group or scope has a separator be in two", () => {
    const jwtKey = tokenKey();
    const identify = [{ jwt: { issuers: [{ issuer: "i", audiences: "any", keys: keySet(jwtKey) }] } }];
    const shape = { headers: { "x-groups": "{groups}", "x-scopes": "{scopes}", "x-teams": "{claims.teams}" } };
    const service = new TestService([layer({ identify, shape })]);
    const claims = { iss: "i", exp: service.clock.now() + 60, groups: ["x,admin", "y"], scope: ["read all", "write"], teams: ["a,b", 1] };
    const { headers } = service.ask({ headers: { authorization: `Bearer ${signToken(jwtKey, claims)}` } });
    expect(headers).toEqual({ "x-groups": "x%2Cadmin,y", "x-scopes": "read%20all write", "x-teams": "a%2Cb,1" });
  });

  it.each([
    ["a deny rule", { identify: [{ anonymous: {} }], authorize: { rules: [{ effect: "deny", paths: ["/admin/**"] }, {}] } }, "/admin;a=1/x"],
    ["an allow rule", { identify: [{ anonymous: {} }], authorize: { rules: [{ paths: ["/public/**"] }] } }, "/public/..;/admin"],
    ["an expression", { identify: [{ anonymous: {} }], authorize: { rules: [{ when: "!request.url_path.startsWith('/admin/')" }] } }, "/admin;/x"],
    ["an excuse", { ...outer, unless: [{ paths: ["/health/**"] }] }, "/health/..;/admin"],
  ])("take a path with parameters for ambiguous where they go by paths: %s", (_, spec, path) => {
    expect(withAcme(spec).ask({ path })).toMatchObject({ status: 400, metadata: { denied: "path_ambiguous" } });
    expect(withAcme({ identify: [{ anonymous: {} }] }).ask({ path }).outcome).toBe("allowed");
  });

  it("take parameters as they are where they write some themselves", () => {
    const service = withAcme({ identify: [{ anonymous: {} }], authorize: { rules: [{ paths: ["/items;v=1/{id}"] }] } });
    expect([service.ask({ path: "/items;v=1/7" }).status, service.ask({ path: "/items;v=2/7" }).status, service.ask({ path: "/x;y" }).status]).toEqual([
      undefined,
      401,
      401,
    ]);
  });

  it.each(["DELETE", "delete", "Delete"])("know the method %s where they deny it, and where they allow it only as it is", (method) => {
    const denying = withAcme({ identify: [{ anonymous: {} }], authorize: { rules: [{ effect: "deny", methods: ["DELETE"] }, {}] } });
    expect([denying.ask({ method }).outcome, denying.ask({ method: "GET" }).outcome]).toEqual(["denied", "allowed"]);
    const allowing = withAcme({ identify: [{ anonymous: {} }], authorize: { rules: [{ methods: ["DELETE"] }] } });
    expect(allowing.ask({ method }).outcome).toBe(method === "DELETE" ? "allowed" : "denied");
  });

  it.each(["admin.example.com", "admin.example.com.", "ADMIN.example.com.:8443"])("know the host %s", (host) => {
    const service = withAcme({ identify: [{ anonymous: {} }], authorize: { rules: [{ effect: "deny", hosts: ["admin.example.com"] }, {}] } });
    expect(service.ask({ host }).outcome).toBe("denied");
  });
});

/** In any order. */
function sameNames(names: readonly string[]): readonly string[] {
  return expect.toSatisfy((had: readonly string[]) => had.toSorted().join() === names.toSorted().join()) as readonly string[];
}
