import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../kit/json.ts";
import { createModel } from "../model.ts";
import { authPolicySchema } from "./auth-policy-schema.ts";

const model = createModel([authPolicySchema]);

/** The violations of an `auth` block, as `pointer CODE` below the block. */
function violations(auth: JsonObject): readonly string[] {
  const result = model.parse({ kind: "Policy", name: "p", spec: { targets: [{ kind: "Namespace" }], auth } });
  return result.kind === "parsed" ? [] : result.problems.map(({ pointer, code }) => `${pointer.replace("/spec/auth", "")} ${code}`);
}

const rule = (fields: JsonObject): JsonObject => ({ authorize: { rules: [fields] } });

const oidc = (fields: JsonObject = {}): JsonObject => ({ oidc: { issuer: "https://idp.example.com", client: { id: "shop" }, ...fields } });
const cookie = (fields: JsonObject): JsonObject => ({ identify: [oidc({ session: { cookie: fields } })] });
const of = (fields: JsonObject): JsonObject => ({ identify: [oidc(fields)] });
const addresses = { authorization: "https://a.example/a", token: "http://a.example/t", jwks: "http://localhost:81/j" };

const logins: readonly [JsonObject, readonly string[]][] = [
  [of({}), []],
  [of({ issuer: "http://[::1]:8080/realm" }), []],
  [of({ issuer: "http://idp.example.com" }), ["/identify/0/oidc/issuer INVALID_VALUE"]],
  [of({ issuer: "http://127.0.0.1.example.com" }), ["/identify/0/oidc/issuer INVALID_VALUE"]],
  [
    {
      identify: [
        { jwt: { issuers: [{ issuer: "a", audiences: "any", jwks: "http://idp.example.com/jwks" }] } },
        { name: "found", jwt: { issuers: [{ issuer: "http://idp.example.com", audiences: "any", discovery: true }] } },
        { introspection: { url: "http://idp.example.com/introspect", issuer: "a" } },
      ],
    },
    ["/identify/0/jwt/issuers/0/jwks INVALID_VALUE", "/identify/2/introspection/url INVALID_VALUE"],
  ],
  [
    { identify: [{ jwt: { issuers: [{ issuer: "http://idp.example.com", audiences: "any", discovery: true }] } }] },
    ["/identify/0/jwt/issuers/0/issuer INVALID_VALUE"],
  ],
  [
    {
      identify: [
        { jwt: { issuers: [{ issuer: "http://127.0.0.1:8080", audiences: "any", discovery: true }] } },
        { introspection: { url: "http://localhost:8080/introspect", issuer: "a" } },
      ],
    },
    [],
  ],
  [of({ issuer: "https://idp.example.com/?a=b" }), ["/identify/0/oidc/issuer INVALID_VALUE"]],
  [of({ endpoints: addresses }), ["/identify/0/oidc/endpoints/token INVALID_VALUE"]],
  [of({ client: { id: "shop", secret: "plain" } }), ["/identify/0/oidc/client/secret WRONG_TYPE"]],
  [of({ logout: { backChannel: "/logout" } }), ["/identify/0/oidc/logout/backChannel CONFLICTING_FIELDS"]],
  [of({ logout: { backChannel: "/a/../b" } }), ["/identify/0/oidc/logout/backChannel INVALID_PATH"]],
  [of({ scopes: ["email"] }), ["/identify/0/oidc/scopes MISSING_FIELD"]],
  [of({ parameters: { state: "x", prompt: "login" } }), ["/identify/0/oidc/parameters/state FIELD_NOT_ALLOWED"]],
  [of({ redirectPath: "/logout" }), ["/identify/0/oidc/logout/path CONFLICTING_FIELDS"]],
  [of({ redirectPath: "/a%2fb" }), ["/identify/0/oidc/redirectPath INVALID_PATH"]],
  [of({ logout: { path: "/bye/../x" } }), ["/identify/0/oidc/logout/path INVALID_PATH"]],
  [of({ logout: { redirect: "/logout" } }), ["/identify/0/oidc/logout/redirect CONFLICTING_FIELDS"]],
  [of({ session: { idle: "2h", absolute: "1h" } }), ["/identify/0/oidc/session/idle OUT_OF_RANGE"]],
  [of({ session: { absolute: "10m" } }), []],
  [of({ session: { idle: "30s" } }), ["/identify/0/oidc/session/idle OUT_OF_RANGE"]],
  [cookie({ domain: "example.com" }), ["/identify/0/oidc/session/cookie/domain CONFLICTING_FIELDS"]],
  [cookie({ name: "__Secure-shop", domain: "example.com" }), []],
  [cookie({ name: "__Secure-shop", secure: false }), ["/identify/0/oidc/session/cookie/secure CONFLICTING_FIELDS"]],
  [cookie({ name: "shop", secure: false, sameSite: "none" }), ["/identify/0/oidc/session/cookie/sameSite CONFLICTING_FIELDS"]],
  [cookie({ sameSite: "strict" }), ["/identify/0/oidc/session/cookie/sameSite INVALID_VALUE"]],
  [{ identify: [oidc(), { name: "b", ...oidc() }] }, ["/identify/1/oidc FIELD_NOT_ALLOWED"]],
  [{ ...of({}), shadow: true }, ["/shadow CONFLICTING_FIELDS"]],
  [{ ...of({}), ask: { failOpen: { reason: "The backend asks" } } }, ["/ask/failOpen CONFLICTING_FIELDS"]],
];

describe("an auth block", () => {
  it.each<[JsonObject, readonly string[]]>([
    [{}, [" MISSING_FIELD"]],
    [{ identify: [] }, ["/identify OUT_OF_RANGE"]],
    [{ identify: [{}] }, ["/identify/0 MISSING_FIELD"]],
    [{ identify: [{ apiKey: {}, anonymous: {} }] }, ["/identify/0 CONFLICTING_FIELDS"]],
    [{ identify: [{ apiKey: { from: [{ header: "a", cookie: "b" }] } }] }, ["/identify/0/apiKey/from/0 CONFLICTING_FIELDS"]],
    [{ identify: [{ apiKey: {} }, { apiKey: {} }] }, ["/identify/1 DUPLICATE_NAME"]],
    [{ identify: [{ anonymous: {} }, { apiKey: {} }] }, ["/identify/0 FIELD_NOT_ALLOWED"]],
    [{ identify: [{ apiKey: {} }], authorise: {} }, ["/authorise UNKNOWN_FIELD"]],
    [rule({ paths: ["orders"] }), ["/authorize/rules/0/paths/0 INVALID_TEMPLATE"]],
    [rule({ methods: ["get"] }), ["/authorize/rules/0/methods/0 INVALID_METHOD"]],
    [rule({ addresses: ["10.0.0.1/8"] }), ["/authorize/rules/0/addresses/0 INVALID_ADDRESS"]],
    [rule({ claims: [{ claim: "/a~2", present: true }] }), ["/authorize/rules/0/claims/0/claim INVALID_POINTER"]],
    [rule({ claims: [{ claim: "a" }] }), ["/authorize/rules/0/claims/0 MISSING_FIELD"]],
    [rule({ time: { zone: "Mars/Phobos" } }), ["/authorize/rules/0/time/zone INVALID_VALUE"]],
    [rule({ time: { from: "2026-02-01T00:00:00Z", until: "2026-01-01T00:00:00Z" } }), ["/authorize/rules/0/time/until OUT_OF_RANGE"]],
    [rule({ time: { from: "2026-13-01T00:00:00Z" } }), ["/authorize/rules/0/time/from INVALID_TIME"]],
    [rule({ time: { hours: { from: "8", until: "18:00" } } }), ["/authorize/rules/0/time/hours/from INVALID_TIME"]],
    [{ identify: [{ apiKey: {} }], ...rule({ identifiedBy: ["jwt"] }) }, ["/authorize/rules/0/identifiedBy/0 INVALID_VALUE"]],
    [{ unless: [{ paths: ["x"] }], shape: {} }, ["/unless/0/paths/0 INVALID_TEMPLATE"]],
    [{ shape: { headers: { "x-a": "{consumer.nam}" } } }, ["/shape/headers/x-a INVALID_VALUE"]],
    [{ shape: { headers: { "x-a": "a}" } } }, ["/shape/headers/x-a INVALID_VALUE"]],
    [{ shape: { headers: { Host: "a" }, removeHeaders: ["host"] } }, ["/shape/headers/Host INVALID_HEADER_NAME", "/shape/removeHeaders/0 INVALID_HEADER_NAME"]],
    [{ shape: { appendHeaders: { Host: "a", "x-a": "{b}" } } }, ["/shape/appendHeaders/x-a INVALID_VALUE", "/shape/appendHeaders/Host INVALID_HEADER_NAME"]],
    [{ shape: { claims: ["/a~"] } }, ["/shape/claims/0 INVALID_POINTER"]],
    [
      { identify: [{ apiKey: {} }], answers: { forbidden: { json: '{"a":{"b":{}}}', html: "p{color:red} { code } {{code}} {code}", text: "{why}" } } },
      ["/answers/forbidden/text INVALID_VALUE"],
    ],
    ...logins,
  ])("%j has the violations %j", (auth, expected) => {
    expect(violations(auth)).toEqual(expected);
  });

  it("may say all of it at once", () => {
    const auth: JsonObject = {
      identify: [
        { name: "partner", apiKey: { from: [{ header: "authorization", scheme: "ApiKey" }, { query: "key" }] } },
        { anonymous: { groups: ["guests"] } },
      ],
      consumers: { namespaces: ["shop"] },
      unless: [{ paths: ["/healthz"], methods: ["GET"], hosts: ["*.example.com"] }],
      ...rule({ name: "all", effect: "deny", identifiedBy: ["partner"], groups: ["a"], scopes: ["b"], anyOfScopes: ["c"], addresses: ["::1", "10.0.0.0/8"] }),
      shape: { headers: { "x-user": "{{{claims./realm/roles}}} {consumer.plan}" }, query: { remove: ["key"] }, claims: ["sub"] },
      answers: { forbidden: { status: 404, json: "{}" } },
      cache: { allowed: "0", denied: "1s" },
      staleness: "deny",
      shadow: true,
    };
    expect(violations(auth)).toEqual([]);
  });
});

describe("a body of an answer", () => {
  it("with a placeholder that is not known is refused with those that are", () => {
    const spec = { targets: [{ kind: "Route", name: "r" }], auth: { identify: [{ apiKey: {} }], answers: { unauthenticated: { html: "{consumer.name}" } } } };
    const result = model.parse({ kind: "Policy", name: "p", spec });
    expect(result.kind === "parsed" ? [] : result.problems.map(({ detail, hint }) => [detail, hint])).toEqual([
      [
        "Placeholder {consumer.name} is not known; there are {code}, {detail}, {title}, {status}, {challenge}, {requestId}",
        "Write {{consumer.name}} to mean the characters",
      ],
    ]);
  });
});

describe("a body that is sent as JSON", () => {
  const json = { json: '{"a":"{code}","b":{status},"c":["{requestId}"],"d":{"{{code}}":1}}' };
  const loose = '{"a":{code}}';
  const refused = ["INVALID_VALUE"];

  it.each<[string, JsonObject, readonly string[]]>([
    ["is taken with its placeholders between quotes, and the status as a number", json, []],
    ["is taken when there is none", { json: "" }, []],
    ["is refused with a placeholder outside of quotes", { json: loose }, refused],
    ["is refused with a placeholder behind a backslash", { json: '{"a":"\\{code}"}' }, refused],
    ["is refused when it is no JSON", { json: "Go away" }, refused],
    ["is refused when another type is JSON, too", { json: "Go away", headers: { "Content-Type": "application/vnd.acme+json; charset=utf-8" } }, refused],
    ["is refused when it is that of browsers", { html: "<p>", headers: { "content-type": "application/json" } }, refused],
    ["may be anything of another type", { json: "<p>{code}</p>", headers: { "Content-Type": "application/xml" } }, []],
    ["is not that of gRPC clients", { text: "{code}", headers: { "content-type": "application/json" } }, []],
  ])("%s", (_, forbidden, expected) => {
    const found = violations({ identify: [{ apiKey: {} }], answers: { forbidden } });
    expect(found.map((violation) => violation.split(" ")[1])).toEqual(expected);
  });

  it("says what is wrong with it, and what would be right", () => {
    const auth = { identify: [{ apiKey: {} }], answers: { forbidden: { json: loose } } };
    const result = model.parse({ kind: "Policy", name: "p", spec: { targets: [{ kind: "Route", name: "r" }], auth } });
    expect(result.kind === "parsed" ? [] : result.problems.map(({ detail, hint }) => [detail, hint])).toEqual([
      [
        expect.stringContaining("The body is no JSON once its placeholders are filled in: Unexpected token 'x'"),
        'Placeholders but {status} stand between quotes: {"reason": "{code}"}; content that is no JSON has its content-type among headers',
      ],
    ]);
  });
});

describe("a consumer", () => {
  const problems = (spec: JsonObject) => {
    const result = model.parse({ kind: "Consumer", name: "c", spec });
    return result.kind === "parsed" ? [] : result.problems.map(({ pointer, code, detail }) => `${pointer} ${code} ${detail}`);
  };

  it("has credentials that may end, and never begin after that", () => {
    const credential = { apiKey: { value: "0123456789abcdef" }, notBefore: "2026-01-02T00:00:00Z", expires: "2026-01-01T00:00:00Z" };
    expect(problems({ credentials: { key: credential } })).toEqual([
      "/spec/credentials/key/expires OUT_OF_RANGE Time 2026-01-01T00:00:00Z is not after 2026-01-02T00:00:00Z",
    ]);
    expect(problems({ credentials: { key: { ...credential, expires: "2026-02-30T99:00:00Z" } } })[0]).toContain("/spec/credentials/key/expires INVALID_TIME");
  });

  it("is told of a bad key without the key", () => {
    const short = problems({ credentials: { key: { apiKey: { value: "hunter2" } } } });
    expect(short).toHaveLength(1);
    expect(short[0]).toContain("/spec/credentials/key/apiKey/value INVALID_VALUE");
    expect(short.join()).not.toContain("hunter2");
  });
});
