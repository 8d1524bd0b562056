import type { JsonObject } from "../../src/kit/json.ts";
import { keySet, signToken, type TokenKey, tokenKey } from "../../test/kit/authz/tokens.ts";

/** What one case asks, of whom. */
export interface AuthzCase {
  /** Blocks of the policy `auth`, by the name of the policy; of the peer the text of its policy. Undefined: the service does nothing. */
  readonly policies: ReadonlyMap<string, JsonObject> | undefined;
  readonly rego: string | undefined;
  /** Which policy the request names. */
  readonly target: string;
  readonly path: string;
  /** Request headers beside those of a browser. */
  readonly headers: Readonly<Record<string, string>>;
  /** Makes requests differ, by their number; undefined where the same is asked over and over. */
  readonly vary: ((number: number) => Partial<Pick<AuthzCase, "target" | "headers">>) | undefined;
  /** Of each of these there is a consumer. */
  readonly keys: readonly string[];
}

const key = "acme-0123456789abcdef";
/** Who signs tokens. */
export const issuer = "https://issuer.example.com";
/** For whom. */
export const audience = "api";

/** The key of the consumer that every case knows. */
export const consumerKey: string = key;

const base: AuthzCase = { policies: undefined, rego: undefined, target: "p", path: "/api/v1/items?id=7", headers: {}, vary: undefined, keys: [key] };

/** A case of ours by its name: `jwt-rs256`. */
export function ourCase(what: string): AuthzCase {
  return { ...base, ...caseByName(what) };
}

/** The same of OPA. */
export function peerCase(what: string): AuthzCase {
  return { ...base, ...(what === "allow-all" ? { rego: `${regoHead}allow if input.attributes.request.http.method == "GET"\n` } : peerTokenCase()) };
}

function caseByName(what: string): Partial<AuthzCase> {
  switch (what) {
    case "no-op":
      return {};
    case "allow-all":
      return one({ identify: [{ anonymous: {} }] });
    case "api-key":
      return { ...one(apiKey), headers: { "x-api-key": key } };
    case "jwt-rs256":
      return tokenCase("RS256");
    case "jwt-es256":
      return tokenCase("ES256");
    case "jwt-rs256-seen":
      return tokenCase("RS256", afresh);
    case "rules":
      return { ...one({ ...apiKey, ...afresh, authorize: { rules: manyRules() } }), headers: { "x-api-key": key } };
    case "cel":
      return { ...one({ ...apiKey, ...afresh, authorize: { rules: [{ when: expression }] } }), headers: { "x-api-key": key, "x-tenant": "acme" } };
    case "1000-policies":
      return thousand({});
    case "1000-policies-anew":
      return thousand(afresh);
    default:
      throw new RangeError(`There is no case ${what}`);
  }
}

const apiKey: JsonObject = { identify: [{ apiKey: {} }] };
/** Nothing is kept: every request is decided. */
const afresh: JsonObject = { cache: { allowed: "0s", denied: "0s" } };
const expression = 'request.method == "GET" && "partners" in identity.groups && request.headers["x-tenant"] == identity.consumer';

function one(spec: JsonObject): Partial<AuthzCase> {
  return { policies: new Map([["p", spec]]) };
}

function tokenCase(algorithm: string, more: JsonObject = {}): Partial<AuthzCase> {
  const signing = tokenKey(algorithm);
  return {
    ...one({ identify: [{ jwt: tokenPolicy(signing) }], ...more }),
    headers: bearer(makeToken(signing)),
    vary: (number) => ({ headers: bearer(makeToken(signing, number)) }),
  };
}

/** The block `jwt` that takes tokens of a key. */
export function tokenPolicy(signing: TokenKey): JsonObject {
  const issuers: readonly JsonObject[] = [{ issuer, audiences: [audience], keys: keySet(signing) }];
  return { issuers };
}

/** A token that no other one equals. */
export function makeToken(signing: TokenKey, id = 0): string {
  return signToken(signing, { iss: issuer, aud: audience, sub: "alice", exp: 4_102_444_800, iat: 1_700_000_000, jti: String(id) });
}

/** The header that shows a token. */
function bearer(token: string): Readonly<Record<string, string>> {
  return { authorization: `Bearer ${token}` };
}

/** A hundred rules, of which the last one fits. */
function manyRules(): readonly JsonObject[] {
  const others = Array.from({ length: 99 }, (_, number) => ({ paths: [`/api/v1/part${number}/{id}/**`], methods: ["GET"], groups: ["partners"] }));
  return [...others, { paths: ["/api/v1/items"], methods: ["GET"], groups: ["partners"] }];
}

/** Each request names the next of a thousand policies, and shows the key of the next of a thousand consumers. */
function thousand(more: JsonObject): Partial<AuthzCase> {
  const numbers = Array.from({ length: 1000 }, (_, number) => number);
  const spec = (number: number): JsonObject => ({ ...apiKey, ...more, shape: { headers: { "x-number": String(number) } } });
  const keyOf = (number: number): string => `${key}-${number % numbers.length}`;
  return {
    policies: new Map(numbers.map((number) => [`p${number}`, spec(number)])),
    keys: numbers.map(keyOf),
    vary: (number) => ({ target: `p${number % numbers.length}`, headers: { "x-api-key": keyOf(number) } }),
  };
}

function peerTokenCase(): Partial<AuthzCase> {
  const signing = tokenKey("RS256");
  const keys = JSON.stringify(keySet(signing));
  const rego = `${regoHead}allow if {
  token := substring(input.attributes.request.http.headers.authorization, 7, -1)
  [valid, _, claims] := io.jwt.decode_verify(token, {"cert": ${JSON.stringify(keys)}, "iss": "${issuer}", "aud": "${audience}"})
  valid
  claims.sub == "alice"
}
`;
  return { rego, headers: bearer(makeToken(signing)) };
}

const regoHead = "package envoy.authz\n\ndefault allow := false\n\n";
