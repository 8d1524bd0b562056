import { AuthzError } from "../../../src/authz/errors.ts";
import { endpointOf } from "../../../src/authz/source/http/endpoint-of.ts";
import { readIntrospection } from "../../../src/authz/source/introspection/introspection-answer.ts";
import { readProviderMetadata } from "../../../src/authz/source/login/provider-metadata.ts";
import { readTokenAnswer } from "../../../src/authz/source/login/token-answer.ts";
import type { Json, JsonObject } from "../../../src/kit/json.ts";
import { webCertificate } from "../authz/peer-certificates.ts";
import { layer, TestService } from "../authz/service.ts";
import type { FuzzTarget } from "./fuzz-target.ts";
import { isObject, mutateJson, readDocument } from "./json-input.ts";

const issuer = "https://idp.example.com";
const now = Date.UTC(2026, 0, 1) / 1000;
const leewaySeconds = 30;

const toSeeds = (documents: readonly Json[]): readonly Buffer[] => documents.map((document) => Buffer.from(JSON.stringify(document)));

/** What a reader makes of a document, or why it takes none of it. */
function attempt<Read>(read: () => Read): { readonly read: Read } | { readonly error: string } {
  try {
    return { read: read() };
  } catch (error) {
    // A defect says what no reader would.
    if (!(error instanceof Error) || error.constructor !== Error) throw error;
    return { error: error.message };
  }
}

let said: Json = null;
let service: TestService | undefined;

/** A service that lets in whom the identity provider calls active; it says what `said` is. */
function introspecting(): TestService {
  if (service !== undefined) return service;
  const identify = [{ introspection: { url: `${issuer}/introspect`, issuer, audiences: ["orders"], require: ["sub"], leeway: `${leewaySeconds}s` } }];
  const rules = [{ effect: "deny", scopes: ["none"] }, { effect: "deny", groups: ["none"] }, { effect: "deny", claims: [{ claim: "/a/b", equals: "c" }] }, {}];
  const shape = { headers: { "x-user": "{subject}", "x-claim": "{claims.a}" }, claims: ["a", "groups"] };
  const introspection = () => {
    const answer = attempt(() => readIntrospection(said));
    if ("error" in answer) throw new AuthzError("ERR_AUTHZ_INTROSPECTION", answer.error, { retryable: true });
    return { claims: answer.read, until: 0 };
  };
  service = new TestService([layer({ identify, authorize: { rules }, shape })], { between: (own) => ({ ...own, introspection }) });
  return service.consumer("shop", { credentials: { app: { jwt: { issuer, claims: { client_id: "shop" } } } } });
}

/** What an identity provider says of a token, down to the reply: only one that is active, of the issuer, for the audience and not at its end lets in. */
export const authIntrospection: FuzzTarget = {
  name: "auth-introspection",
  mutate: mutateJson,
  seeds: () => {
    const active = { active: true, sub: "alice", scope: "orders:read", aud: "orders", exp: now + 3600, iat: now, client_id: "shop" };
    return toSeeds([
      active,
      { ...active, iss: issuer, aud: ["a", "orders"], groups: ["partners"], a: { b: "c" }, scp: ["x"] },
      { ...active, cnf: webCertificate.confirmation, nbf: now - 1 },
      { ...active, exp: now - 3600, jti: "t1" },
      { active: false },
      { error: "invalid_client" },
    ]);
  },
  run: (input) => {
    said = readDocument(input) ?? null;
    const reply = introspecting().ask({ headers: { authorization: "Bearer opaque" }, certificate: webCertificate.encoded });
    if (reply.outcome === "empty") throw new Error("The reply is empty");
    if (reply.outcome === "allowed" && !mayGetIn(said)) throw new Error("A token lets in that is not good");
    const isClear = "read" in attempt(() => readIntrospection(said));
    if (isClear !== (reply.outcome !== "error")) throw new Error(`An answer that is ${isClear ? "" : "not "}clear makes the outcome ${reply.outcome}`);
    return `${reply.outcome} ${reply.status ?? ""} ${reply.body?.slice(0, 200) ?? ""} ${JSON.stringify(reply.metadata).slice(0, 100)}`;
  },
};

function mayGetIn(answer: Json): boolean {
  if (!isObject(answer)) return false;
  const { active, iss, aud, exp, sub } = answer;
  const isForUs = aud === "orders" || (Array.isArray(aud) && aud.includes("orders"));
  const isOver = exp !== undefined && !(typeof exp === "number" && exp > now - leewaySeconds);
  return active === true && (iss === undefined || iss === issuer) && isForUs && !isOver && sub !== undefined;
}

/** The metadata of identity providers: what is read leads only where a URL leads, and to nobody who could be listened to. */
export const authMetadata: FuzzTarget = {
  name: "auth-metadata",
  mutate: mutateJson,
  seeds: () => {
    const endpoints = { authorization_endpoint: `${issuer}/authorize?a=1`, token_endpoint: `${issuer}/token`, jwks_uri: `${issuer}/jwks` };
    const more = { end_session_endpoint: `${issuer}/logout`, revocation_endpoint: `${issuer}/revoke`, authorization_response_iss_parameter_supported: true };
    const atHome = "http://127.0.0.1:8080";
    return toSeeds([
      { issuer, ...endpoints },
      { issuer, ...endpoints, ...more },
      { issuer: atHome, ...endpoints, token_endpoint: `${atHome}/token` },
      { issuer, token_endpoint: `http://other.example.com/token`, authorization_endpoint: `${issuer}/#a` },
    ]);
  },
  run: (input) => {
    const document = readDocument(input) ?? null;
    const read = attempt(() => readProviderMetadata(document, isObject(document) && document["issuer"] !== issuer ? "http://127.0.0.1:8080" : issuer));
    const keys = attempt(() => (isObject(document) ? endpointOf(document, "jwks_uri", issuer) : undefined));
    if ("read" in keys) mustLeadSomewhere(keys.read, issuer);
    if ("error" in read) return `${read.error.slice(0, 60)} ${"error" in keys}`;
    const { namesItself, ...endpoints } = read.read;
    for (const url of Object.values(endpoints)) mustLeadSomewhere(url, (document as JsonObject)["issuer"]);
    return `${Object.entries(endpoints)
      .flatMap(([name, url]) => (url === undefined ? [] : [name]))
      .join()} ${namesItself} ${"error" in keys}`;
  },
};

function mustLeadSomewhere(url: string | undefined, from: Json | undefined): void {
  if (url === undefined) return;
  if (!URL.canParse(url)) throw new Error(`${url} is no URL`);
  const { protocol, hash, host } = new URL(url);
  if (host === "" || hash !== "" || (protocol !== "https:" && (from === issuer || protocol !== "http:"))) throw new Error(`${url} is no endpoint`);
}

/** The answers of token endpoints: tokens are texts, and their time is a number that can be reckoned with. */
export const authTokenAnswer: FuzzTarget = {
  name: "auth-token-answer",
  mutate: mutateJson,
  seeds: () => {
    const tokens = { access_token: "at", id_token: "it", refresh_token: "rt", token_type: "Bearer", expires_in: 300 };
    return toSeeds([
      tokens,
      { ...tokens, expires_in: "300" },
      { error: "invalid_grant" },
      { error: "invalid_client", error_description: "x" },
      { id_token: "it" },
    ]);
  },
  run: (input) => {
    const read = attempt(() => readTokenAnswer(readDocument(input) ?? null));
    if ("error" in read) return read.error.slice(0, 80);
    const answer = read.read;
    if (answer.kind === "refused") return answer.error;
    const { idToken, accessTokenHashes, refreshToken, expiresInMs } = answer;
    for (const token of [idToken, accessTokenHashes?.sha256, refreshToken])
      if (token !== undefined && (typeof token !== "string" || token === "")) throw new Error("A token is no text");
    if (expiresInMs !== undefined && !isReckonable(expiresInMs)) throw new Error(`${expiresInMs} ms are no time`);
    return [idToken, accessTokenHashes, refreshToken, expiresInMs].map((one) => one === undefined).join();
  },
};

/** Whether a moment so long from now is one that can be written down. */
function isReckonable(ms: number): boolean {
  return ms > 0 && !Number.isNaN(new Date(now * 1000 + ms).getTime());
}
