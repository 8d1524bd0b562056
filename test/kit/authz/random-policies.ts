import { compileLogin } from "../../../src/authz/decide/identify/login/login-policy.ts";
import { sessionText } from "../../../src/authz/decide/identify/login/session.ts";
import { CheckView } from "../../../src/authz/decide/request/check-view.ts";
import { DecisionRequest } from "../../../src/authz/decide/request/decision-request.ts";
import { TextSealer } from "../../../src/authz/source/login/text-sealer.ts";
import type { Random } from "../../../src/kit/clock.ts";
import type { JsonObject } from "../../../src/kit/json.ts";
import type { OidcSpec } from "../../../src/model/auth/oidc-schema.ts";
import { FakeClock } from "../fake-clock.ts";
import type { SeededRandom } from "../load/seeded-random.ts";
import { checkBytes, type RequestText } from "./check-message.ts";
import { keyConsumer, layer, TestService, testKey } from "./service.ts";
import { keySet, macToken, signToken, tokenKey } from "./tokens.ts";

const apiKeys = ["acme-key-0123456789", "other-key-0123456789", "wrong-key-0123456789"] as const;
const [issuer, start] = ["https://idp.example.com", Date.UTC(2026, 0, 1) / 1000];

const hosts = ["api.example.com", "shop.example.com:8443", "api.example.com."] as const;
const login: OidcSpec = {
  issuer,
  client: { id: "shop" },
  endpoints: { authorization: `${issuer}/authorize`, token: `${issuer}/token`, jwks: `${issuer}/jwks` },
};
/** What two services draw is the same, so that their answers are. */
const dull: Random = { bytes: (length) => new Uint8Array(length), number: () => 0 };

/** The cookie of a session that began so long before the clock's start. */
function sessionOf(host: string, idToken: string, agoMs: number): string {
  const policy = compileLogin("oidc", login, { scope: "all", namespace: "default" });
  const since = start * 1000 - agoMs;
  const text = sessionText({ id: `${host}-${agoMs}`, since, seen: since, renew: undefined, idToken, refreshToken: undefined });
  const sealer = new TextSealer({ key: testKey, clock: new FakeClock(), random: dull });
  const sealed = sealer.seal({ text, context: policy.context("session", new DecisionRequest(new CheckView(checkBytes({ host })), since)) });
  return `__Host-session=1.${sealed}`;
}

/** Policies and requests that fit each other often enough for every answer to come up. */
export class RandomPolicies {
  readonly #random: SeededRandom;
  readonly #key = tokenKey("ES256");
  readonly #tokens: readonly string[];
  readonly #sessions: readonly string[];

  constructor(random: SeededRandom) {
    this.#random = random;
    const claims = { iss: issuer, aud: "api", jti: "t1", exp: start + 3600 };
    this.#tokens = [
      signToken(this.#key, { ...claims, sub: "alice", tenant: "a", scope: "read write", groups: ["partners"] }),
      signToken(this.#key, { ...claims, sub: "bob", tenant: "b", level: 3, suspended: true }),
      signToken(this.#key, { ...claims, sub: "carol", exp: start + 30 }),
      signToken(tokenKey("ES256"), { ...claims, sub: "mallory" }),
      macToken("secret", { ...claims, sub: "mallory" }),
      "not.a.token",
    ];
    const [alice = "", bob = ""] = this.#tokens;
    this.#sessions = hosts.flatMap((host) => [sessionOf(host, alice, 0), sessionOf(host, bob, 0), sessionOf(host, alice, 29 * 60_000)]);
  }

  /** The blocks of a policy, the broadest first. */
  layers(): readonly JsonObject[] {
    const first = this.#layer();
    return this.#chance(3) ? [first, this.#chance(2) ? this.#layer() : { authorize: { rules: this.#rules() } }] : [first];
  }

  /** Two services with a policy: one keeps what it has decided, the other one decides every time. */
  services(layers: readonly JsonObject[]): { readonly kept: TestService; readonly fresh: TestService } {
    const make = (more: JsonObject): TestService => {
      const made = layers.map((spec) => layer({ ...spec, ...more }));
      return this.withConsumers(new TestService(made, { random: dull }));
    };
    return { kept: make({}), fresh: make({ cache: { allowed: "0s", denied: "0s" } }) };
  }

  /** Adds those who have the keys that requests show. */
  withConsumers(service: TestService): TestService {
    return service
      .consumer("acme", keyConsumer(apiKeys[0], { groups: ["partners"], plan: "gold" }))
      .consumer("other", keyConsumer(apiKeys[1], { groups: ["guests"] }));
  }

  /** What may happen beside requests. */
  change(): (service: TestService) => void {
    const random = this.#random;
    const name = random.pick(["r1", "r2"]);
    const groups = [random.pick(["partners", "guests"])];
    const revoked = random.pick<JsonObject>([
      { consumer: "acme" },
      { credential: { consumer: "other", name: "key" } },
      { token: { id: "t1" } },
      { subject: { issuer, subject: random.pick(["alice", "bob"]) } },
    ]);
    const until = new Date((start + random.below(120)) * 1000).toISOString();
    return random.pick<(service: TestService) => void>([
      (service) => void service.revoke(name, { ...revoked, until }),
      (service) => service.revocations.delete("default", name),
      (service) => void service.consumer("acme", keyConsumer(apiKeys[0], { groups, plan: "gold" })),
      (service) => service.consumers.delete("default", "other"),
    ]);
  }

  request(): RequestText {
    const random = this.#random;
    const headers: Record<string, string> = { "x-noise": String(random.below(1000)) };
    if (this.#chance(2)) headers["x-api-key"] = random.pick(apiKeys);
    if (this.#chance(2)) headers["authorization"] = `Bearer ${random.pick(this.#tokens)}`;
    if (this.#chance(2)) headers["x-tenant"] = random.pick(["a", "b", ""]);
    if (this.#chance(3)) headers["cookie"] = random.pick([`key=${apiKeys[0]}`, `theme=dark; key=${apiKeys[1]}`, "theme=dark"]);
    if (this.#chance(3)) headers["cookie"] = random.pick([...this.#sessions, `a=1; ${this.#sessions[0] ?? ""}`, "__Host-session=1.AAAA"]);
    if (this.#chance(3)) headers["accept"] = random.pick(["text/html", "application/json"]);
    if (this.#chance(5)) headers["content-type"] = "application/grpc";
    const path = random.pick([
      "/",
      "/orders",
      "/orders/7",
      "/orders/../admin",
      "/admin/x",
      "/a%2fb",
      "/order%73/7",
      "/orders;a=1",
      "/logout",
      "/login/callback",
    ]);
    return {
      method: random.pick(["GET", "POST", "DELETE"]),
      path: path + random.pick(["", "", "?a=1", `?key=${apiKeys[0]}`, "?a=1&a=2", "?a=2", "?wh%6f=x&d%65bug", `?k%65y=${apiKeys[1]}&who=x`]),
      host: random.pick(hosts),
      address: random.pick(["10.0.0.1", "192.0.2.7"]),
      headers,
    };
  }

  #layer(): JsonObject {
    const random = this.#random;
    const ways: readonly JsonObject[] = [
      { apiKey: { from: random.some([{ header: "x-api-key" }, { cookie: "key" }, { query: "key" }]), forward: this.#chance(4) } },
      { jwt: { issuers: [{ issuer, audiences: ["api"], keys: keySet(this.#key) }], forward: this.#chance(2) } },
      { oidc: login },
      { anonymous: { groups: ["guests"] } },
    ];
    const identify = random.some(ways);
    return {
      identify,
      ...(this.#chance(4) && { unless: [{ paths: ["/orders"] }] }),
      ...(!this.#chance(3) && { authorize: { rules: this.#rules() } }),
      ...(this.#chance(2) && { shape: this.#shape() }),
      ...(this.#chance(4) && identify.every((way) => way["oidc"] === undefined) && { shadow: true }),
    };
  }

  #shape(): JsonObject {
    const query = { ...(this.#chance(2) && { set: { who: "{subject}" } }), remove: ["debug"] };
    return { headers: { "x-user": "{subject}", "x-plan": "{consumer.plan}" }, removeHeaders: ["x-noise"], ...(this.#chance(2) && { query }) };
  }

  #rules(): readonly JsonObject[] {
    const random = this.#random;
    return Array.from({ length: 1 + random.below(3) }, () => {
      const conditions: readonly JsonObject[] = [
        { methods: random.some(["GET", "POST", "DELETE"]) },
        { paths: random.some(["/orders/{id}", "/orders", "/admin/**", "/**"]) },
        { hosts: random.some(["api.example.com", "*.example.com"]) },
        { groups: random.some(["partners", "guests"]) },
        { scopes: ["read"] },
        { addresses: ["10.0.0.0/8"] },
        { claims: [{ claim: "tenant", equals: random.pick(["a", "b"]) }] },
        { time: { until: new Date((start + 60) * 1000).toISOString().replace(".000", "") } },
        { when: random.pick(expressions) },
      ];
      return { effect: random.pick(["allow", "allow", "deny"]), ...random.pick(conditions), ...random.pick(conditions) };
    });
  }

  #chance(of: number): boolean {
    return this.#random.below(of) === 0;
  }
}

const expressions: readonly string[] = [
  "request.headers['x-tenant'] == identity.claims.tenant",
  "'x-tenant' in request.headers && request.headers['x-tenant'] != ''",
  "request.query.a == '1'",
  "has(identity.claims.suspended) && identity.claims.suspended",
  "request.url_path.startsWith('/orders') && request.method != 'DELETE'",
  "source.address.startsWith('10.') || identity.plan == 'gold'",
  "request.time < timestamp('2026-01-01T00:00:40Z')",
  "identity.groups.exists(group, group == 'guests')",
];
