import { describe, expect, it } from "vitest";
import { navigation } from "../../test/kit/authz/browser.ts";
import { signToken, tokenKey } from "../../test/kit/authz/tokens.ts";
import { issuer, providerMetadata, sentTo, sessionCookie, Visit } from "../../test/kit/authz/visit.ts";
import { digestOf } from "../kit/hash.ts";
import type { Json, JsonObject } from "../kit/json.ts";

describe("a browser without a session", () => {
  it("is sent to log in, with state, nonce and a code challenge", async () => {
    const visit = new Visit({ parameters: { prompt: "login" } });
    const reply = await visit.open("/orders?page=2");
    expect(reply).toMatchObject({ outcome: "denied", status: 302, metadata: { denied: "login_required" } });
    expect(reply.headers["location"]?.startsWith(`${issuer}/authorize?`)).toBe(true);
    expect(Object.fromEntries(sentTo(reply))).toMatchObject({
      prompt: "login",
      response_type: "code",
      client_id: "shop",
      redirect_uri: "https://api.example.com/login/callback",
      scope: "openid offline_access",
      code_challenge_method: "S256",
    });
    expect(reply.cookies).toHaveLength(1);
    expect(reply.cookies[0]).toMatch(/^__Host-session\.login-\w+-[\w-]{8}=[\w-]+; Path=\/; Max-Age=600; HttpOnly; SameSite=Lax; Secure$/u);
  });

  it.each<[string, Readonly<Record<string, string>>, string]>([
    ["asks for data", { accept: "application/json" }, "GET"],
    ["asks from inside of a page", { "sec-fetch-mode": "cors" }, "GET"],
    ["fetches a page ahead", { "sec-purpose": "prefetch;prerender" }, "GET"],
    ["sends a form", {}, "POST"],
  ])("gets 401 and no redirect when it %s", async (_, headers, method) => {
    const visit = new Visit();
    const reply = await visit.service.askLater({ method, path: "/orders", headers: { ...navigation, ...headers } });
    expect(reply).toMatchObject({ outcome: "denied", status: 401, cookies: [] });
    expect((await visit.open()).status).toBe(302);
  });

  it("may be somebody else by another way, and anonymous where that is allowed", async () => {
    const visit = new Visit({}, { authorize: { rules: [{ paths: ["/public"] }, { identifiedBy: ["oidc"] }] } }, { others: [{ anonymous: {} }] });
    expect((await visit.open("/public")).outcome).toBe("allowed");
    expect((await visit.open("/private")).status).toBe(302);
  });

  it("has a bounded number of logins under way, and the oldest gives way", async () => {
    const visit = new Visit();
    const states: string[] = [];
    for (let index = 0; index < 10; index += 1) {
      states.push((await visit.begin()).get("state") ?? "");
      visit.service.clock.advance(1000);
    }
    expect(visit.browser.cookies.size).toBe(8);
    expect((await visit.back(new URLSearchParams({ state: states[0] ?? "" }))).status).toBe(400);
    visit.gives(new Error("down"));
    expect((await visit.back(new URLSearchParams({ state: states[9] ?? "" }))).outcome).toBe("error");
  });

  it("gets no login where the provider cannot be found", async () => {
    for (const document of [
      new Error("down"),
      { ...providerMetadata, issuer: "https://evil.example" },
      { issuer },
      [],
      { ...providerMetadata, token_endpoint: "http://idp.example.com/t" },
    ]) {
      const visit = new Visit();
      visit.service.web.documents.set(`${issuer}/.well-known/openid-configuration`, document);
      expect((await visit.open()).outcome).toBe("error");
    }
  });
});

describe("a login", () => {
  it("ends at the page that was wanted, and lets in from then on", async () => {
    const visit = new Visit({}, { shape: { headers: { "x-user": "{subject}" } }, authorize: { rules: [{ groups: ["clerks"] }] } });
    const asked = await visit.begin("/orders?page=2");
    visit.gives(
      visit.tokens(visit.claims(asked.get("nonce") ?? "", { at_hash: digestOf("sha256", Buffer.from("at-1")).subarray(0, 16).toString("base64url") })),
    );
    const done = await visit.back(asked, { iss: issuer });
    expect(done).toMatchObject({ status: 302, headers: { location: "https://api.example.com/orders?page=2", "referrer-policy": "no-referrer" } });
    const [form] = visit.service.web.forms;
    expect(form).toMatchObject({ authorization: `Basic ${Buffer.from("shop:secret-of-the-shop").toString("base64")}` });
    expect(form?.fields).toMatchObject({ grant_type: "authorization_code", code: "c-1", redirect_uri: "https://api.example.com/login/callback" });
    expect([...visit.browser.cookies.keys()]).toEqual([sessionCookie]);
    const reply = await visit.open("/orders?page=2", { cookie: `a=1; ${sessionCookie}=${visit.browser.cookies.get(sessionCookie) ?? ""}` });
    expect(reply).toMatchObject({
      outcome: "allowed",
      headers: { "x-user": "alice", cookie: "a=1" },
      metadata: { consumer: "https://idp.example.com#alice", groups: ["clerks"] },
    });
  });

  it("of two tabs at once ends in both", async () => {
    const visit = new Visit();
    const [one, two] = [await visit.begin("/one"), await visit.begin("/two")];
    for (const [asked, path] of [
      [two, "/two"],
      [one, "/one"],
    ] as const) {
      visit.gives(visit.tokens(visit.claims(asked.get("nonce") ?? "")));
      expect((await visit.back(asked)).headers["location"]).toBe(`https://api.example.com${path}`);
    }
  });

  it.each<[string, JsonObject]>([
    ["another login", { nonce: "other" }],
    ["another client", { aud: "other" }],
    ["several clients, without saying which", { aud: ["shop", "other"] }],
    ["several clients, for another", { aud: ["shop", "other"], azp: "other" }],
    ["another issuer", { iss: "https://evil.example" }],
    ["another access token", { at_hash: "AAAAAAAAAAAAAAAAAAAAAA" }],
    ["the past", { exp: 1 }],
    ["nobody", { sub: "" }],
  ])("fails with an ID token of %s", async (_, claims) => {
    const visit = new Visit();
    const reply = await visit.logIn(claims);
    expect(reply).toMatchObject({ status: 401, metadata: { denied: "login_failed" } });
    expect(visit.browser.cookies.size).toBe(0);
  });

  it("fails with an ID token that somebody else signed, or with none", async () => {
    const visit = new Visit();
    for (const make of [(nonce: string) => signToken(tokenKey("ES256"), visit.claims(nonce)), () => "x.y.z", () => undefined]) {
      const asked = await visit.begin();
      visit.gives({ access_token: "at", id_token: make(asked.get("nonce") ?? "") ?? null });
      expect((await visit.back(asked)).status).toBe(401);
    }
  });

  it("fails when another provider answers (RFC 9207), and when this one keeps silent though it says that it does not", async () => {
    const visit = new Visit();
    expect((await visit.back(await visit.begin(), { iss: "https://evil.example" })).status).toBe(401);
    const strict = new Visit();
    strict.service.web.documents.set(`${issuer}/.well-known/openid-configuration`, {
      ...providerMetadata,
      authorization_response_iss_parameter_supported: true,
    });
    expect((await strict.back(await strict.begin())).status).toBe(401);
    expect([...visit.service.web.forms, ...strict.service.web.forms]).toEqual([]);
  });

  it("tells why the provider does not let somebody in, and not what else it says", async () => {
    const visit = new Visit();
    const reply = await visit.back(await visit.begin(), { error: "access_denied", error_description: "<script>" });
    expect(reply).toMatchObject({ status: 401 });
    expect(reply.body).toContain("access_denied");
    const odd = await visit.back(await visit.begin(), { error: "<script>" });
    expect(odd.body).not.toContain("script>");
  });

  it.each<[string, (asked: URLSearchParams) => string]>([
    ["a state that was made up", () => `state=${"0".repeat(5)}.${"A".repeat(43)}&code=c`],
    ["no state", () => "code=c"],
    ["two states", (asked) => `state=${asked.get("state") ?? ""}&state=x&code=c`],
    ["two codes", (asked) => `state=${asked.get("state") ?? ""}&code=a&code=b`],
    ["no code", (asked) => `state=${asked.get("state") ?? ""}`],
    ["a code that cannot be one", (asked) => `state=${asked.get("state") ?? ""}&code=${encodeURIComponent("a\nb")}`],
  ])("fails with %s, and nobody is asked", async (_, query) => {
    const visit = new Visit();
    const asked = await visit.begin();
    expect((await visit.open(`/login/callback?${query(asked)}`)).status).toBe(400);
    expect(visit.service.web.forms).toEqual([]);
  });

  it("fails the second time, in another browser, for another host, by another method, and after ten minutes", async () => {
    const visit = new Visit();
    const asked = await visit.begin();
    const before = visit.browser.header();
    const path = `/login/callback?state=${asked.get("state") ?? ""}&code=c`;
    const ask = (request: JsonObject) => visit.service.askLater({ path, id: "1", headers: { ...navigation, ...before }, ...request });
    expect((await ask({ headers: navigation })).status).toBe(400);
    expect((await ask({ host: "other.example.com" })).status).toBe(400);
    expect((await ask({ method: "POST" })).status).toBe(400);
    visit.gives(visit.tokens(visit.claims(asked.get("nonce") ?? "")));
    expect((await ask({})).status).toBe(302);
    expect((await ask({ id: "2" })).status).toBe(400);
    const late = await visit.begin();
    visit.service.clock.advance(600_000);
    expect((await visit.back(late)).status).toBe(400);
  });

  it.each(["//evil.example/x", "/\\evil.example", "/a\\..\\b"])("never leaves the host, whatever page is wanted: %s", async (path) => {
    const visit = new Visit();
    const asked = await visit.begin(path);
    visit.gives(visit.tokens(visit.claims(asked.get("nonce") ?? "")));
    expect(new URL((await visit.back(asked)).headers["location"] ?? "").origin).toBe("https://api.example.com");
  });

  it("lets nobody in while the provider gives no clear answer", async () => {
    for (const answer of [new Error("down"), "text", [], {}, { error: "invalid_client" }, { error: 5 }, { id_token: 7, access_token: "a" }] as const) {
      const visit = new Visit();
      const asked = await visit.begin();
      visit.gives(answer);
      expect((await visit.back(asked)).outcome).toBe("error");
    }
    const hanging = new Visit();
    const asked = await hanging.begin();
    hanging.gives(new Promise<Json>(() => undefined));
    const reply = hanging.back(asked);
    hanging.service.clock.advance(1000);
    expect((await reply).outcome).toBe("error");
  });

  it("of tokens that are larger than browsers keep fails, and one in parts does not", async () => {
    const large = new Visit();
    expect((await large.logIn({ roles: "x".repeat(11_000) })).status).toBe(401);
    const parts = new Visit();
    expect((await parts.logIn({ roles: "x".repeat(6000) })).status).toBe(302);
    expect([...parts.browser.cookies.keys()]).toEqual([sessionCookie, `${sessionCookie}.1`, `${sessionCookie}.2`, `${sessionCookie}.3`]);
    for (const value of parts.browser.cookies.values()) expect(value.length).toBeLessThan(3700);
    expect((await parts.open()).outcome).toBe("allowed");
    parts.browser.cookies.delete(`${sessionCookie}.2`);
    expect((await parts.open()).status).toBe(302);
  });
});
