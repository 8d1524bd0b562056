import { describe, expect, it } from "vitest";
import type { RequestText } from "../../test/kit/authz/check-message.ts";
import { keyConsumer, layer, TestService } from "../../test/kit/authz/service.ts";
import type { JsonObject } from "../kit/json.ts";

const key = "acme-key-0123456789";
const asked = { headers: { "x-api-key": key } };

function service(...rules: Parameters<typeof layer>[0][]): TestService {
  return new TestService([layer({ identify: [{ apiKey: {} }], authorize: { rules } })]).consumer(
    "acme",
    keyConsumer(key, { groups: ["partners"], plan: "gold", priority: "high" }),
  );
}

/** A map in a map, and so on. */
function nested(depth: number): JsonObject {
  return Array.from({ length: depth }).reduce<JsonObject>((inner) => ({ k: inner }), { k: 1 });
}

/** Whether an expression has a value, and that is not true. */
function isFalse(when: string, values: JsonObject | undefined): boolean {
  return outcome(`!(${when})`, { metadata: values === undefined ? {} : { "envoy.lua": values } }) === "allowed";
}

function outcome(when: string, { headers, ...request }: RequestText = {}): string {
  return service({ when }).ask({ ...request, headers: { ...asked.headers, ...headers } }).outcome;
}

describe("a rule with an expression", () => {
  it("has no value when its patterns would cost more than a request is worth, over all rules that look at it", () => {
    const when = "request.headers['x-a'].matches('(?:.{0,40}a.{0,40}b){8}$')";
    const headers = { ...asked.headers, "x-a": "ab".repeat(400) };
    expect(service({ when }).ask({ headers }).outcome).toBe("allowed");
    expect(service({ when: `!${when}` }, { when: `${when} && 1 == 1` }).ask({ headers }).outcome).toBe("denied");
    expect(service({ effect: "deny", when: `!${when}` }, { effect: "deny", when: `!(${when} && 1 == 1)` }, {}).ask({ headers }).outcome).toBe("denied");
    expect(service({ effect: "deny", when: `!${when}` }, {}).ask({ headers }).outcome).toBe("allowed");
  });

  it.each([
    ["request.method == 'GET' && request.url_path.startsWith('/orders/')", { path: "/x/../orders/7?a=1" }, "allowed"],
    ["request.host == 'api.example.com' && request.scheme == 'https'", { host: "API.example.com:8443" }, "allowed"],
    ["request.headers['x-tenant'] == identity.consumer", { headers: { "x-tenant": "acme" } }, "allowed"],
    ["request.headers['x-tenant'] == identity.consumer", { headers: { "x-tenant": "other" } }, "denied"],
    ["request.headers['x-tenant'] == identity.consumer", {}, "denied"],
    ["request.query.tenant == 'acme'", { path: "/x?tenant=acme" }, "allowed"],
    ["request.query.tenant == 'acme'", { path: "/x?tenant=acme&tenant=other" }, "denied"],
    ["request.query.tenant != 'acme'", { path: "/x?tenant=acme&te%6Eant=other" }, "denied"],
    ["!('tenant' in request.query)", { path: "/x?other=1" }, "allowed"],
    ["source.address.startsWith('10.')", {}, "allowed"],
    ["source.principal == '' && connection.requested_server_name == '' && request.protocol != 'x'", {}, "allowed"],
    ["identity.plan == 'gold' && identity.priority == 'high' && identity.namespace == 'default'", {}, "allowed"],
    ["'partners' in identity.groups && identity.scopes.size() == 0 && identity.kind == 'apiKey' && identity.method == 'api-key'", {}, "allowed"],
    ["identity.subject == 'acme' && !has(identity.claims.email)", {}, "allowed"],
    ["request.time >= timestamp('2026-01-01T00:00:00Z') && request.time < timestamp('2026-01-01T00:00:00Z') + duration('1h')", {}, "allowed"],
  ] as const)("%s and %j: %s", (when, request, expected) => {
    expect(outcome(when, request)).toBe(expected);
  });

  it("that has no value lets nobody in, and keeps out whom it is there to keep out", () => {
    expect(service({ when: "identity.claims.admin" }).ask(asked).outcome).toBe("denied");
    expect(service({ when: "identity.claims.admin" }, { methods: ["GET"] }).ask(asked).outcome).toBe("allowed");
    expect(service({ effect: "deny", when: "identity.claims.suspended" }, {}).ask(asked).outcome).toBe("denied");
    expect(service({ effect: "deny", when: "has(identity.claims.suspended) && identity.claims.suspended" }, {}).ask(asked).outcome).toBe("allowed");
    expect(service({ effect: "deny", methods: ["POST"], when: "identity.claims.suspended" }, {}).ask(asked).outcome).toBe("allowed");
  });

  it("that looks at the path lets no path in that can be read in two ways", () => {
    const guarded = service({ when: "!request.url_path.startsWith('/admin')" });
    expect(guarded.ask({ ...asked, path: "/x/..//%61dmin/x" }).status).toBe(403);
    expect(guarded.ask({ ...asked, path: "/x%2f..%2fadmin" }).status).toBe(400);
  });

  it("is decided anew when something changes that it reads, and not for anything else", () => {
    const tenants = service({ when: "request.headers['x-tenant'] == 'a' || request.query.q == 'a'" });
    const ask = (headers: Record<string, string>, path = "/") => tenants.ask({ headers: { ...asked.headers, ...headers }, path }).outcome;
    expect([ask({ "x-tenant": "a" }), ask({ "x-tenant": "b" }), ask({ "x-tenant": "a", "x-other": "1" }), ask({}, "/?q=a"), ask({}, "/?q=a&q=b")]).toEqual([
      "allowed",
      "denied",
      "allowed",
      "allowed",
      "denied",
    ]);
    expect(tenants.decided).toBe(4);
  });

  it.each([
    ["request.metadata['envoy.lua'].tenant == 'a'", { tenant: "a" }, "allowed"],
    ["request.metadata['envoy.lua'].tenant == 'a'", { tenant: "b" }, "denied"],
    ["request.metadata['envoy.lua'].tenant == 'a'", { tenants: "a" }, "denied"],
    ["request.metadata['envoy.lua'].tenant != 'a'", {}, "denied"],
    ["request.metadata['envoy.lua'].tenant != 'a'", undefined, "denied"],
    ["'envoy.lua' in request.metadata", {}, "allowed"],
    ["'envoy.lua' in request.metadata", undefined, "denied"],
    ["!('envoy.lua' in request.metadata)", undefined, "allowed"],
    ["has(request.metadata['envoy.lua'].a)", { a: null }, "allowed"],
    ["has(request.metadata['envoy.lua'].a)", {}, "denied"],
    ["has(request.metadata['envoy.lua'].a)", undefined, "denied"],
    ["!has(request.metadata['envoy.lua'].a)", undefined, "denied"],
    ["'a' in request.metadata['envoy.lua'] && request.metadata['envoy.lua'].a == null", { a: null }, "allowed"],
    ["request.metadata['envoy.lua'].n == 3 && request.metadata['envoy.lua'].n < 3.5", { n: 3 }, "allowed"],
    ["request.metadata['envoy.lua'].n == 9007199254740993", { n: 2 ** 53 }, "denied"],
    ["request.metadata['envoy.lua'].n == 9007199254740992", { n: 2 ** 53 }, "allowed"],
    ["request.metadata['envoy.lua'].n > 9223372036854775807", { n: 1e300 }, "allowed"],
    ["request.metadata['envoy.lua'].n == request.metadata['envoy.lua'].n", { n: Number.NaN }, "denied"],
    ["request.metadata['envoy.lua'].n < 5 || request.metadata['envoy.lua'].n >= 5", { n: Number.NaN }, "denied"],
    ["request.metadata['envoy.lua'].n > 5", { n: Number.POSITIVE_INFINITY }, "allowed"],
    ["request.metadata['envoy.lua'].n > 5", { n: "6" }, "denied"],
    ["string(request.metadata['envoy.lua'].n) == request.method", { n: 1.5 }, "denied"],
    ["request.metadata['envoy.lua'].l.exists(i, i == 'x') && request.metadata['envoy.lua'].l[1].deep[0]", { l: ["x", { deep: [true] }] }, "allowed"],
    ["request.metadata['envoy.lua'].l[7]", { l: [true] }, "denied"],
    ["request.metadata['envoy.lua'].exists(key, key == 'x')", { x: 1 }, "allowed"],
    ["request.metadata['envoy.lua']['__proto__'] == 1 || has(request.metadata['envoy.lua'].constructor)", {}, "denied"],
    ["request.metadata['envoy.lua'].ok", { ok: true }, "allowed"],
    ["request.metadata['envoy.lua'].ok", { ok: "true" }, "denied"],
  ] as const)("%s of %j: %s", (when, values, expected) => {
    const metadata = { other: { tenant: "a", ok: true }, ...(values !== undefined && { "envoy.lua": values }) };
    expect(outcome(when, { metadata })).toBe(expected);
    expect(outcome(when.replaceAll("request.metadata", "request.route_metadata"), { routeMetadata: metadata })).toBe(expected);
    expect(service({ effect: "deny", when }, {}).ask({ ...asked, metadata }).outcome === "allowed").toBe(isFalse(when, values));
  });

  it("is decided anew when metadata changes that it reads, and not for other", () => {
    const guarded = service({ when: "request.metadata.a.k != 1 && request.route_metadata.a.k != 1" });
    const ask = (metadata: RequestText["metadata"], routeMetadata: RequestText["metadata"] = { a: { k: 2 } }) =>
      guarded.ask({ ...asked, ...(metadata && { metadata }), routeMetadata }).outcome;
    const outcomes = [
      ask({ a: { k: 2, l: [1, 2] } }),
      ask({ b: { k: 1 }, a: { l: [1, 2], k: 2 } }),
      ask({ a: { k: 1, l: [1, 2] } }),
      ask({ a: { k: 2, l: [1, 2] } }, { a: { k: 1 } }),
      ask({ a: {} }),
      ask(undefined),
      ask({ a: { k: Number.NaN } }),
      ask({ a: { k: null } }),
    ];
    expect(outcomes).toEqual(["allowed", "allowed", "denied", "denied", "denied", "denied", "allowed", "allowed"]);
    expect(guarded.decided).toBe(7);
  });

  it("goes through no long lists and maps of metadata, and has their entries all the same", () => {
    const numbers = Array.from({ length: 100_000 }, (_, index) => index);
    const metadata = { a: { list: numbers, map: Object.fromEntries(numbers.map((number) => [`k${number}`, number])) } };
    for (const when of ["request.metadata.a.list.exists(n, n == 1)", "request.metadata.a.map.all(k, k != '')", "1 in request.metadata.a.list"])
      expect(service({ when }).ask({ ...asked, metadata }).outcome, when).toBe("denied");
    const when = "request.metadata.a.list[99999] == request.metadata.a.map.k99999 && size(request.metadata.a.list) == 100000";
    expect(service({ when }).ask({ ...asked, metadata }).outcome).toBe("allowed");
  });

  it("lets nobody in by metadata that cannot be read, and costs nobody anything who does not look at it", () => {
    const metadata = { a: nested(33), b: { k: 1 } };
    expect(service({ when: "!has(request.metadata.a.x)" }).ask({ ...asked, metadata }).outcome).toBe("denied");
    expect(service({ effect: "deny", when: "has(request.metadata.a.x)" }, {}).ask({ ...asked, metadata }).outcome).toBe("denied");
    expect(service({ when: "request.metadata.b.k == 1" }).ask({ ...asked, metadata }).outcome).toBe("allowed");
    const shadow = layer({ shadow: true, identify: [{ apiKey: {} }], authorize: { rules: [{ when: "has(request.metadata.a.x)" }] } });
    const both = new TestService([layer({ identify: [{ apiKey: {} }] }), shadow]).consumer("acme", keyConsumer(key));
    expect(both.ask({ ...asked, metadata }).outcome).toBe("allowed");
  });

  it("that asks for the time is decided every time", () => {
    const early = service({ when: "request.time < timestamp('2026-01-01T00:00:01Z')" });
    expect(early.ask(asked).outcome).toBe("allowed");
    early.clock.advance(1000);
    expect(early.ask(asked).outcome).toBe("denied");
  });
});
