import { beforeAll, describe, expect, it } from "vitest";
import type { RequestText } from "../../test/kit/authz/check-message.ts";
import { keyConsumer, layer, TestService } from "../../test/kit/authz/service.ts";
import { keySet, signToken, type TokenKey, tokenKey } from "../../test/kit/authz/tokens.ts";
import { sha256 } from "../kit/hash.ts";
import { twinToken } from "../kit/jose/twin.ts";
import type { JsonObject } from "../kit/json.ts";

const issuer = "https://idp.example.com";
const now = Date.UTC(2026, 0, 1) / 1000;
const claims: JsonObject = { iss: issuer, sub: "alice", jti: "t1", iat: now, exp: now + 90 * 86_400 };
const apiKey = "acme-key-0123456789";
let key: TokenKey;

beforeAll(() => {
  key = tokenKey();
});

function service(spec: JsonObject = {}): TestService {
  const issuers = [{ issuer, audiences: "any", keys: keySet(key) }];
  const running = new TestService([layer({ identify: [{ jwt: { issuers } }, { apiKey: {} }], ...spec })]);
  return running.consumer("acme", keyConsumer(apiKey)).consumer("app", { credentials: { idp: { jwt: { issuer, claims: { azp: "app" } } } } });
}

const bearer = (more: JsonObject = {}) => ({ headers: { authorization: `Bearer ${signToken(key, { ...claims, ...more })}` } });
const withKey = { headers: { "x-api-key": apiKey } };

describe("a revocation", () => {
  it.each<[string, JsonObject, RequestText | (() => RequestText), boolean]>([
    ["of a token", { token: { id: "t1" } }, () => bearer(), true],
    ["of a token of the issuer", { token: { id: "t1", issuer } }, () => bearer(), true],
    ["of a token of another issuer", { token: { id: "t1", issuer: "https://other" } }, () => bearer(), false],
    ["of another token", { token: { id: "t2" } }, () => bearer(), false],
    ["of a subject", { subject: { issuer, subject: "alice" } }, () => bearer(), true],
    ["of another subject", { subject: { issuer, subject: "bob" } }, () => bearer(), false],
    ["of a subject's older tokens", { subject: { issuer, subject: "alice", issuedBefore: "2026-01-01T00:00:01Z" } }, () => bearer(), true],
    ["of a subject's tokens before this one", { subject: { issuer, subject: "alice", issuedBefore: "2026-01-01T00:00:00Z" } }, () => bearer(), false],
    [
      "of a subject's older tokens, where one does not say",
      { subject: { issuer, subject: "alice", issuedBefore: "2026-01-01T00:00:00Z" } },
      () => bearer({ iat: undefined as never }),
      true,
    ],
    ["of a consumer with a key", { consumer: "acme" }, withKey, true],
    ["of a consumer with tokens", { consumer: "app" }, () => bearer({ azp: "app" }), true],
    ["of another consumer", { consumer: "app" }, withKey, false],
    ["of a credential", { credential: { consumer: "acme", name: "key" } }, withKey, true],
    ["of another credential", { credential: { consumer: "acme", name: "old" } }, withKey, false],
  ])("%s", (_, spec, request, hits) => {
    const asked = typeof request === "function" ? request() : request;
    const [fresh, kept] = [service(), service()];
    expect(kept.ask(asked).outcome).toBe("allowed");
    const replies = [fresh, kept].flatMap((running) => [running.revoke("r", spec).ask(asked), running.ask(asked)]);
    const expected = hits ? { outcome: "denied", status: 401, metadata: { denied: "credential_revoked" } } : { outcome: "allowed" };
    expect(replies).toMatchObject([expected, expected, expected, expected]);
  });

  it("of somebody who does not get in anyway: it is told so, whether that was decided before or not", () => {
    const plan = { authorize: { rules: [{ effect: "deny", methods: ["DELETE"] }] } };
    const [fresh, kept] = [service(plan), service(plan)];
    const asked = { ...withKey, method: "DELETE" };
    expect(kept.ask(asked)).toMatchObject({ status: 403, metadata: { denied: "forbidden" } });
    for (const running of [fresh, kept]) {
      expect(running.revoke("r", { consumer: "acme" }).ask(asked)).toMatchObject({ status: 401, metadata: { denied: "credential_revoked" } });
      running.revocations.delete("default", "r");
      expect(running.ask(asked)).toMatchObject({ status: 403, metadata: { denied: "forbidden" } });
    }
  });

  it("of a token by the hash of its text", () => {
    const running = service();
    const request = bearer();
    expect(running.ask(request).outcome).toBe("allowed");
    running.revoke("r", { token: { sha256: sha256(request.headers.authorization.slice("Bearer ".length)) } });
    expect(running.ask(request).outcome).toBe("denied");
    const twin = twinToken(request.headers.authorization.slice("Bearer ".length)) ?? "";
    expect(service().ask({ headers: { authorization: `Bearer ${twin}` } }).outcome).toBe("allowed");
    expect(running.ask({ headers: { authorization: `Bearer ${twin}` } }).metadata).toMatchObject({ denied: "credential_revoked" });
    expect(running.ask(bearer({ jti: "t2" })).outcome).toBe("allowed");
  });

  it("counts in its namespace, or everywhere", () => {
    const running = service();
    expect(running.revoke("r", { token: { id: "t1" } }, "shop").ask(bearer()).outcome).toBe("allowed");
    expect(running.revoke("r", { token: { id: "t1" }, everywhere: true }, "shop").ask(bearer()).outcome).toBe("denied");
  });

  it("of a consumer counts wherever the consumer is known", () => {
    const running = new TestService([layer({ identify: [{ apiKey: {} }], consumers: "all" }, { namespace: "shop" })]).consumer("acme", keyConsumer(apiKey));
    expect(running.ask(withKey).outcome).toBe("allowed");
    expect(running.revoke("r", { consumer: "acme" }, "shop").ask(withKey).outcome).toBe("allowed");
    expect(running.revoke("r", { consumer: "acme" }).ask(withKey).outcome).toBe("denied");
  });

  it("ends when it says so, or when it is taken back", () => {
    const running = service().revoke("r", { token: { id: "t1" }, until: "2026-01-01T01:00:00Z" });
    expect(running.ask(bearer()).outcome).toBe("denied");
    running.clock.advance(3_600_000);
    expect(running.ask(bearer()).outcome).toBe("allowed");
    running.revoke("s", { consumer: "acme" });
    expect(running.ask(withKey).outcome).toBe("denied");
    running.revocations.delete("default", "s");
    expect(running.ask(withKey).outcome).toBe("allowed");
    running.revoke("t", { consumer: "acme" });
    running.clock.advance(20 * 365 * 86_400_000);
    expect(running.ask(withKey).outcome).toBe("denied");
  });

  it("of what an outer layer found keeps out of the inner one", () => {
    const running = new TestService([layer({ identify: [{ apiKey: {} }] }), layer({ identify: [{ anonymous: {} }] })]).consumer("acme", keyConsumer(apiKey));
    expect(running.ask(withKey).outcome).toBe("allowed");
    expect(running.revoke("r", { consumer: "acme" }).ask(withKey).outcome).toBe("denied");
  });

  it("that comes while keys are fetched wins", async () => {
    const running = new TestService([layer({ identify: [{ jwt: { issuers: [{ issuer, audiences: "any", jwks: "https://idp/jwks" }] } }] })]);
    const keys = Promise.withResolvers<JsonObject>();
    running.web.documents.set("https://idp/jwks", keys.promise);
    const reply = running.askLater(bearer());
    running.revoke("r", { token: { id: "t1" } });
    keys.resolve(keySet(key));
    expect((await reply).outcome).toBe("denied");
  });
});

describe("while the store is silent", () => {
  it("what was allowed is decided anew, what was denied stays", () => {
    const running = service({ identify: [{ apiKey: {} }] });
    expect(running.ask(withKey).outcome).toBe("allowed");
    const asked = new Set<string>();
    const { consumers } = running;
    const find = consumers.findApiKey.bind(consumers);
    consumers.findApiKey = (text, scope) => {
      asked.add(text);
      return find(text, scope);
    };
    running.ask(withKey);
    expect(asked.size).toBe(0);
    running.freshness.silentMs = 5000;
    expect(running.ask(withKey).outcome).toBe("allowed");
    expect(asked.size).toBe(1);
  });

  it("for a minute, a policy may let nobody in", () => {
    const careful = service({ staleness: "deny" });
    const easy = service();
    for (const running of [careful, easy]) running.ask(withKey);
    careful.freshness.silentMs = 59_999;
    expect(careful.ask(withKey).outcome).toBe("allowed");
    careful.freshness.silentMs = 60_000;
    easy.freshness.silentMs = 60_000;
    expect(() => careful.ask(withKey)).toThrow(expect.objectContaining({ code: "ERR_AUTHZ_STALE" }));
    expect(() => careful.ask(bearer())).toThrow(expect.objectContaining({ code: "ERR_AUTHZ_STALE" }));
    expect(easy.ask(withKey).outcome).toBe("allowed");
    careful.freshness.silentMs = 0;
    expect(careful.ask(withKey).outcome).toBe("allowed");
  });

  it("or cannot read a revocation, a policy may let nobody in", () => {
    const careful = service({ staleness: "deny" });
    const easy = service();
    for (const running of [careful, easy]) running.freshness.unreadable.add("default/of-a-newer-version");
    const stale = { code: "ERR_AUTHZ_STALE", message: "Revocation default/of-a-newer-version cannot be read by this version" };
    expect(() => careful.ask(withKey)).toThrow(expect.objectContaining(stale));
    expect(easy.ask(withKey).outcome).toBe("allowed");
    careful.freshness.unreadable.clear();
    expect(careful.ask(withKey).outcome).toBe("allowed");
  });
});
