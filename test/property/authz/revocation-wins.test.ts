import { X509Certificate } from "node:crypto";
import { beforeAll, expect, it } from "vitest";
import { sha256 } from "../../../src/kit/hash.ts";
import type { Json, JsonObject } from "../../../src/kit/json.ts";
import { keyConsumer, layer, TestService } from "../../kit/authz/service.ts";
import { keySet, signToken, tokenKey } from "../../kit/authz/tokens.ts";
import { issuer, soon, Visit } from "../../kit/authz/visit.ts";
import type { FakeClock } from "../../kit/fake-clock.ts";
import { testAuthority } from "../../kit/tls/certificates.ts";

const key = tokenKey("ES256");
const token = signToken(key, { iss: issuer, sub: "alice", jti: "t1", azp: "app", exp: Date.UTC(2027, 0, 1) / 1000 });
const apiKey = "acme-key-0123456789";
let certificate = "";

beforeAll(async () => {
  const from = { notBefore: Date.UTC(2025, 11, 31), notAfter: Date.UTC(2027, 0, 1) };
  certificate = (await (await testAuthority()).issue({ commonName: "web", uris: ["spiffe://example.org/web"], ...from })).chain;
});

/** What happens: requests, the answer that they wait for, the revocation, time. */
type Event = "ask" | "answer" | "revoke" | "time";

/** Somebody who may come in until something of it is revoked, and needs an answer from elsewhere for it. */
interface Scene {
  readonly service: { readonly clock: FakeClock; readonly revoke: (name: string, spec: JsonObject) => unknown };
  readonly ask: () => Promise<string>;
  /** What is needed comes. */
  readonly answer: () => void;
  readonly revocation: JsonObject;
}

/** Layers by everything that can be shown, the last of which waits for the keys of an issuer. */
async function shown(revocation: JsonObject): Promise<Scene & { readonly service: TestService }> {
  const ways = [{ certificate: {} }, { apiKey: {} }, { jwt: { issuers: [{ issuer, audiences: "any", jwks: `${issuer}/jwks` }] } }];
  const service = new TestService(ways.map((way) => layer({ identify: [way] })));
  service.consumer("acme", keyConsumer(apiKey)).consumer("app", { credentials: { idp: { jwt: { issuer, claims: { azp: "app" } } } } });
  const keys = Promise.withResolvers<Json>();
  service.web.documents.set(`${issuer}/jwks`, keys.promise);
  const request = { headers: { authorization: `Bearer ${token}`, "x-api-key": apiKey }, certificate: encodeURIComponent(certificate) };
  return { service, revocation, ask: async () => (await service.askLater(request)).outcome, answer: () => keys.resolve(keySet(key)) };
}

/** A session whose tokens are to be refreshed. */
async function session(revocation: (id: string) => JsonObject, keptIn: "cookie" | "server" = "cookie"): Promise<Scene> {
  const visit = new Visit({ session: { keptIn } });
  await visit.logIn({ sid: "idp-1" });
  await visit.open();
  const id = visit.session ?? "";
  visit.service.clock.advance(301_000);
  const refreshed = Promise.withResolvers<Json>();
  visit.gives(refreshed.promise);
  const answer = (): void => refreshed.resolve({ access_token: "at-2", token_type: "Bearer", refresh_token: "rt-2", expires_in: 300 });
  return { service: visit.service, revocation: revocation(id), ask: async () => (await visit.open()).outcome, answer };
}

/** The same where the browser meets two replicas by turns, which renew it together. */
async function sharedSession(keptIn: "cookie" | "server"): Promise<Scene> {
  const one = new Visit({ session: { keptIn } }, {}, { isShared: true });
  const two = new Visit({ session: { keptIn } }, {}, { beside: one });
  await one.logIn();
  await one.open();
  one.service.clock.advance(301_000);
  const refreshed = Promise.withResolvers<Json>();
  for (const visit of [one, two]) visit.gives(refreshed.promise);
  let asked = 0;
  return {
    service: { clock: one.service.clock, revoke: (...revocation) => [one, two].map(({ service }) => service.revoke(...revocation)) },
    revocation: { session: one.session ?? "" },
    ask: async () => {
      asked += 1;
      return (await (asked % 2 === 0 ? one : two).open()).outcome;
    },
    answer: () => refreshed.resolve(one.tokens(one.claims(""), { refresh_token: "rt-2" })),
  };
}

function* orders(left: Readonly<Partial<Record<Event, number>>>): Generator<readonly Event[]> {
  const next = (Object.keys(left) as Event[]).filter((event) => (left[event] ?? 0) > 0);
  if (next.length === 0) yield [];
  for (const event of next) for (const rest of orders({ ...left, [event]: (left[event] ?? 0) - 1 })) yield [event, ...rest];
}

/** The outcomes of all requests, each with whether the revocation was there when its reply came. */
async function run(events: readonly Event[], { service, ask, answer, revocation }: Scene): Promise<readonly (readonly [outcome: string, revoked: boolean])[]> {
  const state = { revoked: false };
  const replies: Promise<readonly [string, boolean]>[] = [];
  const step: Readonly<Record<Event, () => void>> = {
    ask: () => void replies.push(ask().then((outcome) => [outcome, state.revoked])),
    answer,
    revoke: () => {
      service.revoke("r", revocation);
      state.revoked = true;
    },
    time: () => service.clock.advance(100),
  };
  for (const event of events) {
    step[event]();
    await new Promise((resolve) => void setImmediate(resolve));
  }
  // Replicas look from time to time what another one was answered.
  return soon(service, replies);
}

it.each<[string, () => Promise<Scene>]>([
  ["of a token", () => shown({ token: { id: "t1" } })],
  ["of a token of its issuer", () => shown({ token: { id: "t1", issuer } })],
  ["of a token by its hash", () => shown({ token: { sha256: sha256(token) } })],
  ["of everything of a subject", () => shown({ subject: { issuer, subject: "alice" } })],
  ["of an API key", () => shown({ credential: { consumer: "acme", name: "key" } })],
  ["of a consumer with a key", () => shown({ consumer: "acme" })],
  ["of a consumer's tokens", () => shown({ credential: { consumer: "app", name: "idp" } })],
  ["of a consumer with tokens", () => shown({ consumer: "app" })],
  ["of a certificate", () => shown({ certificate: new X509Certificate(certificate).fingerprint256.replaceAll(":", "").toLowerCase() })],
  ["of a session", () => session((id) => ({ session: id }))],
  ["of a session in a cookie that two replicas renew", () => sharedSession("cookie")],
  ["of a session that two replicas keep and renew", () => sharedSession("server")],
  ["of the logins of a session at the provider", () => session(() => ({ login: { issuer, providerSession: "idp-1" } }))],
  ["of the logins of a subject so far", () => session(() => ({ login: { issuer, subject: "alice", before: "2026-01-01T00:00:01Z" } }))],
  ["of a session that servers keep", () => session((id) => ({ session: id }), "server")],
  ["in every namespace", () => shown({ token: { id: "t1" }, everywhere: true })],
  ["of everybody's sessions of a subject", () => session(() => ({ subject: { issuer, subject: "alice" } }))],
])("a revocation %s wins, in whatever order things happen", async (_, make) => {
  const all = [...orders({ ask: 3, answer: 1, revoke: 1, time: 1 })];
  let [before, after] = [0, 0];
  for (const events of all) {
    for (const [outcome, revoked] of await run(events, await make())) {
      expect([events.join(), outcome]).toEqual([events.join(), revoked ? "denied" : "allowed"]);
      if (revoked) after += 1;
      else before += 1;
    }
  }
  expect(all).toHaveLength(120);
  expect(Math.min(before, after)).toBeGreaterThan(50);
});

it("a revocation wins also between two steps of a decision that nothing else comes between", async () => {
  const outcomes = new Set<string>();
  for (let steps = 0; steps < 40; steps += 1) {
    const { service, ask, answer } = await shown({ token: { id: "t1" } });
    const reply = ask();
    answer();
    for (let step = 0; step < steps; step += 1) await Promise.resolve();
    const isDecided = service.decided > 0;
    service.revoke("r", { token: { id: "t1" } });
    const outcome = await reply;
    expect([steps, outcome]).toEqual([steps, isDecided ? "allowed" : "denied"]);
    outcomes.add(outcome);
  }
  expect(outcomes).toEqual(new Set(["allowed", "denied"]));
});
