import { beforeAll, describe, expect, it } from "vitest";
import { layer, TestService } from "../../test/kit/authz/service.ts";
import { keySet, signToken, signWritten, type TokenKey, tokenKey } from "../../test/kit/authz/tokens.ts";
import type { JsonObject } from "../kit/json.ts";

const issuer = "https://idp.example.com";
const jwks = `${issuer}/jwks`;
const evil = "https://evil.example.com/keys";
/** The fake clock begins on 2026-01-01. */
const now = Date.UTC(2026, 0, 1) / 1000;
const claims: JsonObject = { iss: issuer, aud: "orders", sub: "alice", exp: now + 3600 };
const usualHeader = '{"alg":"ES256","kid":"k1"}';
let key: TokenKey;
let foreign: TokenKey;

beforeAll(() => {
  key = tokenKey("ES256", "k1");
  foreign = tokenKey("ES256", "k1");
});

/** A service that has the issuer's keys from the web, where somebody else offers keys, too. */
function tricked(fields: JsonObject = {}) {
  const service = new TestService([layer({ identify: [{ jwt: { issuers: [{ issuer, audiences: ["orders"], jwks, ...fields }] } }] })]);
  service.web.documents.set(jwks, keySet(key));
  service.web.documents.set(evil, keySet(foreign));
  const ask = (token: string) => service.askLater({ headers: { authorization: `Bearer ${token}` } });
  return { service, ask };
}

/** The reply to claims as they are written, which the issuer has signed. */
function askWritten(members: string, header = usualHeader) {
  return tricked().ask(signWritten(key, `{${members}}`, header));
}

const issued = `"iss":"${issuer}"`;
const meant = `${issued},"aud":"orders"`;
const lasting = `${meant},"exp":${now + 3600}`;
const refused = (detail: string) => ({ outcome: "denied", status: 401, body: expect.stringContaining(detail) as string });
/** Lists in lists. */
const nested = (depth: number, inner = "") => `${"[".repeat(depth)}${inner}${"]".repeat(depth)}`;

describe("a header that says where its key is", () => {
  it.each<[string, () => JsonObject]>([
    ["jku", () => ({ jku: evil })],
    ["x5u", () => ({ x5u: evil })],
    ["x5c", () => ({ x5c: ["MIIBqDCCAU6gAwIBAgIBBzAKBggqhkjOPQQDAjA6"] })],
    ["jwk", () => ({ jwk: foreign.jwk })],
    ["jku beside a name that nobody knows", () => ({ jku: evil, kid: "k2" })],
  ])("by %s is not followed", async (_, header) => {
    const { service, ask } = tricked();
    expect((await ask(signToken(key, claims))).outcome).toBe("allowed");
    service.clock.advance(60_000);
    expect(await ask(signToken(foreign, claims, header()))).toMatchObject(refused("signature cannot be verified"));
    expect(new Set(service.web.fetched)).toEqual(new Set([jwks]));
  });

  it("does no harm to a token that the issuer has signed, and is not followed then either", async () => {
    const { service, ask } = tricked();
    expect((await ask(signToken(key, claims, { jku: evil, x5u: evil, x5c: ["AA"], jwk: foreign.jwk }))).outcome).toBe("allowed");
    expect(service.web.fetched).toEqual([jwks]);
  });
});

describe("the name of a key", () => {
  it.each<[string, JsonObject, string]>([
    ["__proto__", { kid: "__proto__" }, "signature cannot be verified"],
    ["constructor", { kid: "constructor" }, "signature cannot be verified"],
    ["a path", { kid: "../../x" }, "signature cannot be verified"],
    ["an address", { kid: evil }, "signature cannot be verified"],
    ["4 kB long", { kid: "k".repeat(4096) }, "signature cannot be verified"],
    ["empty", { kid: "" }, "signature cannot be verified"],
    ["a number", { kid: 1 }, "cannot be read"],
    ["a list", { kid: ["k1"] }, "cannot be read"],
    ["null", { kid: null }, "cannot be read"],
  ])("that is %s names none, and leads nowhere", async (_, header, detail) => {
    const { service, ask } = tricked();
    expect((await ask(signToken(key, claims))).outcome).toBe("allowed");
    service.clock.advance(60_000);
    expect(await ask(signToken(key, claims, header))).toMatchObject(refused(detail));
    expect(new Set(service.web.fetched)).toEqual(new Set([jwks]));
  });
});

describe("claims that the issuer has signed and no program expects", () => {
  it.each<[string, string, string]>([
    ["an end beyond all numbers", `${meant},"exp":1e400`, "lacks the claim exp"],
    ["an end as a text", `${meant},"exp":"${now + 3600}"`, "lacks the claim exp"],
    ["an end in a list", `${meant},"exp":[${now + 3600}]`, "lacks the claim exp"],
    ["an end that is true", `${meant},"exp":true`, "lacks the claim exp"],
    ["an end before all time", `${meant},"exp":-1e308`, "is expired"],
    ["a beginning beyond all numbers", `${lasting},"nbf":1e400`, "is no number"],
    ["a beginning no calendar has", `${lasting},"nbf":1e300`, "is not valid yet"],
    ["a birth as a text", `${lasting},"iat":"${now}"`, "is no number"],
    ["an audience in a list in a list", `${issued},"exp":${now + 60},"aud":[["orders"]]`, "another audience"],
    ["an audience as an object", `${issued},"exp":${now + 60},"aud":{"0":"orders","length":1}`, "another audience"],
    ["an audience that is very deep", `${issued},"exp":${now + 60},"aud":${nested(5000, '"orders"')}`, "another audience"],
    ["an audience that is inherited", `${issued},"exp":${now + 60},"__proto__":{"aud":"orders"}`, "another audience"],
    ["an issuer that is very deep", `"iss":${nested(5000, `"${issuer}"`)},"aud":"orders","exp":${now + 60}`, "issuer that is not known"],
    ["an issuer in a list", `"iss":["${issuer}"],"aud":"orders","exp":${now + 60}`, "issuer that is not known"],
    ["an issuer that is inherited", `"__proto__":{"iss":"${issuer}"},"aud":"orders","exp":${now + 60}`, "issuer that is not known"],
    ["an issuer named as what every object has", `"iss":"constructor","aud":"orders","exp":${now + 60}`, "issuer that is not known"],
    ["two issuers, the last another one", `${lasting},"iss":"https://evil.example.com"`, "issuer that is not known"],
    ["two ends, the last one over", `${lasting},"exp":1`, "is expired"],
    ["two audiences, the last another one", `${lasting},"aud":"billing"`, "another audience"],
  ])("%s: are refused", async (_, members, detail) => {
    expect(await askWritten(members)).toMatchObject(refused(detail));
  });

  it.each<[string, string, JsonObject]>([
    ["a member twice: the last one counts (RFC 7519 §4)", `${lasting},"sub":"root","sub":"alice"`, { sub: "alice" }],
    ["an end no calendar has: it is a number, and the issuer's word", `${meant},"sub":"alice","exp":1e300`, { sub: "alice" }],
    ["a name that objects inherit from: it is one like others", `${lasting},"sub":"alice","__proto__":{"sub":"root"}`, { sub: "alice" }],
    ["an audience among things that are none", `${issued},"sub":"alice","exp":${now + 60},"aud":[null,{},["x"],1,"orders"]`, { sub: "alice" }],
  ])("%s: are taken", async (_, members, told) => {
    expect(await askWritten(members)).toMatchObject({ outcome: "allowed", metadata: { consumer: `${issuer}#alice`, claims: told } });
  });

  it.each([1, 16, 17, 60, 1500, 5000])("a claim of %d lists in each other: are taken, and told as far as Envoy can read them", async (depth) => {
    const reply = await askWritten(`${lasting},"sub":"alice","deep":${nested(depth)}`);
    expect(reply).toMatchObject({ outcome: "allowed", metadata: { claims: { sub: "alice" } } });
    expect("deep" in (reply.metadata as { readonly claims: JsonObject }).claims).toBe(depth <= 16);
  });

  it("a claim that is very deep: are taken where rules and headers read it", async () => {
    const issuers = [{ issuer, audiences: ["orders"], keys: keySet(key) }];
    const service = new TestService([
      layer({
        identify: [{ jwt: { issuers } }],
        authorize: { rules: [{ claims: [{ claim: "deep", contains: "x" }] }, { when: "has(identity.claims.deep) && size(identity.claims.deep) == 1" }] },
        shape: { headers: { "x-sub": "{claims.sub}", "x-deep": "{claims.deep}" } },
      }),
    ]);
    const token = signWritten(key, `{${lasting},"sub":"alice","deep":${nested(1500)}}`, usualHeader);
    const reply = await service.askLater({ headers: { authorization: `Bearer ${token}` } });
    expect(reply).toMatchObject({ outcome: "allowed", headers: { "x-sub": "alice" } });
  });
});

describe("the type of a token", () => {
  const access = { ...claims, client_id: "app", jti: "1", iat: now };
  it.each<[string, JsonObject]>([
    ["JWT", { typ: "JWT" }],
    ["logout+jwt", { typ: "logout+jwt" }],
    ["secevent+jwt", { typ: "secevent+jwt" }],
    ["dpop+jwt", { typ: "dpop+jwt" }],
    ["at+jwt and more", { typ: "at+jwt+x" }],
    ["at+jwt twice over", { typ: "application/application/at+jwt" }],
    ["at+jwt in a list", { typ: ["at+jwt"] }],
    ["null", { typ: null }],
  ])("that is %s is none of an access token", async (_, header) => {
    expect(await tricked({ profile: "rfc9068" }).ask(signToken(key, access, header))).toMatchObject(refused("not an access token"));
  });

  it.each(["logout+jwt", "application/secevent+jwt", "DPoP+JWT", "oauth-authz-req+jwt"])("that is %s lets nobody in", async (typ) => {
    expect(await tricked().ask(signToken(key, access, { typ }))).toMatchObject(refused("not meant for access"));
  });

  it.each([undefined, "JWT", "at+jwt", "application/at+jwt", "own"])("that is %s may be one for access", async (typ) => {
    expect(await tricked().ask(signToken(key, access, { typ } as never))).toMatchObject({ outcome: "allowed" });
  });
});

describe("a header that two programs could read in two ways", () => {
  it.each<[string, string, string]>([
    ["whose last algorithm is none", '{"alg":"ES256","kid":"k1","alg":"none"}', "cannot be read"],
    ["whose algorithm is a list", '{"alg":["ES256"],"kid":"k1"}', "cannot be read"],
    ["whose algorithm is written small", '{"alg":"es256","kid":"k1"}', "cannot be read"],
    ["whose algorithm is inherited", '{"__proto__":{"alg":"ES256"},"kid":"k1"}', "cannot be read"],
    ["whose algorithm is what every object has", '{"alg":"constructor","kid":"k1"}', "cannot be read"],
    ["that asks for nothing", '{"alg":"ES256","kid":"k1","crit":[]}', "cannot be read"],
    ["whose last key is another one", '{"alg":"ES256","kid":"k1","kid":"k2"}', "signature cannot be verified"],
    ["that is a list", `[${usualHeader}]`, "not a signed token"],
    ["that is very deep", nested(5000), "not a signed token"],
  ])("%s is refused", async (_, header, detail) => {
    expect(await askWritten(lasting, header)).toMatchObject(refused(detail));
  });
});
