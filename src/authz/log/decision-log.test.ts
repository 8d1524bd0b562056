import { describe, expect, it } from "vitest";
import { checkBytes, type RequestText } from "../../../test/kit/authz/check-message.ts";
import { keyConsumer, layer, TestService } from "../../../test/kit/authz/service.ts";
import { signatureHeaders, usualComponents } from "../../../test/kit/authz/sign-request.ts";
import { keySet, signToken, tokenKey } from "../../../test/kit/authz/tokens.ts";
import type { JsonObject } from "../../kit/json.ts";
import type { Logger } from "../../kit/telemetry.ts";
import { compileMask } from "../decide/record/mask.ts";
import { RecordedDecisions, type RecordedDecisionsOptions } from "./decision-log.ts";

const key = "acme-key-0123456789";

function recorded(spec: JsonObject | readonly JsonObject[], options: Partial<RecordedDecisionsOptions> = {}) {
  const lines: string[] = [];
  const told: string[] = [];
  const log = new RecordedDecisions({ sample: 1, headers: [], mask: (record) => record, write: (line) => lines.push(line), ...options });
  const tell = (message: string, fields?: object): void => void told.push(message, JSON.stringify(fields));
  const logger: Logger = { debug: tell, info: tell, warn: tell, error: tell, child: () => logger };
  const layers = [spec].flat().map((each) => layer(each));
  const service = new TestService(layers, { log, logger }).consumer("acme", keyConsumer(key, { groups: ["partners"] }));
  return { service, lines, told, records: () => lines.map((line) => JSON.parse(line) as JsonObject) };
}

const apiKey: JsonObject = { identify: [{ apiKey: {} }] };
const asked: RequestText = { headers: { "x-api-key": key } };

describe("the decision log", () => {
  it("says who asked for what, what was decided, and why", () => {
    const { service, records } = recorded({ ...apiKey, authorize: { rules: [{ name: "read", methods: ["GET"] }] } });
    service.ask({ ...asked, path: "/orders/../orders/7?secret=1", id: "42" });
    service.ask({ ...asked, path: "/orders/7", id: "43" });
    service.ask({ ...asked, method: "POST" });
    service.ask();
    const [first, second, third, fourth] = records();
    expect(first).toEqual({
      time: "2026-01-01T00:00:00.000Z",
      id: "42",
      target: "test",
      request: { method: "GET", host: "api.example.com", path: "/orders/7", source: "10.0.0.1" },
      plan: expect.stringMatching(/^[0-9a-f]+$/u) as string,
      outcome: "allowed",
      cached: false,
      identity: { kind: "apiKey", method: "api-key", subject: "acme", consumer: "default/acme", credential: "key", groups: ["partners"] },
      layers: [{ source: "Policy default/auth", outcome: "passed", rule: "read", identify: [{ method: "api-key", outcome: "identified" }] }],
      sample: 1,
    });
    expect(second).toMatchObject({ id: "43", cached: true });
    expect(third).toMatchObject({ outcome: "denied", code: "forbidden", layers: [{ outcome: "refused", code: "forbidden" }] });
    expect(fourth).toMatchObject({ outcome: "denied", code: "credential_missing", layers: [{ identify: [{ outcome: "absent" }] }] });
  });

  it("names the Revocation that keeps somebody out, and whom each layer found", () => {
    const { service, records } = recorded([apiKey, { identify: [{ anonymous: {} }] }, { identify: [{ basic: {} }] }]);
    const authorization = `Basic ${Buffer.from("ann:secret-0123456789").toString("base64")}`;
    service.consumer("ann", { credentials: { name: { basic: { username: "ann", password: "secret-0123456789" } } } });
    service.ask({ headers: { "x-api-key": key, authorization } });
    service.revoke("stolen", { credential: { consumer: "acme", name: "key" } }).ask({ headers: { "x-api-key": key, authorization } });
    const layers = [{ identity: { consumer: "default/acme" } }, { identity: { consumer: "default/acme" } }, {}];
    expect(records()).toMatchObject([
      { outcome: "allowed", identity: { consumer: "default/ann" }, layers },
      { outcome: "denied", code: "credential_revoked", revocation: "default/stolen", layers },
    ]);
  });

  it("says what is wrong with a body that a rule reads, and nothing of the body", () => {
    const rules = ["request.json.amount <= 100", "request.body.matches('canary')", "request.json.canary.canary", "int(request.body) == 1"].map((when) => ({
      when,
    }));
    const { service, records, lines, told } = recorded([
      { ...apiKey, authorize: { rules }, shadow: true },
      { ...apiKey, authorize: { rules } },
    ]);
    const extensions = { "sluice.target": "test", "sluice.body": "sent" };
    const post = (body: string | Uint8Array, headers = {}) =>
      service.ask({ ...asked, method: "POST", extensions, body, headers: { ...asked.headers, "content-type": "application/json", ...headers } });
    post('{"amount": 1, "canary": "canary"}');
    post('{"amount": 101, "a": "canar\\u0079"}');
    post("canar", { "x-envoy-auth-partial-body": "true" });
    post('{"canarynary": canarynary}');
    post('["canary"');
    post(Buffer.from("canary\xff", "latin1"));
    expect(records().map(({ code }) => code)).toEqual([undefined, "forbidden", "body_too_large", undefined, undefined, "body_invalid"]);
    expect(records()[2]).toMatchObject({ layers: [0, 1].map(() => ({ outcome: "refused", code: "body_too_large" })) });
    expect(`${lines.join()} ${told.join()}`).not.toContain("canar");
  });

  it("has what could not be decided, as far as the request could be read", async () => {
    const { service, records } = recorded({ identify: [{ jwt: { issuers: [{ issuer: "i", audiences: "any", jwks: "https://idp.example.com/jwks" }] } }] });
    service.askBytes(checkBytes({ path: "/a" }));
    service.askBytes(Buffer.from("0affff", "hex"));
    service.askBytes(Buffer.from("0a0422021a05", "hex"));
    await service.askLater({ path: "/b", headers: { authorization: `Bearer ${signToken(tokenKey(), { iss: "i", exp: 1e10 })}` } });
    expect(records()).toMatchObject([
      { outcome: "error", code: "ERR_AUTHZ_NO_PLAN", request: { path: "/a" } },
      { outcome: "error", code: "ERR_AUTHZ_MALFORMED" },
      { outcome: "error", code: "ERR_AUTHZ_NO_PLAN", unreadable: true },
      { outcome: "error", code: "ERR_AUTHZ_KEYS_UNREACHABLE", target: "test", request: { path: "/b" } },
    ]);
  });

  it("says of a policy in shadow what it would do, also that it cannot be decided, which costs no request", async () => {
    const issuer = { issuer: "https://idp", audiences: "any", jwks: "https://idp/keys" };
    const shadow: JsonObject = { shadow: true, identify: [{ jwt: { issuers: [issuer] } }], staleness: "deny" };
    const { service, records } = recorded([shadow, apiKey], { sample: 0.001 });
    const authorization = `Bearer ${signToken(tokenKey(), { iss: "https://idp", exp: 4_000_000_000 })}`;
    service.freshness.silentMs = 120_000;
    expect(await service.askLater({ headers: { "x-api-key": key, authorization } })).toMatchObject({ outcome: "allowed", removed: ["x-api-key"] });
    await service.clock.advanceAsync(0);
    expect(await service.askLater({ headers: { authorization } })).toMatchObject({ outcome: "denied", status: 401 });
    await service.clock.advanceAsync(0);
    expect(await service.askLater(asked)).toMatchObject({ outcome: "allowed", removed: ["x-api-key"] });
    expect(records().map(({ layers }) => layers)).toMatchObject([
      [{ shadow: true, outcome: "undecided", code: "ERR_AUTHZ_KEYS_UNREACHABLE" }, { outcome: "passed" }],
      [{ shadow: true, outcome: "undecided" }, { outcome: "refused" }],
      [{ shadow: true, outcome: "refused", code: "credential_missing" }, { outcome: "passed" }],
    ]);
    expect(service.shadows).toEqual(["undecided", "undecided", "refused"].map((outcome) => `Policy default/auth ${outcome}`));
  });

  it("is a sample of those who get in, and says which; refusals are recorded always, also those in shadow", () => {
    const { service, records } = recorded([apiKey, { ...apiKey, shadow: true, authorize: { rules: [{ methods: ["GET"] }] } }], { sample: 0.1 });
    for (let count = 0; count < 100; count += 1) service.ask(asked);
    expect(records().map(({ sample }) => sample)).toEqual(Array.from({ length: 10 }, () => 0.1));
    for (let count = 0; count < 10; count += 1) service.ask();
    service.ask({ ...asked, method: "POST" });
    expect(records()).toHaveLength(21);
    expect(records()[20]).toMatchObject({ outcome: "allowed", sample: 1, layers: [{ outcome: "passed" }, { outcome: "refused", shadow: true }] });
  });

  it("is masked by path, and has the headers that are named", () => {
    const mask = compileMask(["/identity/subject", "/request/headers/x-b", "/layers/*/identify"]);
    const { service, records } = recorded(apiKey, { headers: ["x-a", "x-b", "x-none"], ...(mask !== undefined && { mask }) });
    service.ask({ headers: { ...asked.headers, "x-a": "1", "x-b": "2", "x-c": "3" } });
    expect(records()[0]).toMatchObject({
      identity: { subject: "[masked]", consumer: "default/acme" },
      request: { headers: { "x-a": "1", "x-b": "[masked]" } },
      layers: [{ identify: "[masked]" }],
    });
    expect(compileMask(["identity"])).toBeUndefined();
    expect(compileMask(["/a~2"])).toBeUndefined();
  });

  it("has no credential, wherever the request repeats it", () => {
    const { service, lines } = recorded({ identify: [{ apiKey: { from: [{ cookie: "k" }, { query: "key" }] } }] }, { headers: ["referer", "x-copy"] });
    service.ask({
      path: `/a/${key}?key=${key}`,
      headers: { cookie: `a=session-token-1; k=${key}`, referer: `https://a/?key=${key}`, "x-copy": "session-token-1" },
    });
    expect(lines[0]).toContain("/a/[masked]");
    expect(lines[0]).not.toContain(key);
    expect(lines[0]).not.toContain("session-token-1");
  });

  it("tells who it was, from where and by which rule, whatever a caller shows as a credential", () => {
    const rules = [{ name: "partners-write", groups: ["partners"] }];
    const { service, records } = recorded({ ...apiKey, authorize: { rules } }, { headers: ["referer"] });
    const plain = { ...asked, path: "/orders/4711/pay", address: "203.0.113.77", id: "4711-0815-42" };
    service.ask(plain);
    const names = [
      "identity",
      "partners-write",
      "credential",
      "4711-0815-42",
      "203.0.113.77",
      "default/acme",
      "api.example.com",
      "identified",
      "Policy default/auth",
    ];
    for (const cookie of [names.join("; "), names.join(","), names.map((name, index) => `c${index}=${name}`).join("; ")]) {
      service.ask({ ...plain, headers: { ...asked.headers, cookie, authorization: names.join(" ") } });
    }
    const [first, ...others] = records();
    for (const record of others) expect({ ...record, cached: false }).toEqual(first);
  });

  it.each([
    ["the second cookie", { path: "/x/session-0123456789", headers: { cookie: "theme=dark; sid=session-0123456789" } }, "/x/[masked]"],
    ["a cookie in quotes", { path: "/x/session-0123456789", headers: { cookie: 'theme=dark; sid="session-0123456789"' } }, "/x/[masked]"],
    ["a value with escapes in the path", { path: "/x/session%2B0123456789", headers: { authorization: "Bearer session+0123456789" } }, "/x/[masked]"],
    ["escapes of a slash", { path: "/x/session%2f0123456789", headers: { authorization: "Bearer session/0123456789" } }, "/x/[masked]"],
    ["escaped twice", { path: "/x/session%252B0123456789", headers: { authorization: "Bearer session+0123456789" } }, "/x/[masked]"],
    ["escapes in the cookie", { path: "/x/s:session-0123456789", headers: { cookie: "a=b; sid=s%3Asession-0123456789" } }, "/x/[masked]"],
    ["a password", { path: "/x/session-0123456789", headers: { authorization: `Basic ${btoa("alice:session-0123456789")}` } }, "/x/[masked]"],
    ["an API key at the usual place", { path: "/x/session-0123456789", headers: { "x-api-key": "session-0123456789" } }, "/x/[masked]"],
    ["more than anybody has", { path: "/x/y", headers: { cookie: Array.from({ length: 300 }, (_, at) => `c${at}=session-${at}`).join("; ") } }, "[masked]"],
  ])("masks in path and headers what the request shows as a credential: %s", (_, request, path) => {
    const { service, records } = recorded({ identify: [{ anonymous: {} }] }, { headers: ["referer"] });
    service.ask({ ...request, headers: { ...request.headers, referer: `https://a${request.path}?a=1` } });
    expect(records()[0]).toMatchObject({ request: { path, headers: { referer: path === "[masked]" ? path : `https://a${path}?a=1` } } });
  });

  it("masks them also where nothing could be decided", async () => {
    const url = "https://idp.example.com/introspect";
    const { service, records } = recorded({ identify: [{ introspection: { url, issuer: "https://idp.example.com", from: [{ header: "x-token" }] } }] });
    service.web.documents.set(url, new Error("It is away"));
    const headers = { "x-token": "opaque-0123456789" };
    await service.askLater({ path: "/x/opaque-0123456789", headers });
    service.askBytes(checkBytes({ path: "/x/session-0123456789", headers: { cookie: "a=b; c=session-0123456789" } }));
    expect(records()).toMatchObject([
      { outcome: "error", code: "ERR_AUTHZ_INTROSPECTION", request: { path: "/x/[masked]" } },
      { outcome: "error", code: "ERR_AUTHZ_NO_PLAN", request: { path: "/x/[masked]" } },
    ]);
  });
});

describe("canaries in every input", () => {
  const canary = "cAnArY-7f3c9a51-b2d8";
  const forms = [canary, encodeURIComponent(canary), Buffer.from(canary).toString("hex"), ...[0, 1, 2].map(base64Core)];

  /** What stays of the canary in base64, whatever stands before it. */
  function base64Core(shift: number): string {
    return Buffer.from("x".repeat(shift) + canary)
      .toString("base64")
      .slice(4, -4);
  }

  const signing = tokenKey();
  const identify: readonly JsonObject[] = [
    { apiKey: { from: [{ header: "x-api-key" }, { query: "key" }, { cookie: "key" }] } },
    { jwt: { issuers: [{ issuer: "i", audiences: "any", keys: keySet(signing, tokenKey("ES256", canary)) }] } },
    {
      introspection: {
        url: "https://idp.example.com/introspect",
        issuer: "https://idp.example.com",
        client: { id: "shop", secret: { name: "idp", entry: "client" } },
      },
    },
    { basic: {} },
    { signature: {} },
    { certificate: {} },
    { anonymous: {} },
  ];
  const form = { "content-type": "application/x-www-form-urlencoded" };
  const claims = { iss: "i", sub: "alice", exp: 2e9, note: canary, nested: { deep: [canary] } };
  const inputs: readonly (readonly [what: string, request: RequestText])[] = [
    ["a wrong API key", { headers: { "x-api-key": canary } }],
    ["a wrong API key in the query", { path: `/?key=${canary}` }],
    ["a wrong API key in a cookie", { headers: { cookie: `key=${canary}` } }],
    ["a good API key", { headers: { "x-api-key": `${canary}-good` } }],
    ["a token", { headers: { authorization: `Bearer ${signToken(signing, claims)}` } }],
    ["a token of nobody", { headers: { authorization: `Bearer ${signToken(tokenKey(), { ...claims, iss: canary }, { kid: canary })}` } }],
    ["a token that is none", { headers: { authorization: `Bearer ${canary}.${canary}.${canary}` } }],
    ["a password", { headers: { authorization: `Basic ${Buffer.from(`alice:${canary}`).toString("base64")}` } }],
    ["a password that is right", { headers: { authorization: `Basic ${Buffer.from(`bob:${canary}-good`).toString("base64")}` } }],
    ["another scheme", { headers: { authorization: `Negotiate ${canary}` } }],
    [
      "a signature",
      {
        headers: signatureHeaders({ key: canary.repeat(2), keyId: "k1", components: usualComponents({}), created: 1_767_225_600, more: `;nonce="${canary}"` }),
      },
    ],
    ["a signature that is none", { headers: { signature: canary, "signature-input": canary } }],
    ["a certificate", { certificate: encodeURIComponent(`-----BEGIN CERTIFICATE-----\n${canary}\n-----END CERTIFICATE-----`) }],
    ["a header", { headers: { "x-other": canary, "x-level": canary } }],
    ["lines of headers", { lines: ["x-api-key", "authorization", "cookie", "x-other", "x-level"].map((name) => [name, canary]) }],
    ["an opaque token, and what the provider says of it", { headers: { authorization: `Bearer ${canary}-opaque` } }],
    ["the query", { path: `/?other=${canary}&token=${canary}` }],
    ["a broken query", { path: `/?%ff=${canary}%f` }],
    ["a fragment", { path: `/#${canary}` }],
    ["a body", { body: canary, method: "POST" }],
    ["a path that repeats a credential", { path: `/reset/${canary}`, headers: { authorization: `Bearer ${canary}` } }],
    ["a path that repeats it with escapes", { path: "/reset/cAnArY%2D7f3c9a51%2Db2d8", headers: { cookie: `theme=dark; sid=${canary}` } }],
    ["what a provider tells of a logout", { method: "POST", headers: form, body: `logout_token=${canary}.${canary}.${canary}` }],
    ["the name of the handshake", { sni: `${canary}.example.com` }],
    ["context extensions", { extensions: { "sluice.target": "test", other: canary } }],
  ];

  const rules: readonly (readonly JsonObject[])[] = [
    [{}],
    [{ effect: "deny", when: "int(request.headers['x-level']) > 3 || identity.claims[request.headers['x-other']] == 1" }, {}],
    [{ when: "identity.claims[request.headers['x-other']] == int(request.query.other)" }],
    [{ claims: [{ claim: "note", equals: "other" }] }],
  ];

  it.each(inputs)("are not in any output: %s", async (what, request) => {
    for (const list of rules) {
      const { service, lines, told } = recorded({ identify: [...identify], authorize: { rules: [...list] } }, { headers: ["x-copy"] });
      service.consumer("good", { credentials: { key: { apiKey: { value: `${canary}-good` } } } });
      service.consumer("bob", { credentials: { pass: { basic: { username: "bob", password: `${canary}-good` } } } });
      service.consumer("partner", { credentials: { k1: { signature: { keyId: "k1", secret: canary.repeat(2) } } } });
      service.secrets.set({ namespace: "default", name: "idp", spec: { data: { client: `${canary}-client` } } });
      const said = { active: what.startsWith("an opaque token"), sub: "alice", exp: 2e9, note: canary, [canary]: [canary] };
      service.web.documents.set("https://idp.example.com/introspect", said);
      await service.askLater(request);
      await service.askLater(request);
      expect(lines.length).toBeGreaterThanOrEqual(2);
      if (what.startsWith("an opaque token")) expect(service.web.fetched).toHaveLength(1);
      expect(service.counted.length).toBeGreaterThan(0);
      const outputs = [...lines, ...told, ...service.counted].join("\n");
      for (const form of forms) expect(outputs).not.toContain(form);
    }
  });
});
