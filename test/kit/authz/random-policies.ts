import type { JsonObject } from "../../../src/kit/json.ts";
import type { SeededRandom } from "../load/seeded-random.ts";
import type { RequestText } from "./check-message.ts";
import { keyConsumer, layer, TestService } from "./service.ts";
import { keySet, macToken, signToken, tokenKey } from "./tokens.ts";

const apiKeys = ["acme-key-0123456789", "other-key-0123456789", "wrong-key-0123456789"] as const;
const [issuer, start] = ["https://idp.example.com", Date.UTC(2026, 0, 1) / 1000];

/** Policies and requests that fit each other often enough for every answer to come up. */
export class RandomPolicies {
  readonly #random: SeededRandom;
  readonly #key = tokenKey("ES256");
  readonly #tokens: readonly string[];

  constructor(random: SeededRandom) {
    this.#random = random;
    const claims = { iss: issuer, aud: "api", exp: start + 3600 };
    this.#tokens = [
      signToken(this.#key, { ...claims, sub: "alice", tenant: "a", scope: "read write", groups: ["partners"] }),
      signToken(this.#key, { ...claims, sub: "bob", tenant: "b", level: 3, suspended: true }),
      signToken(this.#key, { ...claims, sub: "carol", exp: start + 30 }),
      signToken(tokenKey("ES256"), { ...claims, sub: "mallory" }),
      macToken("secret", { ...claims, sub: "mallory" }),
      "not.a.token",
    ];
  }

  /** The blocks of a policy, the broadest first. */
  layers(): readonly JsonObject[] {
    const first = this.#layer();
    return this.#chance(3) ? [first, this.#chance(2) ? this.#layer() : { authorize: { rules: this.#rules() } }] : [first];
  }

  /** Two services with a policy: one keeps what it has decided, the other one decides every time. */
  services(layers: readonly JsonObject[]): { readonly kept: TestService; readonly fresh: TestService } {
    const make = (more: JsonObject): TestService =>
      new TestService(layers.map((spec) => layer({ ...spec, ...more })))
        .consumer("acme", keyConsumer(apiKeys[0], { groups: ["partners"], plan: "gold" }))
        .consumer("other", keyConsumer(apiKeys[1], { groups: ["guests"] }));
    return { kept: make({}), fresh: make({ cache: { allowed: "0s", denied: "0s" } }) };
  }

  request(): RequestText {
    const random = this.#random;
    const headers: Record<string, string> = { "x-noise": String(random.below(1000)) };
    if (this.#chance(2)) headers["x-api-key"] = random.pick(apiKeys);
    if (this.#chance(2)) headers["authorization"] = `Bearer ${random.pick(this.#tokens)}`;
    if (this.#chance(2)) headers["x-tenant"] = random.pick(["a", "b", ""]);
    if (this.#chance(3)) headers["cookie"] = random.pick([`key=${apiKeys[0]}`, `theme=dark; key=${apiKeys[1]}`, "theme=dark"]);
    if (this.#chance(3)) headers["accept"] = random.pick(["text/html", "application/json"]);
    if (this.#chance(5)) headers["content-type"] = "application/grpc";
    const path = random.pick(["/", "/orders", "/orders/7", "/orders/../admin", "/admin/x", "/a%2fb", "/order%73/7"]);
    return {
      method: random.pick(["GET", "POST", "DELETE"]),
      path: path + random.pick(["", "", "?a=1", `?key=${apiKeys[0]}`, "?a=1&a=2", "?a=2"]),
      host: random.pick(["api.example.com", "shop.example.com:8443"]),
      address: random.pick(["10.0.0.1", "192.0.2.7"]),
      headers,
    };
  }

  #layer(): JsonObject {
    const random = this.#random;
    const ways: readonly JsonObject[] = [
      { apiKey: { from: random.some([{ header: "x-api-key" }, { cookie: "key" }, { query: "key" }]) } },
      { jwt: { issuers: [{ issuer, audiences: ["api"], keys: keySet(this.#key) }], forward: this.#chance(2) } },
      { anonymous: { groups: ["guests"] } },
    ];
    return {
      identify: [...random.some(ways)],
      ...(this.#chance(4) && { unless: [{ paths: ["/orders"] }] }),
      ...(!this.#chance(3) && { authorize: { rules: this.#rules() } }),
      ...(this.#chance(2) && { shape: { headers: { "x-user": "{subject}", "x-plan": "{consumer.plan}" }, removeHeaders: ["x-noise"] } }),
      ...(this.#chance(4) && { shadow: true }),
    };
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
