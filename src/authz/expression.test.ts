import { describe, expect, it } from "vitest";
import type { RequestText } from "../../test/kit/authz/check-message.ts";
import { keyConsumer, layer, TestService } from "../../test/kit/authz/service.ts";

const key = "acme-key-0123456789";
const asked = { headers: { "x-api-key": key } };

function service(...rules: Parameters<typeof layer>[0][]): TestService {
  return new TestService([layer({ identify: [{ apiKey: {} }], authorize: { rules } })]).consumer(
    "acme",
    keyConsumer(key, { groups: ["partners"], plan: "gold", priority: "high" }),
  );
}

function outcome(when: string, { headers, ...request }: RequestText = {}): string {
  return service({ when }).ask({ ...request, headers: { ...asked.headers, ...headers } }).outcome;
}

describe("a rule with an expression", () => {
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

  it("that asks for the time is decided every time", () => {
    const early = service({ when: "request.time < timestamp('2026-01-01T00:00:01Z')" });
    expect(early.ask(asked).outcome).toBe("allowed");
    early.clock.advance(1000);
    expect(early.ask(asked).outcome).toBe("denied");
  });
});
