import { describe, expect, it } from "vitest";
import { checkBytes } from "../../test/kit/authz/check-message.ts";
import { readReply } from "../../test/kit/authz/check-reply.ts";
import { keyConsumer, layer, TestService } from "../../test/kit/authz/service.ts";
import { codec } from "../gen/codec.ts";
import { sha256 } from "../kit/hash.ts";
import type { Logger } from "../kit/telemetry.ts";

const key = "acme-key-0123456789";
const apiKeys = layer({ identify: [{ apiKey: {} }] });

function withAcme(...layers: Parameters<typeof layer>[0][]): TestService {
  return new TestService(layers.map((spec) => layer(spec))).consumer("acme", keyConsumer(key, { groups: ["partners"], plan: "gold", priority: "high" }));
}

describe("an API key", () => {
  it("lets its consumer in, tells other filters who it is, and does not go on", () => {
    const reply = withAcme({ identify: [{ apiKey: {} }] }).ask({ headers: { "x-api-key": key } });
    expect(reply).toMatchObject({
      outcome: "allowed",
      removed: ["x-api-key"],
      metadata: { consumer: "acme", groups: ["partners"], plan: "gold", priority: "high" },
    });
  });

  it("is asked for, and a wrong one is told", () => {
    const service = withAcme({ identify: [{ apiKey: {} }] });
    expect(service.ask()).toMatchObject({
      outcome: "denied",
      status: 401,
      headers: { "www-authenticate": "ApiKey" },
      metadata: { denied: "credential_missing" },
    });
    expect(service.ask({ headers: { "x-api-key": "wrong" } })).toMatchObject({ outcome: "denied", status: 401, metadata: { denied: "credential_invalid" } });
    expect(service.ask({ headers: { "x-api-key": "x".repeat(2000) } })).toMatchObject({ status: 401 });
  });

  it.each([
    [{ header: "Authorization", scheme: "ApiKey" }, { headers: { authorization: `apikey ${key}` } }, { removed: ["x-other", "authorization"] }],
    [{ query: "key" }, { path: `/x?a=1&key=${key}` }, { queryRemoved: ["key"] }],
    [{ cookie: "key" }, { headers: { cookie: `a=1; key=${key}; b=2` } }, { headers: { cookie: "a=1; b=2" } }],
    [{ cookie: "key" }, { headers: { cookie: `key=${key}` } }, { removed: ["x-other", "cookie"] }],
  ])("stands in %j", (place, request, expected) => {
    const service = withAcme({ identify: [{ apiKey: { from: [{ header: "x-other" }, place] } }] });
    expect(service.ask(request)).toMatchObject({ outcome: "allowed", ...expected });
  });

  it("in a cookie goes alone, whatever else stood in the header of one whose decision is kept", () => {
    const service = withAcme({ identify: [{ apiKey: { from: [{ cookie: "key" }] } }] });
    const rests = ["theme=dark", "theme=light", "theme=dark"].map((rest) => service.ask({ headers: { cookie: `${rest}; key=${key}` } }).headers["cookie"]);
    expect(rests).toEqual(["theme=dark", "theme=light", "theme=dark"]);
    expect(service.decided).toBe(2);
  });

  it("goes on when the policy says so", () => {
    const reply = withAcme({ identify: [{ apiKey: { forward: true } }] }).ask({ headers: { "x-api-key": key } });
    expect(reply).toMatchObject({ outcome: "allowed", removed: [] });
  });

  it("is replaced without a gap, and ends by itself", () => {
    const service = new TestService([apiKeys]);
    const [old, next] = ["old-key-0123456789", "new-key-0123456789"];
    service.consumer("acme", {
      credentials: {
        old: { apiKey: { value: old }, expires: "2026-01-01T00:10:00Z" },
        next: { apiKey: { sha256: sha256(next) }, notBefore: "2026-01-01T00:05:00Z" },
      },
    });
    const states = () => [old, next].map((value) => service.ask({ headers: { "x-api-key": value } }).outcome);
    expect(states()).toEqual(["allowed", "denied"]);
    service.clock.advance(5 * 60_000);
    expect(states()).toEqual(["allowed", "allowed"]);
    service.clock.advance(5 * 60_000);
    expect(states()).toEqual(["denied", "allowed"]);
    expect(service.ask({ headers: { "x-api-key": old } }).metadata).toMatchObject({ denied: "credential_expired" });
  });

  it("of another namespace is not known, unless the policy says so", () => {
    const request = { headers: { "x-api-key": key } };
    const inShop = (consumers?: "all" | { readonly namespaces: readonly string[] }) =>
      new TestService([layer({ identify: [{ apiKey: {} }], ...(consumers !== undefined && { consumers }) }, { namespace: "shop" })])
        .consumer("acme", keyConsumer(key))
        .ask(request).outcome;
    expect([inShop(), inShop("all"), inShop({ namespaces: ["default"] }), inShop({ namespaces: ["other"] })]).toEqual([
      "denied",
      "allowed",
      "allowed",
      "denied",
    ]);
  });
});

describe("a consumer", () => {
  it("that changes, is disabled or goes is so at once, whatever was decided before", () => {
    const service = withAcme({ identify: [{ apiKey: {} }] });
    const request = { headers: { "x-api-key": key } };
    expect(service.ask(request).metadata).toMatchObject({ plan: "gold" });
    service.consumer("acme", keyConsumer(key, { plan: "silver" }));
    expect(service.ask(request).metadata).toMatchObject({ plan: "silver" });
    service.consumer("acme", { ...keyConsumer(key), disabled: true });
    expect(service.ask(request).outcome).toBe("denied");
    service.consumer("acme", keyConsumer(key));
    expect(service.ask(request).outcome).toBe("allowed");
    service.consumers.delete("default", "acme");
    expect(service.ask(request).outcome).toBe("denied");
    service.consumer("other", keyConsumer(key));
    expect(service.ask(request).metadata).toMatchObject({ consumer: "other" });
  });

  it("that shares a key with one before it in order gives way at once", () => {
    const service = new TestService([layer({ identify: [{ apiKey: {} }], consumers: "all" })]).consumer("b", keyConsumer(key));
    const request = { headers: { "x-api-key": key } };
    expect(service.ask(request).metadata).toMatchObject({ consumer: "b" });
    service.consumer("a", keyConsumer(key));
    expect(service.ask(request).metadata).toMatchObject({ consumer: "a" });
    service.consumers.delete("default", "a");
    expect(service.ask(request).metadata).toMatchObject({ consumer: "b" });
  });
});

describe("anonymous", () => {
  const service = withAcme({
    identify: [{ apiKey: {} }, { anonymous: { groups: ["guests"] } }],
    authorize: { rules: [{ paths: ["/public/**"] }, { groups: ["partners"] }] },
  });

  it("is whoever shows no credential, not whoever shows a bad one", () => {
    expect(service.ask({ path: "/public/a" })).toMatchObject({ outcome: "allowed", metadata: { groups: ["guests"] } });
    expect(service.ask({ path: "/public/a", headers: { "x-api-key": "wrong" } }).status).toBe(401);
  });

  it("is told to say who it is where that would help", () => {
    expect(service.ask({ path: "/private" })).toMatchObject({ status: 401, headers: { "www-authenticate": "ApiKey" } });
    expect(service.ask({ path: "/private", headers: { "x-api-key": key } }).outcome).toBe("allowed");
  });
});

describe("a rules table", () => {
  const rules = (...list: Parameters<typeof layer>[0][]) => withAcme({ identify: [{ apiKey: {} }], authorize: { rules: list } });
  const asked = { headers: { "x-api-key": key } };

  it.each([
    [{ methods: ["GET"] }, {}, "allowed"],
    [{ methods: ["POST"] }, {}, "denied"],
    [{ paths: ["/orders/{id}"] }, { path: "/orders/7?x=1" }, "allowed"],
    [{ paths: ["/orders/{id}"] }, { path: "/orders/7/items" }, "denied"],
    [{ hosts: ["*.example.com"] }, { host: "API.example.com:8443" }, "allowed"],
    [{ hosts: ["example.com"] }, { host: "api.example.com" }, "denied"],
    [{ groups: ["other", "partners"] }, {}, "allowed"],
    [{ groups: ["other"] }, {}, "denied"],
    [{ consumers: ["acme"] }, {}, "allowed"],
    [{ consumers: ["emca"] }, {}, "denied"],
    [{ identifiedBy: ["api-key"] }, {}, "allowed"],
    [{ addresses: ["10.0.0.0/8"] }, {}, "allowed"],
    [{ addresses: ["192.0.2.0/24"] }, {}, "denied"],
    [{ time: { until: "2026-01-02T00:00:00Z" } }, {}, "allowed"],
    [{ time: { until: "2025-01-02T00:00:00Z" } }, {}, "denied"],
    [{ scopes: ["orders"] }, {}, "denied"],
    [{ claims: [{ claim: "sub", present: false }] }, {}, "allowed"],
    [{ effect: "deny" }, {}, "denied"],
    [{}, {}, "allowed"],
  ] as const)("%j and %j: %s", (rule, request, outcome) => {
    expect(rules(rule).ask({ ...asked, ...request }).outcome).toBe(outcome);
  });

  it("is read from the top: the first rule that fits decides", () => {
    const service = rules({ effect: "deny", paths: ["/admin/**"] }, { methods: ["GET"] });
    expect(service.ask({ ...asked, path: "/orders" }).outcome).toBe("allowed");
    expect(service.ask({ ...asked, path: "/admin/x" }).status).toBe(403);
    expect(service.ask({ ...asked, path: "/x/..//%61dmin/x" }).status).toBe(403);
    expect(service.ask({ ...asked, path: "/orders", method: "POST" }).status).toBe(403);
  });

  it("lets no path in that can be read in two ways", () => {
    const service = rules({ effect: "deny", paths: ["/admin/**"] }, {});
    expect(service.ask({ ...asked, path: "/x%2f..%2fadmin/x" })).toMatchObject({ outcome: "denied", status: 400, metadata: { denied: "path_ambiguous" } });
    expect(rules({ methods: ["GET"] }).ask({ ...asked, path: "/x%2fy" }).outcome).toBe("allowed");
  });

  it("names the scopes that are missing", () => {
    const reply = rules({ methods: ["GET"], scopes: ["orders:read", "orders:list"] }).ask(asked);
    expect(reply).toMatchObject({ status: 403, headers: { "www-authenticate": 'Bearer error="insufficient_scope", scope="orders:read orders:list"' } });
  });

  it("follows the clock although decisions are kept", () => {
    const service = rules({ time: { hours: { from: "00:00", until: "00:01" } } });
    expect(service.ask(asked).outcome).toBe("allowed");
    service.clock.advance(60_000);
    expect(service.ask(asked).outcome).toBe("denied");
  });
});

describe("shape", () => {
  it("writes headers of the identity, and removes those that have no value, so that no client can set them", () => {
    const service = withAcme({
      identify: [{ apiKey: {} }],
      shape: {
        headers: { "X-Consumer": "{consumer.namespace}/{consumer.name}", "x-groups": "{groups}", "x-email": "{claims.email}", "x-edge": "{{1}}" },
        removeHeaders: ["X-Debug"],
        responseHeaders: { "x-plan": "{consumer.plan}" },
        query: { set: { caller: "{subject}" }, remove: ["debug"] },
      },
    });
    expect(service.ask({ headers: { "x-api-key": key, "x-email": "forged" } })).toMatchObject({
      outcome: "allowed",
      headers: { "x-consumer": "default/acme", "x-groups": "partners", "x-edge": "{1}" },
      removed: ["x-api-key", "x-debug", "x-email"],
      responseHeaders: { "x-plan": "gold" },
      query: { caller: "acme" },
      queryRemoved: ["debug"],
    });
  });
});

describe("headers that are appended", () => {
  const spec = {
    identify: [{ apiKey: {} }],
    shape: { appendHeaders: { "X-Via": "{consumer.name}", "x-api-key": "known", "x-email": "{claims.email}" }, appendResponseHeaders: { Vary: "x-api-key" } },
  };
  const options = (service: TestService, headers: Readonly<Record<string, string>>) => {
    const bytes = service.askBytes(checkBytes({ extensions: { "sluice.target": "test" }, headers: { "x-api-key": key, ...headers } }));
    const { ok_response: ok } = codec("envoy.service.auth.v3.CheckResponse").decode(bytes);
    const told = (ok?.headers ?? []).map(({ header, append }) => `${append?.value === true ? "+" : "="} ${header?.key}: ${header?.value}`);
    return { told, removed: ok?.headers_to_remove ?? [], response: ok?.response_headers_to_add?.map(({ append_action: action }) => action ?? 0) };
  };

  it("are set where the client sent none or none goes on, also when the decision was kept", () => {
    const service = withAcme(spec);
    for (let turn = 0; turn < 2; turn++) {
      expect(options(service, {})).toEqual({ told: ["= x-api-key: known", "= x-via: acme"], removed: [], response: [0] });
      expect(options(service, { "x-via": "a" })).toEqual({ told: ["= x-api-key: known", "+ x-via: acme"], removed: [], response: [0] });
    }
  });

  it("stand behind those of broader layers, and give way to what a layer within sets", () => {
    const inner = { shape: { appendHeaders: { "x-via": "inner" } } };
    expect(options(withAcme(spec, inner), { "x-via": "a" }).told).toContain("+ x-via: acme,inner");
    expect(options(withAcme(spec, inner), {}).told).toContain("= x-via: acme,inner");
    const last = options(withAcme(spec, { shape: { headers: { "x-via": "last" } } }), { "x-via": "a" }).told;
    expect(last.filter((line) => line.includes("x-via"))).toEqual(["= x-via: last"]);
  });
});

describe("answers", () => {
  const service = withAcme({
    identify: [{ apiKey: {} }],
    authorize: { rules: [{ methods: ["POST"] }] },
    answers: { unauthenticated: { status: 404, headers: { "Cache-Control": "private" }, html: "<p>Log in</p>" } },
  });

  it("suit the client", () => {
    const forbidden = (headers: Readonly<Record<string, string>>) => service.ask({ headers: { "x-api-key": key, ...headers } });
    const json = forbidden({});
    expect([json.headers["content-type"], JSON.parse(json.body ?? "")]).toEqual([
      "application/problem+json",
      { type: "about:blank", title: "Forbidden", status: 403, detail: "The caller may not do this", code: "forbidden" },
    ]);
    expect(forbidden({ accept: "text/html,*/*" })).toMatchObject({
      headers: { "content-type": "text/html; charset=utf-8" },
      body: expect.stringContaining("<h1>Forbidden"),
    });
    expect(forbidden({ "content-type": "application/grpc+proto", accept: "text/html" }).body).toBe("The caller may not do this");
  });

  it("are the policy's own where it has some", () => {
    expect(service.ask({ headers: { accept: "text/html" } })).toMatchObject({ status: 404, body: "<p>Log in</p>", headers: { "cache-control": "private" } });
    expect(service.ask().body).toContain("credential_missing");
  });

  it("leave a gRPC client the status that it knows", () => {
    expect(service.ask({ headers: { "content-type": "application/grpc" } })).toMatchObject({ status: 401, body: "No credential was shown" });
  });

  it("fill in what a body has placeholders for, for each request anew and as its content needs it", () => {
    const json = '{"a":{"b":{}},"code":"{code}","status":{status},"id":"{requestId}","ask":"{challenge}","kept":"{ code } {{code}}"}';
    const html = "<style>p{color:red}</style><p title='{requestId}'>{title}: {detail}</p>";
    const own = withAcme({ identify: [{ apiKey: {} }], answers: { unauthenticated: { json, html, text: "{code} {requestId}" } } });
    const id = `"a'<b>`;
    for (const requestId of ["first", id, "second", "x".repeat(200)]) {
      const body = own.ask({ headers: { "x-request-id": requestId } }).body ?? "";
      const filled = { code: "credential_missing", status: 401, id: requestId.slice(0, 128), ask: "ApiKey", kept: "{ code } {code}" };
      expect(JSON.parse(body)).toEqual({ a: { b: {} }, ...filled });
      expect(body).not.toContain("<");
    }
    expect(own.ask({ headers: { "x-request-id": id, accept: "text/html" } }).body).toBe(
      "<style>p{color:red}</style><p title='&quot;a&#39;&lt;b&gt;'>Unauthorized: No credential was shown</p>",
    );
    expect(own.ask({ headers: { "x-request-id": id, "content-type": "application/grpc" } }).body).toBe(`credential_missing ${id}`);
  });

  it("are escaped for the type that the policy says they have", () => {
    const unauthenticated = { json: "<p>{requestId}</p>", headers: { "Content-Type": "application/xml" } };
    const own = withAcme({ identify: [{ apiKey: {} }], answers: { unauthenticated } });
    expect(own.ask({ headers: { "x-request-id": "<a>" } }).body).toBe("<p>&lt;a&gt;</p>");
  });
});

describe("what cannot be decided", () => {
  const service = new TestService([apiKeys]);

  it.each([
    ["no target", checkBytes({})],
    ["an unknown target", checkBytes({ extensions: { "sluice.target": "nobody" } })],
    ["no message", Buffer.from("0affff", "hex")],
    ["an empty message", Buffer.alloc(0)],
  ])("is an error and never a way in: %s", (_, bytes) => {
    expect(readReply(service.askBytes(bytes))).toMatchObject({ outcome: "error", status: 503 });
  });

  it("is told in the form that suits the client", () => {
    const told = (headers: Readonly<Record<string, string>>) => readReply(service.askBytes(checkBytes({ headers })));
    const detail = "It cannot be decided now whether the request may pass";
    expect(told({ accept: "text/html" })).toMatchObject({
      headers: { "content-type": "text/html; charset=utf-8" },
      body: expect.stringContaining(`<h1>Service Unavailable</h1><p>${detail}</p>`),
    });
    expect(told({ "content-type": "application/grpc" })).toMatchObject({ status: 503, headers: { "content-type": "text/plain" }, body: detail });
    expect(JSON.parse(told({ accept: "*/*" }).body ?? "")).toEqual({ type: "about:blank", title: "Service Unavailable", status: 503, detail });
  });

  it("is decided by the default where there is one, unless another target is named", () => {
    const withDefault = new TestService([apiKeys], { defaultTarget: "test" });
    expect(readReply(withDefault.askBytes(checkBytes({})))).toMatchObject({ outcome: "denied", status: 401 });
    expect(readReply(withDefault.askBytes(checkBytes({ extensions: { "sluice.target": "nobody" } })))).toMatchObject({ outcome: "error", status: 503 });
  });

  it("is said while there is time for the answer's way back, or the replica would be taken for broken", async () => {
    const waiting = new TestService([layer({ identify: [{ introspection: { url: "https://idp.example.com/i", issuer: "https://idp.example.com" } }] })]);
    waiting.web.documents.set("https://idp.example.com/i", new Promise(() => undefined));
    const outcomes: string[] = [];
    const reply = waiting.askLater({ headers: { authorization: "Bearer opaque" } }, 1000).then(({ outcome }) => void outcomes.push(outcome));
    await waiting.clock.advanceAsync(799);
    expect(outcomes).toEqual([]);
    await waiting.clock.advanceAsync(1);
    await reply;
    expect(outcomes).toEqual(["error"]);
  });

  it("is told in the program's log once a code and a while, with the number of those between", () => {
    const told: unknown[] = [];
    const tell = (_: string, fields?: object): void => void told.push(fields);
    const logger: Logger = { debug: tell, info: tell, warn: tell, error: tell, child: () => logger };
    const asked = new TestService([apiKeys], { logger });
    const ask = (times: number): void => {
      for (let count = 0; count < times; count += 1) asked.askBytes(checkBytes({}));
    };
    ask(1000);
    asked.askBytes(Buffer.from("0affff", "hex"));
    asked.clock.advance(9999);
    ask(1);
    asked.clock.advance(1);
    ask(2);
    asked.clock.advance(30_000);
    ask(1);
    const reason = expect.any(String) as string;
    expect(told).toEqual([
      { code: "ERR_AUTHZ_NO_PLAN", reason },
      { code: "ERR_AUTHZ_MALFORMED", reason },
      { code: "ERR_AUTHZ_NO_PLAN", reason, untold: 1000 },
      { code: "ERR_AUTHZ_NO_PLAN", reason, untold: 1 },
    ]);
  });

  it("also where the program is wrong", () => {
    const broken = new TestService([apiKeys]);
    broken.consumers.findApiKey = () => {
      throw new Error("Defect");
    };
    expect(broken.ask({ headers: { "x-api-key": key } })).toMatchObject({ outcome: "error", status: 503 });
  });
});
