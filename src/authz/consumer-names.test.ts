import { describe, expect, it } from "vitest";
import { webCertificate } from "../../test/kit/authz/peer-certificates.ts";
import { keyConsumer, layer, TestService } from "../../test/kit/authz/service.ts";
import { signatureHeaders, usualComponents } from "../../test/kit/authz/sign-request.ts";
import { keySet, signToken, tokenKey } from "../../test/kit/authz/tokens.ts";
import type { JsonObject } from "../kit/json.ts";

const own = { headers: { "x-api-key": "billing-key-0123456789" } };
const namesake = { headers: { "x-api-key": "namesake-key-0123456789" } };
const tokens = tokenKey("ES256");

/** A policy of namespace default that takes consumers of all namespaces, two of which are called alike. */
function withNamesakes(spec: JsonObject): TestService {
  return new TestService([layer({ consumers: "all", identify: [{ apiKey: {} }], ...spec })])
    .consumer("billing", keyConsumer("billing-key-0123456789"))
    .consumer("billing", keyConsumer("namesake-key-0123456789"), "tenant");
}

describe("a consumer of another namespace", () => {
  it("is none of a rule that names one of the policy's own, and the other way round", () => {
    const service = withNamesakes({ authorize: { rules: [{ consumers: ["billing"] }] } });
    expect([service.ask(own).outcome, service.ask(namesake).outcome]).toEqual(["allowed", "denied"]);
    const other = withNamesakes({ authorize: { rules: [{ consumers: ["tenant/billing"] }] } });
    expect([other.ask(own).outcome, other.ask(namesake).outcome]).toEqual(["denied", "allowed"]);
  });

  it("is told to other filters by both names", () => {
    const service = withNamesakes({});
    expect(service.ask(own).metadata).toMatchObject({ consumer: "billing" });
    expect(service.ask(namesake).metadata).toMatchObject({ consumer: "tenant/billing" });
  });

  it("is told to backends by both names, once", () => {
    const service = withNamesakes({ shape: { headers: { "x-one": "{consumer.name}", "x-both": "{consumer.namespace}/{consumer.name}" } } });
    expect(service.ask(own).headers).toMatchObject({ "x-one": "billing", "x-both": "default/billing" });
    expect(service.ask(namesake).headers).toMatchObject({ "x-one": "tenant/billing", "x-both": "tenant/billing" });
  });

  it.each([
    ['identity.consumer == "billing"', ["allowed", "denied"]],
    ['identity.consumer == "tenant/billing"', ["denied", "allowed"]],
    ['identity.namespace == "tenant" && identity.consumer == "billing"', ["denied", "allowed"]],
  ])("is told from its namesake by the expression %s", (when, outcomes) => {
    const service = withNamesakes({ authorize: { rules: [{ when }] } });
    expect([service.ask(own).outcome, service.ask(namesake).outcome]).toEqual(outcomes);
  });

  it("that a gateway's policy has found counts as another's in a route's policy of its own namespace", () => {
    const gateway = layer({ consumers: "all", identify: [{ apiKey: {} }] }, { namespace: "infra", source: "Gateway infra/edge" });
    const route = layer({ authorize: { rules: [{ consumers: ["billing"] }] } }, { namespace: "tenant", source: "Route tenant/shop" });
    const service = new TestService([gateway, route])
      .consumer("billing", keyConsumer("billing-key-0123456789"))
      .consumer("billing", keyConsumer("namesake-key-0123456789"), "tenant");
    expect(service.ask(own).outcome).toBe("denied");
    expect(service.ask(namesake)).toMatchObject({ outcome: "allowed", metadata: { consumer: "tenant/billing" } });
  });
});

it("a token of no consumer does not use up what is a consumer's: it is told by its issuer and subject", () => {
  const issuers = [{ issuer: "https://id.example.com", audiences: "any", keys: keySet(tokens) }] as const;
  const service = withNamesakes({ identify: [{ jwt: { issuers } }] });
  const token = signToken(tokens, { iss: "https://id.example.com", sub: "billing", exp: 2e9 });
  expect(service.ask({ headers: { authorization: `Bearer ${token}` } }).metadata).toMatchObject({ consumer: "https://id.example.com#billing" });
});

describe("a consumer of another namespace that is known by the same thing", () => {
  const secret = "a shared secret of 32 characters";
  const issuer = "https://idp.example.com";
  const now = Date.UTC(2026, 0, 1) / 1000;
  const intruder = { groups: ["admin"], credentials: {} as JsonObject };

  function service(identify: JsonObject, credential: JsonObject, other: JsonObject): TestService {
    return new TestService([layer({ consumers: "all", identify: [identify] }, { namespace: "shop" })])
      .consumer("partner", { credentials: { own: credential } }, "shop")
      .consumer("intruder", { ...intruder, credentials: { own: other } }, "aaa");
  }

  it("takes no token from the policy's own", () => {
    const jwt = { issuer, claims: { sub: "alice" } };
    const running = service({ jwt: { issuers: [{ issuer, audiences: "any", keys: keySet(tokens) }] } }, { jwt }, { jwt });
    const headers = { authorization: `Bearer ${signToken(tokens, { iss: issuer, sub: "alice", exp: now + 60 })}` };
    expect(running.ask({ headers }).metadata).toMatchObject({ consumer: "partner" });
    running.consumers.delete("shop", "partner");
    expect(running.ask({ headers }).metadata).toMatchObject({ consumer: "aaa/intruder" });
    running.consumer("partner", { credentials: { own: { jwt } } }, "shop");
    expect(running.ask({ headers }).metadata).toMatchObject({ consumer: "partner" });
  });

  it("keeps no request out that the policy's own has signed", () => {
    const own = { signature: { keyId: "k1", secret } };
    const running = service({ signature: {} }, own, { signature: { keyId: "k1", secret: "another secret of 32 characters!" } });
    const headers = signatureHeaders({ key: secret, created: now, components: usualComponents({}) });
    expect(running.ask({ headers })).toMatchObject({ outcome: "allowed", metadata: { consumer: "partner" } });
  });

  it("takes no certificate from the policy's own, by whatever name either is known", () => {
    const principal = "spiffe://example.org/web";
    const running = service({ certificate: {} }, { certificate: { name: "web.example.org" } }, { certificate: { name: principal } });
    const asked = { principal, certificate: webCertificate.encoded };
    expect(running.ask(asked).metadata).toMatchObject({ consumer: "partner" });
    running.consumers.delete("shop", "partner");
    expect(running.ask(asked).metadata).toMatchObject({ consumer: "aaa/intruder" });
    running.consumer("partner", { credentials: { own: { certificate: { name: "web.example.org" } } } }, "shop");
    expect(running.ask(asked).metadata).toMatchObject({ consumer: "partner" });
  });
});
