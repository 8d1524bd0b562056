import { createPublicKey } from "node:crypto";
import type { JsonObject } from "../../../src/kit/json.ts";
import { encode, keySet, macToken, signToken, tokenKey } from "./tokens.ts";

/** A request to the routes that the page on moving from OPA is about. */
export interface OpaCase {
  readonly name: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Whether OPA lets it in, as `opa-answers.long.test.ts` finds it. */
  readonly opa: boolean;
  /** Why Sluice does otherwise, in the words of the page. Absent: it does the same. */
  readonly differs?: string;
}

/** Claims, a method and the like, where they are not the usual ones. */
interface Variant {
  readonly method?: string;
  readonly claims?: JsonObject;
  readonly header?: JsonObject;
  readonly headers?: Readonly<Record<string, string>>;
  /** The header authorization, made of the token; undefined: there is none. */
  readonly shown?: (token: string) => string | undefined;
}

/** How many seconds tokens of the cases are good for. */
const lifeSeconds = 300;

/** Makes the requests as they are at a time (seconds since the Unix epoch), and the keys that their tokens are verified by. */
export function opaCases(now: number): { readonly cases: readonly OpaCase[]; readonly jwks: JsonObject } {
  const [key, stranger] = [tokenKey("RS256"), tokenKey("RS256")];
  const usual: JsonObject = { iss: "https://idp.example.com", aud: "orders", sub: "ann", exp: now + lifeSeconds };
  const without = (name: string): JsonObject => Object.fromEntries(Object.entries(usual).filter(([claim]) => claim !== name));
  const made = (name: string, opa: boolean, variant: Variant & { readonly differs?: string; readonly all?: JsonObject } = {}): OpaCase => {
    const { method = "GET", claims = {}, header = {}, headers = {}, shown = (token) => `Bearer ${token}`, differs, all = usual } = variant;
    const authorization = shown(signToken(key, { ...all, ...claims }, header));
    return {
      name,
      method,
      opa,
      headers: { ...headers, ...(authorization !== undefined && { authorization }) },
      ...(differs !== undefined && { differs }),
    };
  };
  const write = (claims: JsonObject, method = "POST"): Variant => ({ method, claims });
  const owner = (claims: JsonObject, headers: Variant["headers"] = {}): Variant => ({ method: "DELETE", claims, headers });
  const pem = createPublicKey(key.privateKey).export({ type: "spki", format: "pem" });
  const cases = [
    made("no token", false, { shown: () => undefined }),
    made("no scheme", false, { shown: (token) => token }),
    made("no token behind the scheme", false, { shown: () => "Bearer" }),
    made("what is no token", false, { shown: () => "Bearer abc.def.ghi" }),
    made("whoever has a token reads", true),
    made("a scheme in lower case", true, { shown: (token) => `bearer ${token}` }),
    made("another scheme", true, { shown: (token) => `Token ${token}`, differs: "another word than `Bearer` before the token" }),
    made("two spaces behind the scheme", false, { shown: (token) => `Bearer  ${token}`, differs: "two spaces behind `Bearer`" }),
    made("HEAD is not GET", false, { method: "HEAD" }),
    made("whoever has the scope writes", true, write({ scope: "openid orders.write" })),
    made("whoever has another one does not", false, write({ scope: "openid" })),
    made("nor whoever has none", false, write({})),
    made("nor whoever has a longer one", false, write({ scope: "orders.writer" })),
    made("scopes as a list", false, { ...write({ scope: ["orders.write"] }), differs: "the claim `scope` is a list" }),
    made("the scope is for POST", false, write({ scope: "orders.write" }, "PUT")),
    made("an owner deletes what is of the tenant", true, owner({ tenant: "a", role: "owner" }, { "x-tenant": "a" })),
    made("not what is of another", false, owner({ tenant: "a", role: "owner" }, { "x-tenant": "b" })),
    made("nor what is of nobody", false, owner({ tenant: "a", role: "owner" })),
    made("nor without a tenant", false, owner({ role: "owner" }, { "x-tenant": "a" })),
    made("nor where neither has one", false, owner({ role: "owner" })),
    made("nor as a member", false, owner({ tenant: "a", role: "member" }, { "x-tenant": "a" })),
    made("for another audience", false, { claims: { aud: "shop" } }),
    made("for several audiences", true, { claims: { aud: ["shop", "orders"] } }),
    made("for no audience", false, { all: without("aud") }),
    made("of another issuer", false, { claims: { iss: "https://other.example.com" } }),
    made("expired ten minutes ago", false, { claims: { exp: now - 600 } }),
    made("expired a moment ago", false, { claims: { exp: now - 10 }, differs: "expired, or not yet valid, by less than 30 s" }),
    made("valid in ten minutes", false, { claims: { nbf: now + 600 } }),
    made("valid in a moment", false, { claims: { nbf: now + 20 }, differs: "expired, or not yet valid, by less than 30 s" }),
    made("without an end", true, { all: without("exp"), differs: "a token without `exp`" }),
    made("by another key", false, { shown: () => `Bearer ${signToken(stranger, usual)}` }),
    made("by a key whose name nobody knows", true, { header: { kid: "k2" }, differs: "a `kid` that none of the issuer's keys has" }),
    made("not signed", false, { shown: () => `Bearer ${encode({ alg: "none" })}.${encode(usual)}.` }),
    made("a MAC by the public key", false, { shown: () => `Bearer ${macToken(pem, usual, { kid: "k1" })}` }),
  ];
  return { cases, jwks: keySet(key) };
}
