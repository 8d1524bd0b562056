import { X509Certificate } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { layer, TestService } from "../../test/kit/authz/service.ts";
import { encode, keySet, macToken, signToken, type TokenKey, tokenKey } from "../../test/kit/authz/tokens.ts";
import { selfSigned } from "../../test/kit/tls/certificates.ts";
import type { JsonObject } from "../kit/json.ts";

const issuer = "https://idp.example.com";
const jwksUrl = `${issuer}/jwks`;
/** The fake clock begins on 2026-01-01. */
const now = Date.UTC(2026, 0, 1) / 1000;
const claims: JsonObject = { iss: issuer, aud: "orders", sub: "alice", exp: now + 3600, iat: now, scope: "orders:read orders:write", groups: ["staff"] };
let key: TokenKey;
let other: TokenKey;

beforeAll(() => {
  key = tokenKey("ES256", "k1");
  other = tokenKey("ES256", "k2");
});

/** A service that takes tokens of the issuer, whose keys are in the policy. */
function inline(fields: JsonObject = {}, more: JsonObject = {}, keys: readonly TokenKey[] = [key]): TestService {
  const issuers = [{ issuer, audiences: ["orders"], keys: keySet(...keys), ...fields }];
  return new TestService([layer({ identify: [{ jwt: { issuers, ...more } }] })]);
}

/** A service whose issuer has its keys on the web. */
function remote(fields: JsonObject = { jwks: jwksUrl }): TestService {
  return new TestService([layer({ identify: [{ jwt: { issuers: [{ issuer, audiences: ["orders"], ...fields }] } }] })]);
}

const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

describe("a token", () => {
  it.each(["RS256", "PS256", "ES256", "ES384", "EdDSA"])("signed with %s lets in", (algorithm) => {
    const signer = tokenKey(algorithm);
    const reply = inline({}, {}, [signer]).ask(bearer(signToken(signer, claims)));
    expect(reply).toMatchObject({
      outcome: "allowed",
      removed: [],
      metadata: { consumer: "https://idp.example.com#alice", groups: ["staff"], claims: { sub: "alice", aud: "orders" } },
    });
  });

  it.each<[string, JsonObject, string]>([
    ["without end", { exp: null }, "lacks the claim exp"],
    ["that is over", { exp: now - 31 }, "is expired"],
    ["that has not begun", { nbf: now + 31 }, "is not valid yet"],
    ["that comes from the future", { iat: now + 31 }, "is not valid yet"],
    ["for another audience", { aud: ["a", "b"] }, "meant for another audience"],
    ["for no audience", { aud: null }, "meant for another audience"],
    ["with an end in words", { exp: "tomorrow" }, "lacks the claim exp"],
  ])("%s does not", (_, changed, detail) => {
    const token = signToken(key, Object.fromEntries(Object.entries({ ...claims, ...changed }).filter(([, value]) => value !== null)));
    const reply = inline().ask(bearer(token));
    expect(reply).toMatchObject({ outcome: "denied", status: 401 });
    expect(reply.headers["www-authenticate"]).toMatch(/^Bearer error="invalid_token", error_description="The token /u);
    expect(reply.body).toContain(detail);
  });

  it("is taken within the leeway, and no longer although its decision was kept", () => {
    const service = inline({ leeway: "10s" });
    const token = signToken(key, { ...claims, exp: now + 20, nbf: now + 10 });
    expect(service.ask(bearer(token)).outcome).toBe("allowed");
    service.clock.advance(29_999);
    expect(service.ask(bearer(token)).outcome).toBe("allowed");
    service.clock.advance(1);
    expect(service.ask(bearer(token)).outcome).toBe("denied");
  });

  it("that is refused as too early is taken when its time has come", () => {
    const service = inline({ leeway: "0" }, {});
    const token = signToken(key, { ...claims, nbf: now + 2 });
    expect(service.ask(bearer(token)).outcome).toBe("denied");
    service.clock.advance(2000);
    expect(service.ask(bearer(token)).outcome).toBe("allowed");
  });

  it("is refused as expired from its end on, whatever it was refused for before", () => {
    const token = bearer(signToken(key, { ...claims, azp: "app", exp: now + 1 }));
    const unbound = inline({ leeway: "0" }, { binding: "required" });
    const off = inline({ leeway: "0" }).consumer("app", { disabled: true, credentials: { idp: { jwt: { issuer, claims: { azp: "app" } } } } });
    expect([unbound, off].map((service) => service.ask(token).body)).toEqual([expect.stringContaining("not bound"), expect.stringContaining("not let in now")]);
    for (const service of [unbound, off]) service.clock.advance(1000);
    expect([unbound, off].map((service) => service.ask(token).body)).toEqual([expect.stringContaining("expired"), expect.stringContaining("expired")]);
  });

  it("must have the claims that the policy asks for", () => {
    const service = inline({ require: ["email", "/realm/roles"] });
    expect(service.ask(bearer(signToken(key, { ...claims, email: "a@example.com" }))).body).toContain("lacks the claim /realm/roles");
    expect(service.ask(bearer(signToken(key, { ...claims, email: "a@example.com", realm: { roles: [] } }))).outcome).toBe("allowed");
  });

  it("may be too old", () => {
    const service = inline({ maxAge: "1m", leeway: "0" });
    expect(service.ask(bearer(signToken(key, { ...claims, iat: now - 59 }))).outcome).toBe("allowed");
    expect(service.ask(bearer(signToken(key, { ...claims, iat: now - 60 }))).body).toContain("too old");
  });

  it("of RFC 9068 has that form", () => {
    const service = inline({ profile: "rfc9068" });
    const access = { ...claims, client_id: "app", jti: "1" };
    expect(service.ask(bearer(signToken(key, access, { typ: "at+jwt" }))).outcome).toBe("allowed");
    expect(service.ask(bearer(signToken(key, access, { typ: "application/AT+JWT" }))).outcome).toBe("allowed");
    expect(service.ask(bearer(signToken(key, access))).body).toContain("not an access token");
    expect(service.ask(bearer(signToken(key, { ...access, jti: undefined as never }, { typ: "at+jwt" }))).body).toContain("lacks the claim jti");
  });

  it("stands where the policy says", () => {
    const service = inline({}, { from: [{ cookie: "token" }, { header: "x-token" }], forward: false });
    const token = signToken(key, claims);
    expect(service.ask({ headers: { cookie: `a=1; token=${token}` } })).toMatchObject({ outcome: "allowed", headers: { cookie: "a=1" } });
    expect(service.ask({ headers: { "x-token": token } })).toMatchObject({ outcome: "allowed", removed: ["x-token"] });
    expect(service.ask(bearer(token)).metadata).toMatchObject({ denied: "credential_missing" });
  });
});

describe("a forged token", () => {
  it.each<[string, () => string]>([
    ["by another key", () => signToken({ ...other, id: "k1" }, claims)],
    ["without signature", () => `${encode({ alg: "none" })}.${encode(claims)}.`],
    ["with the algorithm none", () => `${encode({ alg: "none", kid: "k1" })}.${encode(claims)}.AA`],
    ["with the public key as a secret", () => macToken(JSON.stringify(key.jwk), claims, { kid: "k1" })],
    ["with other claims", () => signToken(key, claims).replace(/\.[^.]*\./u, `.${encode({ ...claims, sub: "root" })}.`)],
    ["with a key of its own in the header", () => signToken({ ...other, id: "k1" }, claims, { jwk: other.jwk })],
    ["with an extension", () => signToken(key, claims, { crit: ["b64"], b64: false })],
    ["with an algorithm that is of none of the keys", () => signToken(tokenKey("ES512"), claims)],
    ["with a signature in DER", () => signToken(key, claims).replace(/[^.]*$/u, "MEUCIQDx")],
    ["cut off", () => signToken(key, claims).slice(0, -4)],
    ["with claims that are none", () => signToken(key, [] as never)],
  ])("%s does not let in", (_, forge) => {
    const reply = inline().ask(bearer(forge()));
    expect(reply).toMatchObject({ outcome: "denied", status: 401 });
  });

  it("is one by a good key, too, with an algorithm that the policy does not allow", () => {
    const rsa = tokenKey("RS256");
    const bare: TokenKey = { ...rsa, jwk: Object.fromEntries(Object.entries(rsa.jwk).filter(([name]) => name !== "alg")) };
    const token = bearer(signToken({ ...bare, algorithm: "RS512" }, claims));
    expect(inline({ algorithms: ["RS256"] }, {}, [bare]).ask(token)).toMatchObject({ outcome: "denied", status: 401 });
    expect(inline({ algorithms: ["RS256", "RS512"] }, {}, [bare]).ask(token).outcome).toBe("allowed");
  });

  it("is told apart from what is no token at all, and from one of another issuer", () => {
    const service = new TestService([
      layer({
        identify: [
          { jwt: { issuers: [{ issuer, audiences: "any", keys: keySet(key) }] } },
          { apiKey: { from: [{ header: "authorization", scheme: "Bearer" }] } },
        ],
      }),
    ]).consumer("acme", { credentials: { key: { apiKey: { value: "opaque-0123456789" } } } });
    expect(service.ask(bearer("opaque-0123456789")).metadata).toMatchObject({ consumer: "acme" });
    expect(service.ask(bearer(signToken(key, { ...claims, iss: "https://other.example.com" }))).status).toBe(401);
    expect(service.ask(bearer(signToken({ ...other, id: "k1" }, claims))).body).toContain("signature cannot be verified");
  });

  it("makes nobody anonymous", () => {
    const service = new TestService([layer({ identify: [{ jwt: { issuers: [{ issuer, audiences: "any", keys: keySet(key) }] } }, { anonymous: {} }] })]);
    expect(service.ask().outcome).toBe("allowed");
    expect(service.ask(bearer(signToken({ ...other, id: "k1" }, claims))).outcome).toBe("denied");
    expect(service.ask(bearer("opaque")).outcome).toBe("denied");
    expect(service.ask(bearer(signToken(key, { ...claims, iss: "https://other.example.com" }))).outcome).toBe("denied");
  });
});

describe("what a token says", () => {
  it("goes into rules", () => {
    const rules = [
      { scopes: ["orders:read"], methods: ["GET"] },
      { anyOfScopes: ["orders:admin", "orders:write"], groups: ["staff"], methods: ["PUT"] },
      {
        claims: [
          { claim: "/realm/roles", contains: "ops" },
          { claim: "level", oneOf: [3, 4] },
        ],
        methods: ["DELETE"],
      },
    ];
    const service = new TestService([layer({ identify: [{ jwt: { issuers: [{ issuer, audiences: "any", keys: keySet(key) }] } }], authorize: { rules } })]);
    const ask = (method: string, more: JsonObject = {}) => service.ask({ method, ...bearer(signToken(key, { ...claims, ...more })) });
    expect(ask("GET").outcome).toBe("allowed");
    expect(ask("GET", { scope: ["orders:read"] as never }).outcome).toBe("allowed");
    expect(ask("GET", { scope: "orders:write" })).toMatchObject({
      status: 403,
      headers: { "www-authenticate": 'Bearer error="insufficient_scope", scope="orders:read"' },
    });
    expect(ask("PUT").outcome).toBe("allowed");
    expect(ask("PUT", { groups: [] }).status).toBe(403);
    expect(ask("DELETE", { realm: { roles: ["ops"] }, level: 4 }).outcome).toBe("allowed");
    expect(ask("DELETE", { realm: { roles: ["dev"] }, level: 4 }).status).toBe(403);
  });

  it("goes into headers, and cannot begin another one", () => {
    const service = new TestService([
      layer({
        identify: [{ jwt: { issuers: [{ issuer, audiences: "any", keys: keySet(key) }] } }],
        shape: { headers: { "x-name": "{claims.name}", "x-roles": "{claims./realm/roles}", "x-realm": "{claims.realm}" }, claims: ["sub"] },
      }),
    ]);
    const reply = service.ask(bearer(signToken(key, { ...claims, name: "Zoë\r\nx-admin: 1", realm: { roles: ["a", "b"] } })));
    expect(reply.headers).toEqual({ "x-name": "Zo%C3%AB%0D%0Ax-admin: 1", "x-roles": "a,b", "x-realm": '{"roles":["a","b"]}' });
    expect(reply.metadata).toMatchObject({ claims: { sub: "alice" } });
  });
});

describe("claims that other filters may read", () => {
  const told = (more: JsonObject, ...specs: JsonObject[]) => {
    const identify = [{ jwt: { issuers: [{ issuer, audiences: "any", keys: keySet(key) }] } }];
    const layers = specs.map(({ own, ...spec }) => layer(own === true ? { ...spec, identify } : spec));
    const { metadata } = new TestService(layers).ask(bearer(signToken(key, { iss: issuer, exp: now + 60, sub: "alice", tenant: "a", plan: "x", ...more })));
    return Object.keys((metadata as { readonly claims: JsonObject }).claims);
  };
  const chosen = (...claims: string[]) => ({ shape: { claims } });

  it("are those that any layer wants, and all that the one that found the caller does not choose from", () => {
    expect(told({}, { own: true, ...chosen("sub") })).toEqual(["sub"]);
    expect(told({}, { own: true, ...chosen("tenant") }, chosen("sub"), chosen())).toEqual(["tenant", "sub"]);
    expect(told({}, { own: true }, chosen())).toEqual(["iss", "exp", "sub", "tenant", "plan"]);
    expect(told({}, chosen("tenant"), { own: true, ...chosen("sub") })).toEqual(["tenant", "sub"]);
  });

  it("are those that fit, whatever stands before them", () => {
    expect(told({ tenant: "a".repeat(5000) }, { own: true })).toEqual(["iss", "exp", "sub", "plan"]);
  });
});

describe("a consumer of tokens", () => {
  const service = () =>
    inline({}, { consumer: "required" })
      .consumer("app", { plan: "gold", groups: ["apps"], credentials: { idp: { jwt: { issuer, claims: { azp: "app" } } } } })
      .consumer("alice-app", { credentials: { idp: { jwt: { issuer, claims: { azp: "app", sub: "alice" } } } } });

  it("is found by the claims, the first by name of those that fit", () => {
    const running = service();
    expect(running.ask(bearer(signToken(key, { ...claims, azp: "app", sub: "bob" })))).toMatchObject({
      outcome: "allowed",
      metadata: { consumer: "app", plan: "gold", groups: ["apps", "staff"] },
    });
    expect(running.ask(bearer(signToken(key, { ...claims, azp: "app" }))).metadata).toMatchObject({ consumer: "alice-app" });
    expect(running.ask(bearer(signToken(key, { ...claims, azp: "other" }))).body).toContain("belongs to no consumer");
  });

  it("that comes, changes and goes is so at once", () => {
    const running = service();
    const request = bearer(signToken(key, { ...claims, azp: "late" }));
    expect(running.ask(request).outcome).toBe("denied");
    running.consumer("late", { credentials: { idp: { jwt: { issuer, claims: { azp: "late" } } } } });
    expect(running.ask(request).metadata).toMatchObject({ consumer: "late" });
    running.consumer("early", { credentials: { idp: { jwt: { issuer, claims: { azp: "late" } } } } });
    expect(running.ask(request).metadata).toMatchObject({ consumer: "early" });
    running.consumer("early", { disabled: true, credentials: { idp: { jwt: { issuer, claims: { azp: "late" } } } } });
    expect(running.ask(request).outcome).toBe("denied");
    running.consumers.delete("default", "early");
    expect(running.ask(request).metadata).toMatchObject({ consumer: "late" });
  });
});

describe("a token that is bound to a certificate", () => {
  it("is good over that certificate alone, and as long as that is", async () => {
    const notBefore = Date.UTC(2026, 0, 1, 0, 1);
    const { chain } = await selfSigned({ hostnames: ["client.example.com"], notBefore, notAfter: notBefore + 60_000 });
    const thumbprint = new X509Certificate(chain).fingerprint256;
    const bound = { ...claims, cnf: { "x5t#S256": Buffer.from(thumbprint.replaceAll(":", ""), "hex").toString("base64url") } };
    const [certificate, token] = [encodeURIComponent(chain), signToken(key, bound)];
    const stranger = encodeURIComponent((await selfSigned({ hostnames: ["other.example.com"] })).chain);
    const service = inline();
    expect(service.ask({ ...bearer(token), certificate }).body).toContain("bound to a certificate that is not valid yet");
    service.clock.advance(60_000);
    expect(service.ask({ ...bearer(token), certificate }).outcome).toBe("allowed");
    service.clock.advance(59_999);
    expect(service.ask({ ...bearer(token), certificate }).outcome).toBe("allowed");
    service.clock.advance(1);
    expect(service.ask({ ...bearer(token), certificate }).body).toContain("bound to a certificate that is expired");
    expect(service.ask({ ...bearer(token), certificate: stranger }).body).toContain("bound to another certificate");
    expect(service.ask(bearer(token)).body).toContain("bound to another certificate");
    expect(inline({}, { binding: "ignored" }).ask(bearer(token)).outcome).toBe("allowed");
    expect(inline({}, { binding: "required" }).ask({ ...bearer(signToken(key, claims)), certificate }).body).toContain("not bound");
  });
});

describe("keys on the web", () => {
  it("are fetched once for all who wait, and before the first request where a policy is known", async () => {
    const service = remote();
    service.web.documents.set(jwksUrl, keySet(key));
    const request = bearer(signToken(key, claims));
    const replies = await Promise.all(Array.from({ length: 50 }, () => service.askLater(request)));
    expect(new Set(replies.map(({ outcome }) => outcome))).toEqual(new Set(["allowed"]));
    expect(service.web.fetched).toEqual([jwksUrl]);
    expect(service.ask(bearer(signToken(key, { ...claims, sub: "bob" }))).outcome).toBe("allowed");
  });

  it("are found by the issuer's metadata, which must be its own", async () => {
    const service = remote({ discovery: true });
    const metadata = `${issuer}/.well-known/openid-configuration`;
    service.web.documents.set(metadata, { issuer: "https://evil.example.com", jwks_uri: jwksUrl });
    service.web.documents.set(jwksUrl, keySet(key));
    const request = bearer(signToken(key, claims));
    expect((await service.askLater(request)).outcome).toBe("error");
    service.web.documents.set(metadata, { issuer, jwks_uri: jwksUrl });
    service.clock.advance(1000);
    expect((await service.askLater(request)).outcome).toBe("allowed");
  });

  it("that cannot be had end in an error, and are not asked for without pause", async () => {
    const service = remote();
    const request = bearer(signToken(key, claims));
    for (let attempt = 0; attempt < 20; attempt += 1) expect((await service.askLater(request)).outcome).toBe("error");
    expect(service.web.fetched).toHaveLength(1);
    service.clock.advance(1000);
    expect((await service.askLater(request)).outcome).toBe("error");
    expect(service.web.fetched).toHaveLength(2);
  });

  it.each<[string, JsonObject | string]>([
    ["no JSON Web Key Set", "hello"],
    ["no keys", { keys: [] }],
    ["secrets", { keys: [{ kty: "oct", k: "x".repeat(43), kid: "k1" }] }],
  ])("that are %s let nobody in", async (_, document) => {
    const service = remote();
    service.web.documents.set(jwksUrl, document);
    const outcomes = [await service.askLater(bearer(signToken(key, claims))), await service.askLater(bearer(macToken("x".repeat(32), claims, { kid: "k1" })))];
    expect(outcomes.map(({ outcome }) => outcome)).not.toContain("allowed");
  });

  it("that hang end in an error when the caller gives up", async () => {
    const service = remote();
    service.web.documents.set(jwksUrl, new Promise(() => undefined));
    const reply = service.askLater(bearer(signToken(key, claims)), 200);
    await service.clock.advanceAsync(200);
    expect((await reply).outcome).toBe("error");
  });

  it("are looked for by name although one of them has none", async () => {
    const unnamed: TokenKey = { ...other, jwk: Object.fromEntries(Object.entries(other.jwk).filter(([name]) => name !== "kid")) };
    const service = remote();
    service.web.documents.set(jwksUrl, keySet(unnamed, key));
    expect((await service.askLater(bearer(signToken(other, claims)))).outcome).toBe("allowed");
    const next = tokenKey("ES256", "k3");
    service.web.documents.set(jwksUrl, keySet(unnamed, key, next));
    service.clock.advance(60_000);
    expect((await service.askLater(bearer(signToken(next, claims)))).outcome).toBe("allowed");
    expect(service.web.fetched).toHaveLength(2);
  });

  it("that are unknown lead to one look a minute, however many there are, and hold up nobody who has a known one", async () => {
    const service = remote();
    service.web.documents.set(jwksUrl, keySet(key));
    await service.askLater(bearer(signToken(key, claims)));
    service.clock.advance(60_000);
    service.web.documents.set(jwksUrl, new Promise(() => undefined));
    const bogus = Array.from({ length: 1000 }, (_, index) => service.askLater(bearer(signToken({ ...other, id: `bogus-${index}` }, claims)), 100));
    expect(service.ask(bearer(signToken(key, { ...claims, sub: "bob" }))).outcome).toBe("allowed");
    await service.clock.advanceAsync(100);
    expect(new Set((await Promise.all(bogus)).map(({ outcome }) => outcome))).toEqual(new Set(["error"]));
    expect(service.web.fetched).toHaveLength(2);
  });

  it("that are new are found", async () => {
    const service = remote();
    service.web.documents.set(jwksUrl, keySet(key));
    await service.askLater(bearer(signToken(key, claims)));
    service.web.documents.set(jwksUrl, keySet(key, other));
    expect(service.ask(bearer(signToken(other, claims))).outcome).toBe("denied");
    service.clock.advance(60_000);
    expect((await service.askLater(bearer(signToken(other, claims)))).outcome).toBe("allowed");
  });

  it("are renewed behind the scenes, used on while that fails, and not for ever", async () => {
    const service = remote();
    service.web.documents.set(jwksUrl, keySet(key));
    const long = { ...claims, exp: now + 7 * 86_400 };
    const ask = (sub: string) => service.ask(bearer(signToken(key, { ...long, sub }))).outcome;
    await service.askLater(bearer(signToken(key, long)));
    service.web.documents.set(jwksUrl, new Error("connection refused"));
    service.clock.advance(10 * 60_000);
    expect(ask("a")).toBe("allowed");
    await service.clock.advanceAsync(23 * 3_600_000);
    expect(ask("b")).toBe("allowed");
    await service.clock.advanceAsync(3_600_000);
    expect((await service.askLater(bearer(signToken(key, { ...long, sub: "c" })))).outcome).toBe("error");
  });

  it("that are withdrawn end what was decided by them", async () => {
    const service = remote();
    service.web.documents.set(jwksUrl, keySet(key));
    const request = bearer(signToken(key, claims));
    await service.askLater(request);
    service.web.documents.set(jwksUrl, keySet(other));
    service.clock.advance(10 * 60_000);
    expect(service.ask(bearer(signToken(key, { ...claims, sub: "bob" }))).outcome).toBe("allowed");
    await service.clock.advanceAsync(0);
    expect((await service.askLater(request)).outcome).toBe("denied");
  });
});
