import { compileLogin } from "../../../src/authz/decide/identify/login/login-policy.ts";
import { sessionText } from "../../../src/authz/decide/identify/login/session.ts";
import { CheckView } from "../../../src/authz/decide/request/check-view.ts";
import { DecisionRequest } from "../../../src/authz/decide/request/decision-request.ts";
import { TextSealer } from "../../../src/authz/source/login/text-sealer.ts";
import type { Clock, Random } from "../../../src/kit/clock.ts";
import type { JsonObject } from "../../../src/kit/json.ts";
import type { OidcSpec } from "../../../src/model/auth/oidc-schema.ts";
import { FakeClock } from "../fake-clock.ts";
import type { SeededRandom } from "../load/seeded-random.ts";
import { type Chapter, changingAnswers } from "./changing-answers.ts";
import { checkBytes, type RequestText } from "./check-message.ts";
import { appCertificate, webCertificate } from "./peer-certificates.ts";
import { type TestService, testKey } from "./service.ts";
import { signatureHeaders, usualComponents } from "./sign-request.ts";
import { keySet, macToken, signToken, tokenKey } from "./tokens.ts";

const apiKeys = ["acme-key-0123456789", "other-key-0123456789", "wrong-key-0123456789"] as const;
const passwords = ["acme:pass:word-0123", "other:another-password", "acme:wrong-password"] as const;
const signingSecrets = ["0123456789abcdef0123456789abcdef", "fedcba9876543210fedcba9876543210"] as const;
const [issuer, start] = ["https://idp.example.com", Date.UTC(2026, 0, 1) / 1000];
const hosts = ["api.example.com", "shop.example.com:8443", "api.example.com."] as const;
const bodies = ['{"amount": 7}', '{"amount": 700}', '{"amount": 7, "amount": 8}', '{"other": 1}', "amount=7", "{"] as const;
const principals = ["spiffe://example.org/web", "spiffe://example.com/app", "web.example.org"] as const;
const login: OidcSpec = {
  issuer,
  client: { id: "shop" },
  endpoints: { authorization: `${issuer}/authorize`, token: `${issuer}/token`, jwks: `${issuer}/jwks` },
};
/** What two services draw is the same, so that their answers are. */
const dull: Random = { bytes: (length) => new Uint8Array(length), number: () => 0 };

const alice: JsonObject = { sub: "alice", tenant: "a", scope: "read write", groups: ["partners"] };
/** What the identity provider says of opaque tokens, by token. */
const stories: ReadonlyMap<string, readonly Chapter[]> = new Map([
  ["opaque-alice", [alice, "inactive", { ...alice, tenant: "b", scope: "write" }, "down"]],
  [
    "opaque-bob",
    [
      { sub: "bob", exp: start + 40 },
      { sub: "bob", iss: issuer, exp: start + 100 },
      { sub: "bob", iss: "https://other.example.com" },
    ],
  ],
  [
    "opaque-bound",
    [
      { ...alice, cnf: webCertificate.confirmation },
      { sub: "dave", cnf: appCertificate.confirmation },
    ],
  ],
]);

/** The cookie of a session that began so long before the clock's start. */
function sessionOf(host: string, idToken: string, agoMs: number): string {
  const policy = compileLogin("oidc", login, { scope: { home: "default", namespaces: "all" }, namespace: "default" });
  const since = start * 1000 - agoMs;
  const text = sessionText({ id: `${host}-${agoMs}`, since, seen: since, renew: undefined, idToken, refreshToken: undefined });
  const sealer = new TextSealer({ key: testKey, clock: new FakeClock(), random: dull });
  const sealed = sealer.seal({ text, context: policy.context("session", new DecisionRequest(new CheckView(checkBytes({ host })), since)) });
  return `__Host-session=1.${sealed}`;
}

/** Those who call, by every credential that there is, good and bad; and the ways in that know them. */
export class RandomCallers {
  /** What services must draw from. */
  readonly dull = dull;
  readonly #random: SeededRandom;
  readonly #key = tokenKey("ES256");
  readonly #tokens: readonly string[];
  readonly #sessions: readonly string[];
  /** Requests that were signed lately, to be sent again. */
  #signed: RequestText[] = [];

  constructor(random: SeededRandom) {
    this.#random = random;
    const claims = { iss: issuer, aud: "api", jti: "t1", exp: start + 3600 };
    this.#tokens = [
      signToken(this.#key, { ...claims, ...alice }),
      signToken(this.#key, { ...claims, sub: "bob", tenant: "b", level: 3, suspended: true }),
      signToken(this.#key, { ...claims, sub: "carol", exp: start + 30 }),
      signToken(this.#key, { ...claims, ...alice, jti: "t2", cnf: webCertificate.confirmation }),
      signToken(this.#key, { ...claims, sub: "bob", jti: "t3", cnf: appCertificate.confirmation }),
      signToken(tokenKey("ES256"), { ...claims, sub: "mallory" }),
      macToken("secret", { ...claims, sub: "mallory" }),
      "not.a.token",
    ];
    const [first = "", second = ""] = this.#tokens;
    this.#sessions = hosts.flatMap((host) => [sessionOf(host, first, 0), sessionOf(host, second, 0), sessionOf(host, first, 29 * 60_000)]);
  }

  /** Between one and all ways of identification, in their order. */
  ways(): readonly JsonObject[] {
    const random = this.#random;
    const consumer = this.#chance(4) ? "required" : "optional";
    const binding = random.pick(["whenBound", "whenBound", "required", "ignored"]);
    const ways: readonly JsonObject[] = [
      { certificate: { consumer, ...(this.#chance(3) && { trustDomains: ["example.org"] }) } },
      { apiKey: { from: random.some([{ header: "x-api-key" }, { cookie: "key" }, { query: "key" }]), forward: this.#chance(4) } },
      { basic: { forward: this.#chance(4) } },
      { jwt: { issuers: [{ issuer, audiences: ["api"], keys: keySet(this.#key) }], forward: this.#chance(2), binding, consumer } },
      { introspection: { url: `${issuer}/introspect`, issuer, forward: this.#chance(2), binding, consumer, leeway: random.pick(["0s", "30s"]) } },
      { signature: { maxAge: random.pick(["5m", "60s"]), ...(this.#chance(3) && { replay: "allowed" }) } },
      { oidc: login },
      { anonymous: { groups: ["guests"] } },
    ];
    return this.#chance(2) ? [random.pick(ways)] : random.some(ways);
  }

  /** What an identity provider says of opaque tokens. */
  introspection(clock: Pick<Clock, "now">): ReturnType<typeof changingAnswers> {
    return changingAnswers(stories, clock);
  }

  /** Adds those who have the credentials that requests show. */
  withConsumers(service: TestService): TestService {
    this.#signed = [];
    return service
      .consumer("acme", { groups: ["partners"], plan: "gold", credentials: credentialsOf("acme") })
      .consumer("other", { groups: ["guests"], credentials: credentialsOf("other") });
  }

  /** What may happen beside requests. */
  change(): (service: TestService) => void {
    const random = this.#random;
    const name = random.pick(["r1", "r2"]);
    const consumer = random.pick(["acme", "other"] as const);
    const until = this.#instant();
    const revoked = random.pick<JsonObject>([
      { consumer },
      { credential: { consumer, name: random.pick(["key", "login", "idp", "web", "hmac"]) } },
      { token: { id: random.pick(["t1", "t2"]) } },
      { subject: { issuer, subject: random.pick(["alice", "bob"]) } },
      { certificate: random.pick([webCertificate, appCertificate]).fingerprint },
    ]);
    const spec = { groups: [random.pick(["partners", "guests"])], plan: "gold", disabled: this.#chance(6), credentials: this.#someCredentials(consumer) };
    return random.pick<(service: TestService) => void>([
      (service) => void service.revoke(name, { ...revoked, until }),
      (service) => service.revocations.delete("default", name),
      (service) => void service.consumer(consumer, spec),
      (service) => service.consumers.delete("default", "other"),
    ]);
  }

  request(): RequestText {
    const random = this.#random;
    if (this.#signed.length > 0 && this.#chance(12)) return { ...random.pick(this.#signed), id: random.pick(["request-1", "request-2"]) };
    const { path, host, method } = { path: this.#path(), host: random.pick(hosts), method: random.pick(["GET", "POST", "DELETE"]) };
    const parts = { ...this.#peer(), ...this.#metadata(), ...this.#body() };
    const request = { method, path, host, address: random.pick(["10.0.0.1", "192.0.2.7"]), headers: this.#headers(), ...parts };
    return this.#chance(6) ? this.#sign(request) : request;
  }

  #someCredentials(consumer: keyof typeof owned): JsonObject {
    const chosen = this.#random.some(Object.entries<JsonObject>(credentialsOf(consumer)));
    const bounds = this.#random.pick<JsonObject>([{}, {}, { expires: this.#instant() }, { notBefore: this.#instant() }]);
    return Object.fromEntries(chosen.map(([name, credential]) => [name, { ...credential, ...bounds }]));
  }

  #instant(): string {
    return new Date((start + this.#random.below(120)) * 1000).toISOString();
  }

  #headers(): Readonly<Record<string, string>> {
    const random = this.#random;
    const headers: Record<string, string> = { "x-noise": String(random.below(1000)), "x-request-id": random.pick(["id-1", "id-2"]) };
    if (this.#chance(2)) headers["x-api-key"] = random.pick(apiKeys);
    if (!this.#chance(3)) headers["authorization"] = this.#authorization();
    if (this.#chance(2)) headers["x-tenant"] = random.pick(["a", "b", ""]);
    if (this.#chance(3)) headers["cookie"] = random.pick([`theme=light; key=${apiKeys[0]}`, `theme=dark; key=${apiKeys[0]}`, "theme=dark"]);
    if (this.#chance(3)) headers["cookie"] = random.pick([...this.#sessions, `a=1; ${this.#sessions[0] ?? ""}`, "__Host-session=1.AAAA"]);
    if (this.#chance(3)) headers["accept"] = random.pick(["text/html", "application/json"]);
    if (this.#chance(2)) headers["content-type"] = random.pick(["application/grpc", "application/json", "application/json"]);
    if (this.#chance(12)) headers["x-envoy-auth-partial-body"] = "true";
    return headers;
  }

  #authorization(): string {
    const random = this.#random;
    if (this.#chance(4)) return `Basic ${Buffer.from(random.pick(passwords)).toString("base64")}`;
    return `Bearer ${random.pick(this.#chance(3) ? [...stories.keys(), "opaque-unknown"] : this.#tokens)}`;
  }

  /** Whether bodies are sent along, whole, and what they are. */
  #body(): Pick<RequestText, "body" | "extensions"> {
    const random = this.#random;
    const body = this.#chance(3) ? undefined : random.pick(bodies);
    const sent = random.pick([{ "sluice.body": "sent" }, { "sluice.body": "sent" }, { "sluice.body": "first 16" }, {}]);
    return { ...(body !== undefined && { body }), extensions: { "sluice.target": "test", ...sent } };
  }

  /** What Envoy tells of the client's certificate: nothing, its name, or the certificate, too. */
  #peer(): Pick<RequestText, "principal" | "certificate"> {
    const random = this.#random;
    if (this.#chance(2)) return {};
    const [web, app, name] = principals;
    return random.pick([
      { principal: web },
      { principal: name },
      { principal: web, certificate: webCertificate.encoded },
      { principal: app, certificate: appCertificate.encoded },
      { certificate: webCertificate.encoded },
    ]);
  }

  /** What filters have left, of which policies read a part, and the route's own; each is often absent, and now and then of another kind. */
  #metadata(): Pick<RequestText, "metadata" | "routeMetadata"> {
    const random = this.#random;
    const tenants = random.pick<JsonObject>([
      { id: "a", level: random.below(4) },
      { level: random.below(4), id: "a" },
      { id: "b" },
      { id: null },
      { id: ["a"] },
      {},
    ]);
    const odd = random.pick<JsonObject>([{ level: Number.NaN }, { level: -0 }, { id: { id: "a" } }, { id: "" }]);
    const found = { noise: { count: random.below(1000) }, ...(!this.#chance(3) && { tenants: this.#chance(4) ? odd : tenants }) };
    const owners = { other: { team: "red" }, owner: random.pick<JsonObject>([{ team: "red" }, { team: "blue", note: random.below(9) }, {}]) };
    return { ...(!this.#chance(3) && { metadata: found }), ...(this.#chance(2) && { routeMetadata: owners }) };
  }

  #sign(request: RequestText): RequestText {
    const random = this.#random;
    const covered = this.#chance(2) ? { ...usualComponents(request), "x-noise": request.headers?.["x-noise"] ?? "" } : usualComponents(request);
    const number = random.below(3);
    const more = this.#chance(3) ? `;nonce="n${random.below(20)}"` : "";
    const signature = signatureHeaders({
      key: signingSecrets[number] ?? "",
      keyId: `k${number}`,
      components: covered,
      created: start - 60 + random.below(120),
      more,
    });
    const signed = { ...request, headers: { ...request.headers, ...signature } };
    this.#signed.push(signed);
    return signed;
  }

  #path(): string {
    const random = this.#random;
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
    return path + random.pick(["", "", "?a=1", `?key=${apiKeys[0]}`, "?a=1&a=2", "?a=2", "?wh%6f=x&d%65bug", `?k%65y=${apiKeys[1]}&who=x`]);
  }

  #chance(of: number): boolean {
    return this.#random.below(of) === 0;
  }
}

/** What tells the two consumers apart: the number of their secrets, and their names elsewhere. */
const owned = {
  acme: { number: 0, claims: { sub: "alice" }, certificate: { name: principals[0] } },
  other: { number: 1, claims: { sub: "bob" }, certificate: { sha256: appCertificate.fingerprint } },
} as const;

function credentialsOf(consumer: keyof typeof owned): Readonly<Record<string, JsonObject>> {
  const { number, claims, certificate } = owned[consumer];
  const [username = "", ...password] = passwords[number].split(":");
  return {
    key: { apiKey: { value: apiKeys[number] } },
    login: { basic: { username, password: password.join(":") } },
    idp: { jwt: { issuer, claims } },
    web: { certificate },
    hmac: { signature: { keyId: `k${number}`, secret: signingSecrets[number] } },
  };
}
