import type { Sources } from "../../../src/authz/decide/need.ts";
import type { LastUses } from "../../../src/authz/last-uses.ts";
import type { DecisionLog } from "../../../src/authz/log/decision-log.ts";
import type { JsonObject } from "../../../src/kit/json.ts";
import { FakeClock } from "../fake-clock.ts";
import type { SeededRandom } from "../load/seeded-random.ts";
import type { RequestText } from "./check-message.ts";
import { RandomCallers } from "./random-callers.ts";
import { layer, TestService } from "./service.ts";

const start = Date.UTC(2026, 0, 1) / 1000;

/** What a service may be given beside its policy. */
interface ServiceOptions {
  readonly log?: DecisionLog;
  readonly between?: (own: Sources) => Sources;
  readonly uses?: LastUses;
  readonly guard?: <Part extends object>(part: Part) => Part;
}

/** Policies and requests that fit each other often enough for every answer to come up. */
export class RandomPolicies {
  readonly #random: SeededRandom;
  readonly #callers: RandomCallers;

  constructor(random: SeededRandom) {
    this.#random = random;
    this.#callers = new RandomCallers(random);
  }

  /** The blocks of a policy, the broadest first. */
  layers(): readonly JsonObject[] {
    const first = this.#layer();
    return this.#chance(3) ? [first, this.#chance(2) ? this.#layer() : { authorize: { rules: this.#rules() } }] : [first];
  }

  /** Two services with a policy: one keeps what it has decided, the other one decides every time. */
  services(layers: readonly JsonObject[]): { readonly kept: TestService; readonly fresh: TestService } {
    return { kept: this.service(layers), fresh: this.freshService(layers) };
  }

  /** A service that decides every time, with those who have the credentials that requests show; `options` as those of a {@link TestService}. */
  freshService(layers: readonly JsonObject[], options: ServiceOptions = {}): TestService {
    const never = layers.map((spec) => ({ ...spec, cache: { allowed: "0s", denied: "0s" } }));
    return this.service(never, options);
  }

  /** The same, which keeps what it has decided. */
  service(layers: readonly JsonObject[], { between = (own) => own, ...options }: ServiceOptions = {}): TestService {
    const { dull } = this.#callers;
    const clock = new FakeClock();
    const introspection = this.#callers.introspection(clock);
    const made = new TestService(
      layers.map((spec) => layer(spec)),
      { ...options, clock, random: dull, between: (own) => between({ ...own, introspection }) },
    );
    return this.#callers.withConsumers(made);
  }

  /** What may happen beside requests. */
  change(): (service: TestService) => void {
    return this.#callers.change();
  }

  request(): RequestText {
    return this.#callers.request();
  }

  #layer(): JsonObject {
    const identify = this.#callers.ways();
    return {
      identify,
      ...(this.#chance(4) && { unless: [{ paths: ["/orders"] }] }),
      ...(!this.#chance(3) && { authorize: { rules: this.#rules() } }),
      ...(this.#chance(2) && { shape: this.#shape() }),
      ...(this.#chance(4) && { consumers: "all" }),
      ...(this.#chance(3) && { answers: { unauthenticated: { json: '{"id": "{requestId}", "why": "{detail}"}' }, forbidden: { text: "{code} {requestId}" } } }),
      ...(this.#chance(4) && identify.every((way) => way["oidc"] === undefined) && { shadow: true }),
    };
  }

  #shape(): JsonObject {
    const query = { ...(this.#chance(2) && { set: { who: "{subject}" } }), remove: ["debug"] };
    const more = {
      appendHeaders: { "x-tenant": "{subject}" },
      responseHeaders: { "x-who": "{consumer.name}" },
      appendResponseHeaders: { vary: "x-{subject}" },
    };
    const headers = { "x-user": "{subject}", "x-plan": "{consumer.plan}" };
    return { headers, removeHeaders: ["x-noise"], ...(this.#chance(2) && { query }), ...(this.#chance(2) && more) };
  }

  #rules(): readonly JsonObject[] {
    const random = this.#random;
    return Array.from({ length: 1 + random.below(3) }, () => {
      const conditions: readonly JsonObject[] = [
        { methods: random.some(["GET", "POST", "DELETE"]) },
        { paths: random.some(["/orders/{id}", "/orders", "/admin/**", "/**"]) },
        { hosts: random.some(["api.example.com", "*.example.com"]) },
        { groups: random.some(["partners", "guests"]) },
        { consumers: random.some(["acme", "other"]) },
        { scopes: ["read"] },
        { addresses: ["10.0.0.0/8"] },
        { claims: [{ claim: "tenant", equals: random.pick(["a", "b"]) }] },
        { time: { until: new Date((start + 60) * 1000).toISOString().replace(".000", "") } },
        { when: random.pick(expressions) },
        { when: random.pick(ofMetadata) },
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
  "request.json.amount <= 100",
  "request.method == 'GET' || has(request.json.amount)",
  "request.body == '' || request.body.contains('amount')",
];

const ofMetadata: readonly string[] = [
  "request.metadata.tenants.id == identity.claims.tenant || request.metadata.tenants.level > 1",
  "'tenants' in request.metadata && !has(request.metadata.tenants.id)",
  "has(request.route_metadata.owner.team) && request.route_metadata.owner.team != 'red'",
];
