import { describe, expect, it } from "vitest";
import { layer, TestService } from "../../test/kit/authz/service.ts";
import type { Json, JsonObject } from "../kit/json.ts";

const url = "https://idp.example.com/introspect";
const issuer = "https://idp.example.com";
/** The fake clock begins on 2026-01-01. */
const now = Date.UTC(2026, 0, 1) / 1000;
const active: JsonObject = { active: true, sub: "alice", scope: "orders:read", exp: now + 3600, client_id: "shop" };
const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

function asking(answer: Json | Error | Promise<Json> = active, fields: JsonObject = {}, more: readonly JsonObject[] = []): TestService {
  const service = new TestService([layer({ identify: [{ introspection: { url, issuer, ...fields } }, ...more] })]);
  service.web.documents.set(url, answer);
  return service;
}

describe("a token that the identity provider is asked about", () => {
  it("lets in when it is active, and says who it is", async () => {
    const service = asking();
    expect(await service.askLater(bearer("opaque"))).toMatchObject({
      outcome: "allowed",
      metadata: { consumer: "https://idp.example.com#alice", claims: { client_id: "shop" } },
    });
    expect(service.web.forms).toEqual([{ fields: { token: "opaque", token_type_hint: "access_token" }, refusals: [400] }]);
  });

  it.each([
    ["is not active", { active: false }, "not active"],
    ["is of another issuer", { ...active, iss: "https://other.example.com" }, "another issuer"],
    ["is expired all the same", { ...active, aud: "orders", exp: now - 3600 }, "expired"],
    ["is meant for others", { ...active, aud: "billing" }, "another audience"],
    ["lacks a claim", { active: true, aud: "orders" }, "lacks the claim sub"],
    ["is bound to a certificate that is not shown", { ...active, aud: "orders", cnf: { "x5t#S256": "x" } }, "bound to another certificate"],
  ])("keeps out when it %s", async (_, answer, detail) => {
    const service = asking(answer, { audiences: ["orders"], require: ["sub"] });
    const reply = await service.askLater(bearer("opaque"));
    expect(reply).toMatchObject({ outcome: "denied", status: 401 });
    expect(reply.body).toContain(detail);
  });

  it("is asked about once for all who wait, and again when the answer is old", async () => {
    const { promise, resolve } = Promise.withResolvers<Json>();
    const service = asking(promise, { cache: "20s" });
    const replies = Promise.all(["/a", "/b", "/c"].map((path) => service.askLater({ ...bearer("opaque"), path })));
    resolve(active);
    expect((await replies).map(({ outcome }) => outcome)).toEqual(["allowed", "allowed", "allowed"]);
    service.clock.advance(19_999);
    expect(service.ask(bearer("opaque")).outcome).toBe("allowed");
    expect(service.web.fetched).toHaveLength(1);
    service.clock.advance(1);
    expect((await service.askLater(bearer("opaque"))).outcome).toBe("allowed");
    expect(service.web.fetched).toHaveLength(2);
  });

  it("is good no longer than it lives, and not active for five seconds", async () => {
    const service = asking({ ...active, exp: now + 10 });
    await service.askLater(bearer("opaque"));
    service.clock.advance(10_000);
    service.web.documents.set(url, { active: false });
    expect((await service.askLater(bearer("opaque"))).outcome).toBe("denied");
    service.web.documents.set(url, active);
    service.clock.advance(4999);
    expect(service.ask(bearer("opaque")).outcome).toBe("denied");
    service.clock.advance(1);
    expect((await service.askLater(bearer("opaque"))).outcome).toBe("allowed");
  });

  it("belongs to a consumer by its claims", async () => {
    const service = asking(active, { consumer: "required" });
    expect((await service.askLater(bearer("opaque"))).body).toContain("no consumer");
    service.consumer("shop", { plan: "gold", credentials: { app: { jwt: { issuer, claims: { client_id: "shop" } } } } });
    expect(service.ask(bearer("opaque"))).toMatchObject({ outcome: "allowed", metadata: { consumer: "shop", plan: "gold" } });
  });

  it("may be asked about after signed ones were looked for", async () => {
    const service = new TestService([
      layer({ identify: [{ jwt: { issuers: [{ issuer: "x", audiences: "any", jwks: "https://x/jwks" }] } }, { introspection: { url, issuer } }] }),
    ]);
    service.web.documents.set(url, active);
    expect((await service.askLater(bearer("opaque"))).outcome).toBe("allowed");
  });

  it("is revoked by its text, its subject and its consumer", async () => {
    const service = asking();
    await service.askLater(bearer("opaque"));
    service.revoke("alice", { subject: { issuer, subject: "alice" } });
    expect(service.ask(bearer("opaque")).metadata).toMatchObject({ denied: "credential_revoked" });
  });
});

describe("the gateway's own credential", () => {
  const client = { id: "gate way", secret: { name: "idp", entry: "client" } };
  const secret = { namespace: "default", name: "idp", spec: { data: { client: "s:cret" } } };

  it("is shown as the policy says", async () => {
    const basic = asking(active, { client });
    basic.secrets.set(secret);
    await basic.askLater(bearer("opaque"));
    expect(basic.web.forms[0]?.authorization).toBe(`Basic ${Buffer.from("gate+way:s%3Acret").toString("base64")}`);
    const post = asking(active, { client: { ...client, method: "post" } });
    post.secrets.set(secret);
    await post.askLater(bearer("opaque"));
    expect(post.web.forms[0]).toEqual({
      fields: { token: "opaque", token_type_hint: "access_token", client_id: "gate way", client_secret: "s:cret" },
      refusals: [400],
    });
  });

  it("that is missing lets nobody in, and nobody is asked", async () => {
    const service = asking(active, { client });
    expect((await service.askLater(bearer("opaque"))).outcome).toBe("error");
    service.secrets.set({ ...secret, namespace: "other" });
    expect((await service.askLater(bearer("opaque"))).outcome).toBe("error");
    expect(service.web.fetched).toEqual([]);
  });
});

describe("an identity provider", () => {
  it.each([
    ["is not there", new Error("connect ECONNREFUSED")],
    ["answers something else", { error: "invalid_client" }],
    ["does not say yes or no", { active: "true" }],
    ["answers a list", [true]],
  ])("that %s lets nobody in, not even anonymous callers with a token", async (_, answer) => {
    const service = asking(answer, {}, [{ anonymous: {} }]);
    expect((await service.askLater(bearer("opaque"))).outcome).toBe("error");
    expect(service.ask().outcome).toBe("allowed");
  });

  it("that refuses to look at tokens keeps their bearers out, and fails for nobody else", async () => {
    const service = asking(null, {}, [{ anonymous: {} }]);
    for (let index = 0; index < 20; index += 1) expect(await service.askLater(bearer(`t${index}`))).toMatchObject({ outcome: "denied", status: 401 });
    service.web.documents.set(url, active);
    expect((await service.askLater(bearer("good"))).outcome).toBe("allowed");
    expect(service.web.fetched).toHaveLength(21);
  });

  it("that does not answer in time lets nobody in", async () => {
    const service = asking(new Promise<Json>(() => undefined));
    const reply = service.askLater(bearer("opaque"), 200);
    service.clock.advance(200);
    expect((await reply).outcome).toBe("error");
  });

  it("that fails again and again is left alone for a while, and asked by one at first", async () => {
    const service = asking(new Error("down"));
    for (let index = 0; index < 20; index += 1) await service.askLater(bearer(`t${index}`));
    expect(service.web.fetched).toHaveLength(5);
    service.clock.advance(4000);
    await service.askLater(bearer("again"));
    expect(service.web.fetched).toHaveLength(6);
    service.clock.advance(5000);
    service.web.documents.set(url, active);
    expect((await service.askLater(bearer("up"))).outcome).toBe("allowed");
    expect((await service.askLater(bearer("another"))).outcome).toBe("allowed");
  });

  it("says much of many tokens, of which no more is kept than there is room for", async () => {
    const service = new TestService([layer({ identify: [{ introspection: { url, issuer } }], cache: { allowed: "0s" } })]);
    service.web.documents.set(url, { active: true, sub: "alice", note: "x".repeat(1_000_000) });
    const ask = (name: string) => service.askLater(bearer(name));
    const askMany = async (name: string): Promise<void> => {
      for (let index = 0; index < 32; index += 1) await ask(`${name}${index}`);
    };
    await ask("first");
    await askMany("t");
    await ask("first");
    expect(service.web.fetched).toHaveLength(33);
    await askMany("u");
    await ask("first");
    expect(service.web.fetched).toHaveLength(33 + 32 + 1);
  });

  it("is asked about more tokens than it may be at one time when it is their turn", async () => {
    const answer = Promise.withResolvers<Json>();
    const service = asking(answer.promise);
    const replies = Array.from({ length: 300 }, (_, index) => service.askLater(bearer(`t${index}`), 200));
    await new Promise((resolve) => void setImmediate(resolve));
    answer.resolve(active);
    expect(new Set((await Promise.all(replies)).map(({ outcome }) => outcome))).toEqual(new Set(["allowed"]));
  });

  it("is not flooded by tokens that somebody invents", async () => {
    const service = asking(new Promise<Json>(() => undefined));
    const replies = Array.from({ length: 300 }, (_, index) => service.askLater(bearer(`t${index}`), 200));
    await new Promise((resolve) => void setImmediate(resolve));
    expect(service.web.fetched).toHaveLength(128);
    service.clock.advance(200);
    expect(new Set((await Promise.all(replies)).map(({ outcome }) => outcome))).toEqual(new Set(["error"]));
  });

  it("is not asked about what cannot be a token", () => {
    const service = asking();
    for (const token of ["x".repeat(9000), "tökén"]) expect(service.ask(bearer(token)).status).toBe(401);
    expect(service.web.fetched).toEqual([]);
  });
});
