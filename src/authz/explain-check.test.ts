import { describe, expect, it } from "vitest";
import { keyConsumer, layer, TestService } from "../../test/kit/authz/service.ts";
import { signatureHeaders, usualComponents } from "../../test/kit/authz/sign-request.ts";
import { authExplanationText } from "../cli/output/auth-explanation-text.ts";
import type { JsonObject } from "../kit/json.ts";
import type { AuthExplanation } from "../model/auth/auth-explanation.ts";

const secret = "acme-0123456789abcdef";
const key = { "x-api-key": secret };
/** The fake clock begins on 2026-01-01, a Thursday. */
const start = Date.UTC(2026, 0, 1);

function guarded(fields: JsonObject = {}, consumer: JsonObject = keyConsumer(secret)): TestService {
  return new TestService([layer({ identify: [{ apiKey: {} }], ...fields })]).consumer("acme", consumer);
}

async function cacheOf(told: Promise<AuthExplanation>): Promise<NonNullable<AuthExplanation["cache"]>> {
  const { cache } = await told;
  if (cache === undefined) throw new Error("Nothing is told of the cache");
  return cache;
}

describe("an explanation of what is kept", () => {
  it("says for which requests a decision is kept, for how long at most, and by which policy", async () => {
    const service = guarded({ authorize: { rules: [{ methods: ["GET"] }] } });
    expect(await cacheOf(service.explain({ headers: key }))).toEqual({
      seconds: 60,
      bound: "cache of Policy default/auth",
      inputs: ["header:x-api-key", "method"],
      held: null,
    });
    expect(await cacheOf(service.explain({ headers: { "x-api-key": "nobody-0123456789abc" } }))).toMatchObject({
      seconds: 5,
      bound: "cache of Policy default/auth",
    });
  });

  it.each<[string, TestService, Readonly<Record<string, string>>, object]>([
    [
      "the end of a credential",
      guarded({}, { credentials: { key: { apiKey: { value: secret }, expires: "2026-01-01T00:00:30Z" } } }),
      key,
      { seconds: 30, bound: "what was shown is good until 2026-01-01T00:00:30.000Z" },
    ],
    [
      "a time that a rule names",
      guarded({ cache: { allowed: "5m" }, authorize: { rules: [{ time: { hours: { from: "00:00", until: "00:01" } } }] } }),
      key,
      { seconds: 60, bound: "a rule of Policy default/auth names a time, and may come to something else at 2026-01-01T00:01:00.000Z" },
    ],
    [
      "a revocation",
      guarded().revoke("lost", { credential: { consumer: "acme", name: "key" } }),
      key,
      { seconds: 5, bound: "whether it is revoked is asked again then" },
    ],
  ])("says what ends it: %s", async (_, service, headers, wanted) => {
    expect(await cacheOf(service.explain({ headers }))).toMatchObject(wanted);
  });

  it.each<[string, TestService, Readonly<Record<string, string>>, string]>([
    ["the policy switches it off", guarded({ cache: { allowed: "0s" } }), key, "cache.allowed of Policy default/auth is 0"],
    ["the policy switches it off for refusals", guarded({ cache: { denied: "0s" } }), {}, "cache.denied of Policy default/auth is 0"],
    [
      "a signature is for one request",
      new TestService([layer({ identify: [{ signature: {} }] })]).consumer("acme", {
        credentials: { sign: { signature: { keyId: "k1", secret: `${secret}${secret}` } } },
      }),
      signatureHeaders({ key: `${secret}${secret}`, components: usualComponents({}), created: start / 1000 }),
      "a signature is for one request, with its body and its nonce",
    ],
    ["what it reads is long", guarded(), { "x-api-key": "x".repeat(9000) }, "what it is made of is 9037 characters long, which is too much to keep"],
  ])("says why there is nothing to keep: %s", async (_, service, headers, bound) => {
    expect(await cacheOf(service.explain({ headers }))).toMatchObject({ seconds: 0, bound, held: null });
  });

  it("says what is kept there now, and changes nothing by it", async () => {
    const service = guarded();
    service.ask({ headers: key });
    service.clock.advance(20_000);
    expect((await cacheOf(service.explain({ headers: key }))).held).toEqual({ outcome: "allowed", seconds: 40 });
    expect((await cacheOf(service.explain({ headers: key, path: "/other" }))).held).toEqual({ outcome: "allowed", seconds: 40 });
    expect((await cacheOf(service.explain({ headers: {} }))).held).toBeNull();
    expect(service.decided).toBe(1);
    service.clock.advance(41_000);
    expect((await cacheOf(service.explain({ headers: key }))).held).toBeNull();
  });

  it("does not take for kept what would be decided anew", async () => {
    const service = guarded();
    const held = async () => (await cacheOf(service.explain({ headers: key }))).held;
    service.ask({ headers: key });
    service.freshness.silentMs = 6000;
    expect(await held()).toBeNull();
    service.freshness.silentMs = 0;
    expect(await held()).toMatchObject({ outcome: "allowed" });
    service.revoke("lost", { credential: { consumer: "acme", name: "key" } });
    expect(await held()).toBeNull();
    service.revocations.delete("default", "lost");
    expect(await held()).toMatchObject({ outcome: "allowed" });
    service.consumer("acme", keyConsumer("another-0123456789abcdef"));
    expect(await held()).toBeNull();
  });

  it("tells of it where a request cannot be decided anew, too", async () => {
    const url = "https://idp.example.com/introspect";
    const client = { id: "gw", secret: { name: "idp", entry: "client" } };
    const service = new TestService([layer({ identify: [{ introspection: { url, issuer: "https://idp.example.com", client } }] })]);
    const told = await service.explain({ headers: { authorization: "Bearer abc" } });
    expect(told).toMatchObject({ outcome: "error", cache: { seconds: 0, bound: "what cannot be decided is asked about each time", held: null } });
  });

  it("is told in words", async () => {
    const service = guarded();
    const lines = async () =>
      authExplanationText(await service.explain({ headers: key }))
        .split("\n")
        .slice(-3, -1);
    const first = "  may be used again for 60 s (cache of Policy default/auth), for requests with the same header:x-api-key";
    expect(await lines()).toEqual([first, "  this replica has nothing kept for such requests"]);
    service.ask({ headers: key });
    expect(await lines()).toEqual([first, "  this replica has kept for such requests, 60 s longer: allowed"]);
  });
});
