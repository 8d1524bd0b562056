import { describe, expect, it } from "vitest";
import { navigation } from "../../test/kit/authz/browser.ts";
import { keyConsumer } from "../../test/kit/authz/service.ts";
import { issuer, loginClient, sentTo, sessionCookie, Visit } from "../../test/kit/authz/visit.ts";
import type { Json, JsonObject } from "../kit/json.ts";
import type { Logger } from "../kit/telemetry.ts";
import { RecordedDecisions } from "./log/decision-log.ts";

/** A Set-Cookie that ends the session's cookie. */
const gone = /^__Host-session=;.*Max-Age=0/u;

describe("a session", () => {
  it("cannot be changed, moved or made up", async () => {
    const visit = new Visit();
    await visit.logIn();
    const good = visit.browser.cookies.get(sessionCookie) ?? "";
    for (const bad of [
      `${good.slice(0, -3)}AAA`,
      good.slice(0, 40),
      "1.",
      "9.AAAA",
      `2.${good.slice(2)}`,
      "x",
      "",
      good.replace("1.", "0."),
      `1.AA${good.slice(4)}`,
    ]) {
      const reply = await visit.service.askLater({ path: "/orders", headers: { accept: "application/json", cookie: `${sessionCookie}=${bad}` } });
      expect(reply).toMatchObject({ outcome: "denied", status: 401 });
    }
    const moved = await visit.service.askLater({ host: "other.example.com", path: "/orders", headers: { cookie: `${sessionCookie}=${good}` } });
    expect(moved.status).toBe(401);
  });

  it("of another policy is none", async () => {
    const visit = new Visit();
    await visit.logIn();
    for (const other of [new Visit({ client: { ...loginClient, id: "other" } }), new Visit({ issuer: "https://other.example.com" })])
      expect((await other.service.askLater({ path: "/", headers: { ...visit.browser.header() } })).status).toBe(401);
  });

  it("is over when it is idle, and is kept alive by requests until its absolute end", async () => {
    const visit = new Visit({ session: { idle: "10m", absolute: "1h" } });
    await visit.logIn({}, { refresh_token: null });
    for (let minute = 0; minute < 59; minute += 1) {
      visit.service.clock.advance(60_000);
      expect((await visit.open()).outcome).toBe("allowed");
    }
    visit.service.clock.advance(60_000);
    expect((await visit.open()).status).toBe(302);
    const idle = new Visit({ session: { idle: "10m", absolute: "1h" } });
    await idle.logIn({}, { refresh_token: null });
    idle.service.clock.advance(600_000);
    const call = await idle.service.askLater({ path: "/orders", headers: { accept: "application/json", ...idle.browser.header() } });
    expect(call).toMatchObject({ status: 401, metadata: { denied: "credential_expired" }, cookies: [expect.stringMatching(gone)] });
    expect((await idle.open()).cookies).toContainEqual(expect.stringMatching(gone));
  });

  it("is left in the browser when it may be of another policy, or good again", async () => {
    const visit = new Visit();
    await visit.logIn();
    const ask = (headers: Readonly<Record<string, string>>) => visit.service.askLater({ path: "/", headers: { accept: "application/json", ...headers } });
    expect(await ask({ cookie: `${sessionCookie}=1.AAAA` })).toMatchObject({ status: 401, cookies: [] });
    visit.service.revoke("alice", { subject: { issuer, subject: "alice" } });
    expect(await ask(visit.browser.header())).toMatchObject({ status: 401, cookies: [] });
  });

  it("that is over is taken out of the browser, unless another way lets the request in", async () => {
    const visit = new Visit({ session: { idle: "10m", absolute: "1h" } }, {}, { others: [{ apiKey: {} }] });
    visit.service.consumer("acme", keyConsumer("acme-key-0123456789"));
    await visit.logIn({}, { refresh_token: null });
    visit.service.clock.advance(600_000);
    const headers = { accept: "application/json", ...visit.browser.header() };
    expect(await visit.service.askLater({ path: "/", headers })).toMatchObject({ status: 401, cookies: [expect.stringMatching(gone)] });
    const known = await visit.service.askLater({ path: "/", headers: { ...headers, "x-api-key": "acme-key-0123456789" } });
    expect(known).toMatchObject({ outcome: "allowed", cookies: [] });
  });

  it("is decided once and kept, until it has to be written anew", async () => {
    const visit = new Visit();
    await visit.logIn();
    const before = visit.service.decided;
    for (let call = 0; call < 5; call += 1) expect((await visit.open()).cookies).toEqual([]);
    expect(visit.service.decided).toBe(before + 1);
    visit.service.clock.advance(180_000);
    const [cookie = ""] = (await visit.open()).cookies;
    expect(cookie).toMatch(/^__Host-session=1\..*; Max-Age=1800;/u);
  });

  it("is not written anew in the minute before it is renewed, and decided once all the same", async () => {
    const visit = new Visit();
    await visit.logIn();
    visit.service.clock.advance(270_000);
    const before = visit.service.decided;
    for (let call = 0; call < 3; call += 1) expect(await visit.open()).toMatchObject({ outcome: "allowed", cookies: [] });
    expect(visit.service.decided).toBe(before + 1);
  });

  it("is renewed by one question, however many tabs ask at once and after", async () => {
    const visit = new Visit();
    await visit.logIn();
    const { promise, resolve } = Promise.withResolvers<Json>();
    visit.gives(promise);
    visit.service.clock.advance(300_000);
    const old = visit.browser.opens("/orders");
    const tabs = [1, 2, 3].map(() => visit.service.askLater(old));
    resolve(visit.tokens(visit.claims("", { groups: ["managers"] }), { refresh_token: "rt-2" }));
    const replies = await Promise.all(tabs);
    const late = await visit.service.askLater(old);
    for (const reply of [...replies, late]) expect(reply).toMatchObject({ outcome: "allowed", metadata: { groups: ["managers"] } });
    expect(visit.service.web.forms).toHaveLength(2);
    expect(visit.service.web.forms[1]?.fields).toEqual({ grant_type: "refresh_token", refresh_token: "rt-1" });
    if (replies[0] !== undefined) visit.browser.takes(replies[0]);
    visit.gives(visit.tokens(visit.claims("")));
    visit.service.clock.advance(300_000);
    await visit.open();
    expect(visit.service.web.forms[2]?.fields).toMatchObject({ refresh_token: "rt-2" });
  });

  it("ends when the provider does not renew it, or renews it for somebody else", async () => {
    const visit = new Visit();
    for (const answer of [{ error: "invalid_grant" }, visit.tokens(visit.claims("", { sub: "mallory" })), visit.tokens(visit.claims("", { aud: "other" }))]) {
      const other = new Visit();
      await other.logIn();
      other.service.clock.advance(300_000);
      other.gives(answer);
      expect((await other.open()).status).toBe(302);
    }
  });

  it("goes on with the ID token that it has when the provider gives no new one", async () => {
    const visit = new Visit();
    await visit.logIn();
    visit.gives({ access_token: "at-2", expires_in: 300 });
    visit.service.clock.advance(300_000);
    expect(await visit.open()).toMatchObject({ outcome: "allowed", metadata: { consumer: "https://idp.example.com#alice" } });
  });

  it("lets nobody in while it has to be renewed and the provider is gone", async () => {
    const visit = new Visit();
    await visit.logIn();
    visit.gives(new Error("down"));
    visit.service.clock.advance(300_000);
    expect((await visit.open()).outcome).toBe("error");
    visit.gives(visit.tokens(visit.claims("")));
    expect((await visit.open()).outcome).toBe("allowed");
  });

  it("is beaten by a revocation of itself, and by one of its subject, by when somebody logged in", async () => {
    const visit = new Visit();
    await visit.logIn();
    expect((await visit.open()).outcome).toBe("allowed");
    visit.service.revoke("session", { session: visit.session ?? "" });
    const call = () => visit.service.askLater({ path: "/orders", headers: visit.browser.header() });
    expect(await call()).toMatchObject({ metadata: { denied: "credential_revoked" } });
    expect((await visit.open()).status).toBe(302);
    visit.service.revocations.delete("default", "session");
    visit.service.clock.advance(300_000);
    visit.gives(visit.tokens(visit.claims("")));
    expect((await visit.open()).outcome).toBe("allowed");
    const before = new Date(visit.service.clock.now() - 60_000).toISOString();
    visit.service.revoke("laptop", { subject: { issuer, subject: "alice", issuedBefore: before } });
    expect(await call()).toMatchObject({ metadata: { denied: "credential_revoked" } });
    expect((await visit.open()).status).toBe(302);
  });

  it("gets no new token in place of one that is revoked while it is renewed", async () => {
    const visit = new Visit();
    await visit.logIn({ jti: "t1" });
    const { promise, resolve } = Promise.withResolvers<Json>();
    visit.gives(promise);
    visit.service.clock.advance(300_000);
    const underWay = visit.open();
    visit.service.revoke("token", { token: { id: "t1" } });
    resolve(visit.tokens(visit.claims("", { jti: "t2" }), { refresh_token: "rt-2" }));
    expect((await underWay).status).toBe(302);
    expect((await visit.open()).status).toBe(302);
  });

  it("is not begun for somebody who is revoked: a browser would be sent to and fro", async () => {
    const visit = new Visit();
    visit.service.revoke("alice", { subject: { issuer, subject: "alice" } });
    expect(await visit.logIn()).toMatchObject({ status: 401, metadata: { denied: "login_failed" } });
  });

  it("belongs to a consumer, and may have to", async () => {
    const visit = new Visit({ consumer: "required" });
    expect((await visit.logIn()).status).toBe(401);
    visit.service.consumer("alice-inc", { plan: "gold", credentials: { login: { jwt: { issuer, claims: { sub: "alice" } } } } });
    await visit.logIn();
    expect(await visit.open()).toMatchObject({ outcome: "allowed", metadata: { consumer: "alice-inc", plan: "gold" } });
  });
});

describe("a logout", () => {
  it("takes the cookies, and ends the session of the provider too", async () => {
    const visit = new Visit();
    await visit.logIn();
    const reply = await visit.open("/logout", { "sec-fetch-site": "same-origin" });
    expect(visit.browser.cookies.size).toBe(0);
    const sent = sentTo(reply);
    expect(reply.headers["location"]?.startsWith(`${issuer}/logout?`)).toBe(true);
    expect(Object.fromEntries(sent)).toMatchObject({ client_id: "shop", post_logout_redirect_uri: "https://api.example.com/" });
    expect(sent.get("id_token_hint")?.split(".")).toHaveLength(3);
  });

  it("is done though the provider is gone, and this replica has never heard of it", async () => {
    const visit = new Visit();
    await visit.logIn();
    const other = new Visit({}, {}, { beside: visit });
    other.service.web.documents.set(`${issuer}/.well-known/openid-configuration`, new Error("down"));
    expect((await other.open("/logout")).headers["location"]).toBe("https://api.example.com/");
    expect(visit.browser.cookies.size).toBe(0);
  });

  it("revokes the refresh token at the provider, and waits for nobody", async () => {
    const visit = new Visit();
    await visit.logIn();
    visit.service.web.documents.set(`${issuer}/revoke`, new Promise<never>(() => undefined));
    expect((await visit.open("/logout")).status).toBe(302);
    expect(visit.service.web.fetched.at(-1)).toBe(`${issuer}/revoke`);
    expect(visit.service.web.forms.at(-1)).toMatchObject({
      fields: { token: "rt-1", token_type_hint: "refresh_token" },
      authorization: `Basic ${Buffer.from("shop:secret-of-the-shop").toString("base64")}`,
    });
  });

  it.each<[string, JsonObject, JsonObject]>([
    ["there is no refresh token", {}, { refresh_token: null }],
    ["the policy names other addresses", { endpoints: { authorization: `${issuer}/authorize`, token: `${issuer}/token`, jwks: `${issuer}/jwks` } }, {}],
  ])("revokes nothing where %s", async (_, fields, given) => {
    const visit = new Visit(fields);
    await visit.logIn({}, given);
    expect((await visit.open("/logout")).status).toBe(302);
    expect(visit.service.web.fetched).not.toContain(`${issuer}/revoke`);
  });

  it("revokes where the policy says so, as a public client, too", async () => {
    const endpoints = { authorization: `${issuer}/authorize`, token: `${issuer}/token`, jwks: `${issuer}/jwks`, revocation: `${issuer}/own-revoke` };
    const visit = new Visit({ endpoints, client: { id: "shop" } });
    await visit.logIn();
    await visit.open("/logout");
    expect(visit.service.web.fetched.at(-1)).toBe(`${issuer}/own-revoke`);
    expect(visit.service.web.forms.at(-1)?.fields).toEqual({ token: "rt-1", token_type_hint: "refresh_token", client_id: "shop" });
  });

  it("goes home where the provider stays, and where there is no session", async () => {
    const visit = new Visit({ logout: { provider: "stays", redirect: "/bye" } });
    await visit.logIn();
    expect((await visit.open("/logout")).headers["location"]).toBe("https://api.example.com/bye");
    expect((await new Visit().open("/logout")).headers["location"]).toBe("https://api.example.com/");
  });

  it.each<[string, Readonly<Record<string, string>>, string]>([
    ["a link of another site", { "sec-fetch-site": "cross-site" }, "GET"],
    ["a page of a neighbour", { "sec-fetch-site": "same-site" }, "GET"],
    ["a form of another site, in a browser of old", { origin: "https://evil.example" }, "POST"],
    ["nobody knows whom", {}, "GET"],
  ])("is not done for %s", async (_, headers, method) => {
    const visit = new Visit();
    await visit.logIn();
    const { "sec-fetch-site": _site, "sec-fetch-mode": _mode, ...old } = navigation;
    const reply = await visit.service.askLater({ method, path: "/logout", headers: { ...old, ...visit.browser.header(), ...headers } });
    expect(reply).toMatchObject({ status: 403, cookies: [] });
  });

  it("is done for a form of the site in a browser of old", async () => {
    const visit = new Visit();
    await visit.logIn();
    const headers = { origin: "https://api.example.com", ...visit.browser.header() };
    expect((await visit.service.askLater({ method: "POST", path: "/logout", headers })).status).toBe(302);
  });
});

describe("the log of decisions, and the log", () => {
  it("have no secret of a login, wherever the browser repeats it", async () => {
    const told: string[] = [];
    const tell = (message: string, fields?: object): void => void told.push(message, JSON.stringify(fields));
    const logger: Logger = { debug: tell, info: tell, warn: tell, error: tell, child: () => logger };
    const log = new RecordedDecisions({ sample: 1, headers: ["referer"], mask: (record) => record, write: (line) => told.push(line) });
    const visit = new Visit({}, {}, { log, logger });
    const asked = await visit.begin("/orders?secret=canary-query");
    const login = [...visit.browser.cookies.values()];
    visit.gives(
      visit.tokens(visit.claims(asked.get("nonce") ?? "", { note: "canary-claim" }), { access_token: "canary-access", refresh_token: "canary-refresh" }),
    );
    const query = `code=canary-code-1234567&state=${asked.get("state") ?? ""}`;
    await visit.open(`/login/callback?${query}`, { referer: `https://idp.example.com/?${query}` });
    const cookies = [...visit.browser.cookies.values()];
    await visit.open("/orders", { referer: `https://api.example.com/?c=${cookies[0] ?? ""}` });
    visit.service.clock.advance(300_000);
    visit.gives({ error: "canary-error" });
    await visit.open();
    await visit.open("/logout");
    expect(told.filter((line) => line.includes('"outcome"'))).toHaveLength(5);
    const secrets = ["canary", "secret-of-the-shop", asked.get("state") ?? "?", asked.get("nonce") ?? "?", ...login, ...cookies];
    for (const secret of secrets) expect(told.join("\n")).not.toContain(secret);
    const who = `"subject":"alice","session":"${visit.session ?? "?"}"`;
    for (const outcome of ["login_completed", "allowed", "logged_out"]) expect(told.find((line) => line.includes(`"${outcome}"`))).toContain(who);
  });
});
