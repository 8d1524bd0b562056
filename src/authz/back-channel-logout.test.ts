import { describe, expect, it } from "vitest";
import type { RequestText } from "../../test/kit/authz/check-message.ts";
import type { ReplyText } from "../../test/kit/authz/check-reply.ts";
import { signToken, tokenKey } from "../../test/kit/authz/tokens.ts";
import { issuer, Visit } from "../../test/kit/authz/visit.ts";
import type { JsonObject } from "../kit/json.ts";

const path = "/logout/announced";
const events: JsonObject = { "http://schemas.openid.net/event/backchannel-logout": {} };
const form = { "content-type": "application/x-www-form-urlencoded" };

/** Somebody who is logged in, at a provider that tells of logouts. */
async function visitor(fields: JsonObject = {}, claims: JsonObject = { sid: "s-1" }): Promise<Visit> {
  const visit = new Visit({ logout: { backChannel: path }, ...fields });
  await visit.logIn(claims);
  expect((await visit.open()).outcome).toBe("allowed");
  return visit;
}

/** Claims of a good logout token. */
function claimsOf(visit: Visit, more: JsonObject = {}): JsonObject {
  return { iss: issuer, aud: "shop", iat: visit.now(), exp: visit.now() + 120, jti: "l-1", events, sid: "s-1", ...more };
}

/** What the provider is answered. */
function announce(visit: Visit, token: string, request: RequestText = {}): Promise<ReplyText> {
  return visit.service.askLater({ method: "POST", path, headers: form, body: new URLSearchParams({ logout_token: token }).toString(), ...request });
}

const signed = (visit: Visit, more?: JsonObject): string => signToken(visit.providerKey, claimsOf(visit, more));

describe("a logout that the provider tells of", () => {
  it("ends every session that began in the one of the provider, and no other", async () => {
    const visit = await visitor();
    const other = new Visit({ logout: { backChannel: path } }, {}, { beside: visit });
    expect((await other.open()).outcome).toBe("allowed");
    const reply = await announce(visit, signed(visit));
    expect(reply).toMatchObject({ outcome: "denied", status: 200, metadata: { denied: "logged_out" }, headers: { "cache-control": "no-store" } });
    expect(visit.service.ended).toEqual([
      { namespace: "default", issuer, whose: { kind: "session", id: "s-1" }, until: visit.service.clock.now() + 12 * 3_600_000, from: "10.0.0.1" },
    ]);
    expect((await visit.open("/data", { accept: "application/json" })).status).toBe(401);
    visit.service.clock.advance(6000);
    await visit.logIn({ sid: "s-2" });
    expect((await visit.open()).outcome).toBe("allowed");
  });

  it("of somebody ends all sessions that began before, and no token of the same subject", async () => {
    const jwt = { issuers: [{ issuer, audiences: ["api"], jwks: `${issuer}/jwks` }] };
    const visit = new Visit({ logout: { backChannel: path } }, {}, { others: [{ jwt }] });
    await visit.logIn();
    visit.service.clock.advance(1000);
    const { sid: _, ...claims } = claimsOf(visit, { sub: "alice" });
    expect((await announce(visit, signToken(visit.providerKey, claims))).status).toBe(200);
    expect((await visit.open("/data", { accept: "application/json" })).status).toBe(401);
    const bearer = signToken(visit.providerKey, { iss: issuer, aud: "api", sub: "alice", iat: visit.now() - 60, exp: visit.now() + 600 });
    expect((await visit.service.askLater({ headers: { authorization: `Bearer ${bearer}` } })).outcome).toBe("allowed");
    visit.service.clock.advance(6000);
    await visit.logIn();
    expect((await visit.open()).outcome).toBe("allowed");
  });

  it("ends sessions that replicas keep, too", async () => {
    const visit = await visitor({ session: { keptIn: "server" } });
    expect((await announce(visit, signed(visit))).status).toBe(200);
    expect((await visit.open("/data", { accept: "application/json" })).status).toBe(401);
  });

  it.each<[string, JsonObject]>([
    ["another issuer", { iss: "https://evil.example" }],
    ["another client", { aud: "other" }],
    ["the past", { iat: 1, exp: 2 }],
    ["long ago, with an end that is far", { iat: 1 }],
    ["no time", { iat: null }],
    ["no end", { exp: null }],
    ["no id", { jti: null }],
    ["an id that is no text", { jti: 7 }],
    ["no event", { events: null }],
    ["another event", { events: { "https://schemas.example/other": {} } }],
    ["a login, with its nonce", { nonce: "n" }],
    ["nobody", { sid: null }],
    ["a session that is no text", { sid: 7 }],
  ])("is refused with a token of %s", async (_, more) => {
    const visit = await visitor();
    const claims = Object.fromEntries(Object.entries(claimsOf(visit, more)).filter(([, value]) => value !== null));
    expect((await announce(visit, signToken(visit.providerKey, claims))).status).toBe(400);
    expect(visit.service.ended).toEqual([]);
    expect((await visit.open()).outcome).toBe("allowed");
  });

  it("is refused where somebody else signed, or nobody did", async () => {
    const visit = await visitor();
    const unsigned = `${Buffer.from('{"alg":"none"}').toString("base64url")}.${Buffer.from(JSON.stringify(claimsOf(visit))).toString("base64url")}.`;
    for (const token of [signToken(tokenKey("ES256"), claimsOf(visit)), unsigned, "x.y.z", ""]) expect((await announce(visit, token)).status).toBe(400);
    expect(visit.service.ended).toEqual([]);
  });

  it("counts once", async () => {
    const visit = await visitor();
    const token = signed(visit);
    expect((await announce(visit, token, { id: "1" })).status).toBe(200);
    expect((await announce(visit, token, { id: "2" })).status).toBe(400);
    expect((await announce(visit, signed(visit, { jti: "l-2" }), { id: "3" })).status).toBe(200);
  });

  it("has not come before when Envoy asks again about one request", async () => {
    const visit = await visitor();
    const token = signed(visit);
    for (const id of ["1", "1"]) expect((await announce(visit, token, { id })).status).toBe(200);
    expect(visit.service.ended).toHaveLength(1);
    for (const id of ["", ""]) await announce(visit, signed(visit, { jti: "l-2" }), { id });
    expect(visit.service.ended).toHaveLength(2);
  });

  it("that the store does not take is an error, and counts when it is told again", async () => {
    const visit = await visitor();
    const token = signed(visit);
    visit.service.ends = "refused";
    expect((await announce(visit, token, { id: "1" })).outcome).toBe("error");
    visit.service.ends = "taken";
    expect((await announce(visit, token, { id: "2" })).status).toBe(200);
    expect((await visit.open("/data", { accept: "application/json" })).status).toBe(401);
    expect((await announce(visit, token, { id: "3" })).status).toBe(400);
  });

  it("that is told again, because the answer was lost, ends nothing that began since", async () => {
    const visit = await visitor();
    visit.service.clock.advance(1000);
    const { sid: _, ...claims } = claimsOf(visit, { sub: "alice" });
    const token = signToken(visit.providerKey, claims);
    visit.service.ends = "unsaid";
    expect((await announce(visit, token, { id: "1" })).outcome).toBe("error");
    visit.service.ends = "taken";
    visit.service.clock.advance(60_000);
    await visit.logIn();
    expect((await announce(visit, token, { id: "2" })).status).toBe(200);
    visit.service.clock.advance(6000);
    expect((await visit.open()).outcome).toBe("allowed");
  });

  it("is remembered as long as it would be taken", async () => {
    const visit = await visitor({ leeway: "20m" });
    const token = signed(visit, { exp: visit.now() + 86_400 });
    expect((await announce(visit, token, { id: "1" })).status).toBe(200);
    for (let minutes = 0; minutes < 40; minutes += 1) {
      visit.service.clock.advance(60_000);
      expect((await announce(visit, token, { id: "2" })).status).toBe(400);
    }
    expect(visit.service.ended).toHaveLength(1);
  });

  it.each<[string, RequestText]>([
    ["opened by a browser", { method: "GET" }],
    ["no form", { headers: { "content-type": "application/json" } }],
  ])("is refused when it is %s", async (_, request) => {
    const visit = await visitor();
    expect((await announce(visit, signed(visit), request)).status).toBe(400);
  });

  it("is refused when its form has two tokens, or did not come whole", async () => {
    const visit = await visitor();
    const body = new URLSearchParams({ logout_token: signed(visit) }).toString();
    expect((await visit.service.askLater({ method: "POST", path, headers: form, body: `${body}&${body}` })).status).toBe(400);
    expect((await visit.service.askLater({ method: "POST", path, headers: form })).status).toBe(400);
  });

  it("is nothing where the policy does not ask for it", async () => {
    const visit = await visitor({ logout: {} });
    expect((await announce(visit, signed(visit))).status).toBe(401);
  });
});
