import { cookieValue, withoutCookies } from "../../../src/authz/decide/request/cookies.ts";
import { readParameters, valuesOf } from "../../../src/authz/decide/request/query.ts";
import { requestPath } from "../../../src/authz/decide/request/request-path.ts";
import { codec } from "../../../src/gen/codec.ts";
import type { AttributeContext } from "../../../src/gen/envoy/service/auth/v3.ts";
import { decodeBase64url } from "../../../src/kit/jose/base64url.ts";
import { readCompactToken } from "../../../src/kit/jose/compact-token.ts";
import { readKeySet } from "../../../src/kit/jose/key-set.ts";
import type { JsonObject } from "../../../src/kit/json.ts";
import { parseDictionary } from "../../../src/kit/structured-field/parse-dictionary.ts";
import { expressionProblems } from "../../../src/model/auth/expression/expression-problems.ts";
import { checkBytes, type RequestText } from "../authz/check-message.ts";
import { readReply } from "../authz/check-reply.ts";
import { keyConsumer, layer, TestService } from "../authz/service.ts";
import { contentDigest, signatureHeaders, usualComponents } from "../authz/sign-request.ts";
import { keySet, signToken, type TokenKey, tokenKey } from "../authz/tokens.ts";
import type { FuzzTarget } from "./fuzz-target.ts";
import { readDocument } from "./json-input.ts";

const apiKey = "acme-key-0123456789";
const signingSecret = "0123456789abcdef0123456789abcdef";

interface CheckParts {
  readonly service: TestService;
  readonly token: TokenKey;
}

let parts: CheckParts | undefined;

/** Made when it is needed: the list of targets is read by whoever wants one of them. */
function checkParts(): CheckParts {
  if (parts !== undefined) return parts;
  const token = tokenKey("ES256");
  const issuers = [{ issuer: "i", audiences: "any", keys: keySet(token) }];
  const identify = [
    { apiKey: { from: [{ header: "x-api-key" }, { cookie: "key" }, { query: "key" }] } },
    { jwt: { issuers } },
    { basic: {} },
    { signature: {} },
  ];
  const rules = [
    { effect: "deny", paths: ["/admin/**"] },
    { effect: "deny", when: "'closed' in request.metadata && has(request.metadata.closed.now) && request.metadata.closed.now != false" },
    { methods: ["GET"], when: "!('x-no' in request.headers) && request.query.q != '1'" },
    { methods: ["GET"], when: "request.json.items.exists(item, item.id == 1) || request.body.contains('a')" },
    { methods: ["GET"] },
  ];
  const layers = [
    layer({ identify, authorize: { rules }, unless: [{ methods: ["OPTIONS"], paths: ["/free"] }] }),
    layer({ shadow: true, identify: [{ apiKey: {} }] }),
  ];
  const service = new TestService(layers).consumer("acme", keyConsumer(apiKey));
  service.consumer("partner", { credentials: { hmac: { signature: { keyId: "k1", secret: signingSecret } } } });
  parts = { token, service };
  return parts;
}

/** A request that the partner signed, with everything that a signature may cover. */
function signedRequest(request: RequestText, covered: Readonly<Record<string, string>> = {}): RequestText {
  const created = Math.floor(checkParts().service.clock.now() / 1000);
  const components = { ...usualComponents(request), ...covered };
  const headers = { ...request.headers, ...signatureHeaders({ key: signingSecret, components, created, more: ';nonce="n"' }) };
  return { extensions: { "sluice.target": "test" }, ...request, headers };
}

/** How a request may get in: each needs these bytes somewhere. */
function mayGetIn(input: Buffer): boolean {
  return input.includes(apiKey) || input.includes("eyJ") || input.includes(';keyid="k1"') || (input.includes("OPTIONS") && input.includes("/free"));
}

/**
 * Check with whatever comes: it answers, and lets nobody in who shows nothing that could let in, by a method that no rule lets in, or to a place that is closed.
 */
export const checkRequest: FuzzTarget = {
  name: "check-request",
  seeds: () => {
    const extensions = { "sluice.target": "test" };
    const authorization = `Bearer ${signToken(checkParts().token, { iss: "i", sub: "a", exp: 2e9 })}`;
    return [
      checkBytes({ extensions, headers: { "x-api-key": apiKey } }),
      checkBytes({ extensions, headers: { authorization }, path: "/a?q=1" }),
      checkBytes({ extensions, headers: { cookie: `a=1; key=${apiKey}` }, path: "/admin/x" }),
      checkBytes({ extensions, path: `/x?key=${apiKey}`, body: "body" }),
      checkBytes({ extensions, headers: { "x-api-key": apiKey }, metadata: { closed: { now: true, since: [1, null, { by: "" }] } } }),
      checkBytes({ extensions, headers: { "x-api-key": apiKey }, metadata: { other: {}, closed: { now: false } }, routeMetadata: { closed: { now: 1 } } }),
      checkBytes({ extensions, headers: { authorization: "Basic YTpi" }, method: "POST" }),
      checkBytes(signedRequest({ path: "/a?q=2&id=7" }, { '"@query-param";name="id"': "7", "@scheme": "https", "@request-target": "/a?q=2&id=7" })),
      checkBytes(signedRequest({ body: "body", headers: { "content-digest": contentDigest("body") } }, { "content-digest": contentDigest("body") })),
      checkBytes(signedRequest({ headers: { "x-a": " 1 " } }, { "x-a": "1" })),
      checkBytes({ extensions, headers: { signature: "sig=:AA==:", "signature-input": 'sig=("@method" "@path");created=1;keyid="k"' } }),
      checkBytes({
        extensions,
        lines: [
          ["x-api-key", apiKey],
          ["a", "b"],
        ],
      }),
      checkBytes({ extensions, method: "OPTIONS", path: "/free" }),
      checkBytes({
        extensions: { ...extensions, "sluice.body": "sent" },
        headers: { "x-api-key": apiKey, "x-no": "1", "content-type": "application/json" },
        body: Buffer.from('{"items":[{"id":1.5e2,"a":"\\u0041"},{"id":9007199254740993}]}'),
      }),
    ];
  },
  run: (input) => {
    const { service } = checkParts();
    const reply = service.askBytes(input);
    const { outcome, status, metadata } = readReply(reply);
    if (outcome === "empty") throw new Error("The reply is empty");
    if (outcome === "allowed") mustBeRight(input);
    return `${outcome} ${status ?? ""} ${JSON.stringify(metadata).slice(0, 100)}`;
  },
};

function mustBeRight(input: Buffer): void {
  if (!mayGetIn(input)) throw new Error("Somebody gets in who shows no credential");
  const attributes = decoded(input);
  const request = attributes?.request?.http;
  if (request === undefined) return;
  if (isClosed(attributes ?? {})) throw new Error("Somebody gets in although the metadata says that it is closed");
  const method = request.method ?? "";
  if (method !== "GET" && method !== "OPTIONS") throw new Error(`Method ${method} gets in`);
  const path = requestPath(request.path ?? "");
  if (path.kind === "ambiguous" || path.path.startsWith("/admin/")) throw new Error(`Path ${request.path ?? ""} gets in`);
}

/** By the rule of the policy; of GET alone, as an excuse asks for nothing. */
function isClosed({ request, metadata_context }: AttributeContext): boolean {
  const closed = metadata_context?.filter_metadata?.["closed"]?.fields?.["now"];
  return request?.http?.method === "GET" && closed !== undefined && closed.bool_value !== false;
}

/** Undefined where the generated decoder finds no message: what no decision looks at may be broken. */
function decoded(input: Buffer) {
  try {
    return codec("envoy.service.auth.v3.CheckRequest").decode(input).attributes;
  } catch {
    return undefined;
  }
}

/** The reader of tokens: what it takes has three parts that are what they were. */
export const authToken: FuzzTarget = {
  name: "auth-token",
  seeds: () => [
    Buffer.from(signToken(checkParts().token, { iss: "i", sub: "a" })),
    Buffer.from("eyJhbGciOiJSUzI1NiIsImtpZCI6ImEiLCJ0eXAiOiJhdCtqd3QifQ.e30.AA"),
    Buffer.from("eyJhbGciOiJub25lIn0.e30."),
  ],
  run: (input) => {
    const text = input.toString("utf8");
    const read = readCompactToken(text);
    if ("error" in read) return read.error;
    const [, payload = "", signature = ""] = text.split(".");
    const isSame = decodeBase64url(payload)?.equals(read.token.payload) === true && decodeBase64url(signature)?.equals(read.token.signature) === true;
    if (!isSame || !text.startsWith(`${read.token.signed}.`)) throw new Error("What is verified is not what was sent");
    return `${read.token.algorithm} ${read.token.type ?? ""}`;
  },
};

/** The readers of headers, queries and paths: none of them throws, and a path in its normal form stays in it. */
export const authHeaders: FuzzTarget = {
  name: "auth-headers",
  seeds: () =>
    [
      'sig=("@method" "@path";req);created=1;keyid="k";nonce="n"',
      "sig=:AAAA:, b=?1, c=1.5",
      'key=a; other="b"; key=c',
      "/a/../b//c%2fd?x=1&x=%41+b#f",
      "/order%73/.%2e/x",
    ].map((text) => Buffer.from(text)),
  run: (input) => {
    const text = input.toString("utf8");
    const dictionary = parseDictionary(text);
    const [cookie, left] = [cookieValue(text, "key"), withoutCookies(text, (name) => name === "key")];
    if (left !== undefined && cookieValue(left, "key") !== undefined) throw new Error("A cookie is still there after it was taken out");
    const path = requestPath(text);
    if (path.kind === "plain") {
      const again = requestPath(path.path.replaceAll("?", "%3F").replaceAll("#", "%23"));
      if (again.kind === "plain" && again.path !== path.path) throw new Error(`Path ${path.path} has another normal form, ${again.path}`);
    }
    return `${dictionary === undefined ? "none" : dictionary.size} ${cookie === undefined} ${valuesOf(readParameters(text), "x").length} ${path.kind}`;
  },
};

/** The reader of key sets, as issuers publish them: it does not throw, and takes nothing of a private key but what is public. */
export const authKeySet: FuzzTarget = {
  name: "auth-key-set",
  seeds: () => {
    const keys = ["ES256", "RS256", "EdDSA"].flatMap((name) => keySet(tokenKey(name))["keys"] as unknown as readonly JsonObject[]);
    return [
      { keys },
      {
        keys: [
          { ...keys[0], use: "enc" },
          { ...keys[0], kid: "a", d: "AAAA" },
          { kty: "oct", k: "AAAA" },
        ],
      },
      { keys: "none" },
    ].map((set) => Buffer.from(JSON.stringify(set)));
  },
  run: (input) => {
    const document = readDocument(input);
    const read = document === undefined ? undefined : readKeySet(document);
    if (read === undefined) return "none";
    if (read.keys.some(({ kind, members }) => kind !== "oct" && "d" in members)) throw new Error("A private key is kept");
    return `${read.keys.map((key) => key.kind).join()} ${read.problems.length}`;
  },
};

/** The checker of expressions: it takes a text or says what is wrong. */
export const authExpression: FuzzTarget = {
  name: "auth-expression",
  seeds: () =>
    [
      "request.method == 'GET' && identity.groups.exists(g, g == \"a\")",
      "has(identity.claims.a) ? identity.claims.a[0] > 3 : size(request.headers['x-a'].split(',')) in [1, 2]",
      "request.time - timestamp('2026-01-01T00:00:00Z') > duration('1h')",
      "{'a': 1}['a'] == -1 || request.url_path.matches('^/a+$')",
    ].map((text) => Buffer.from(text)),
  run: (input) => {
    const [problem] = expressionProblems(input.subarray(0, 4096).toString("utf8"), "");
    return problem === undefined ? "taken" : problem.detail.replaceAll(/\d+|"[^"]*"|'[^']*'/gu, "…").slice(0, 60);
  },
};
