import type { AskedRequest } from "../../../authz/decide/explain/asked-request.ts";
import type { Json, JsonObject } from "../../../kit/json.ts";
import type { AuthTest } from "../../../model/auth/auth-test-schema.ts";
import { urlParts } from "../url-parts.ts";
import { signTestToken, type TestKey } from "./test-keys.ts";

type Case = AuthTest["spec"]["cases"][number];
type Token = NonNullable<NonNullable<Case["request"]>["token"]>;

const usualBase = "https://test.example";
const usualSource = "127.0.0.1";
const usualLifeSeconds = 300;
const timeClaims: ReadonlySet<string> = new Set(["exp", "nbf", "iat", "auth_time"]);

/** What a case's request is made with. */
export interface CaseRequestOptions {
  readonly base: string | undefined;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
  readonly keys: ReadonlyMap<string, TestKey>;
}

/** The request of a case, as Envoy would have it. */
export function caseRequest({ request = {} }: Case, { base = usualBase, now, keys }: CaseRequestOptions): AskedRequest {
  const { method = "GET", url = "/", token, source = usualSource, principal, certificate, body, metadata, routeMetadata } = request;
  const { scheme, host, path } = urlParts(/^https?:/u.test(url) ? url : base + url);
  const written = Object.entries(request.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value] as const);
  const shown = token === undefined ? [] : [["authorization", `Bearer ${tokenText(token, { now, keys })}`] as const];
  return { method, scheme, host, path, headers: Object.fromEntries([...written, ...shown]), source, principal, certificate, body, metadata, routeMetadata };
}

function tokenText({ issuer, claims = {}, header = {}, signedBy }: Token, { now, keys }: Pick<CaseRequestOptions, "now" | "keys">): string {
  const key = keys.get(signedBy ?? issuer);
  if (key === undefined) throw new Error(`Issuer ${signedBy ?? issuer} has no key; the test was checked for that`);
  const seconds = Math.floor(now / 1000);
  const usual: JsonObject = { iss: issuer, iat: seconds, exp: seconds + usualLifeSeconds };
  return signTestToken(key, joined(usual, claims), header);
}

function joined(usual: JsonObject, own: JsonObject): JsonObject {
  const members = Object.entries({ ...usual, ...own }).flatMap(([name, value]): readonly (readonly [string, Json])[] => {
    if (value === null) return [];
    const at = timeClaims.has(name) && typeof value === "string" ? Date.parse(value) : Number.NaN;
    return [[name, Number.isNaN(at) ? value : Math.floor(at / 1000)]];
  });
  return Object.fromEntries(members);
}
