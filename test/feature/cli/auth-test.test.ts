import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { signatureHeaders, usualComponents } from "../../kit/authz/sign-request.ts";
import { keySet, signToken, tokenKey } from "../../kit/authz/tokens.ts";
import { createCli } from "../../kit/cli/run-cli.ts";

const examples = join(import.meta.dirname, "../../../examples/hello");
const now = Date.parse("2026-01-01T12:00:00Z");

const policy = `
kind: Policy
name: orders
spec:
  auth:
    identify:
      - jwt:
          issuers:
            - { issuer: https://idp.example.com, discovery: true, audiences: [orders], algorithms: [ES256, RS256] }
            - { issuer: https://gone.example.com, discovery: true, audiences: [orders] }
      - apiKey: {}
      - introspection: { url: https://idp.example.com/introspect, issuer: opaque, from: [{ header: x-token }] }
      - certificate: { trustDomains: [example.org] }
      - anonymous: {}
    unless: [{ paths: [/healthz] }]
    authorize:
      rules:
        - { name: no-nights, effect: deny, time: { hours: { from: "22:00", until: "24:00" } } }
        - { name: office, addresses: [10.0.0.0/8], methods: [DELETE] }
        - { name: writers, methods: [POST], scopes: [write] }
        - { name: tenant, methods: [GET], identifiedBy: [jwt], when: 'identity.claims.tenant == request.headers["x-tenant"]' }
        - { name: keys, methods: [GET], consumers: [ann] }
        - { name: opaque, identifiedBy: [introspection, certificate] }
    shape:
      headers: { x-who: "{subject}", x-plan: "{consumer.plan}" }
      responseHeaders: { x-seen: "{identity.method}" }
---
kind: Consumer
name: ann
spec:
  plan: gold
  credentials:
    now: { apiKey: { value: ann-0123456789abcdef } }
    old: { apiKey: { value: ann-old-0123456789abcdef }, expires: 2025-12-31T00:00:00Z }
`.replace("{identity.method}", "{method}");

/** A test with these cases, in YAML's flow style. */
function tests(cases: string, spec = ""): string {
  return `${policy}---
kind: AuthTest
name: orders
spec:
  now: 2026-01-01T12:00:00Z
  issuers: { "https://idp.example.com": { algorithm: ES256 }, "https://other.example.com": { algorithm: RS256 }, "https://gone.example.com": { unreachable: true } }
  introspection: { opaque-token-1: { active: true, sub: robot } }
${spec}  cases:
${cases}
`;
}

async function run(text: string, line = "auth test -o json") {
  const cli = await createCli(undefined);
  await cli.write("orders.yaml", text);
  const { code, out, err } = await cli.run(line, { now });
  return { code, out, err, cases: code < 2 && line.endsWith("json") ? (JSON.parse(out) as Shown).cases : [] };
}

interface Shown {
  readonly cases: readonly { readonly case: string; readonly passed: boolean; readonly differences: readonly unknown[]; readonly summary: string }[];
}

const token = (claims: string, more = "") => `token: { issuer: https://idp.example.com, claims: { aud: orders, sub: ann, ${claims} }${more} }`;

describe("sluice auth test", () => {
  it("runs the tests of the example by its gateway and routes", async () => {
    const cli = await createCli(undefined);
    const { code, out, err } = await cli.run([
      "auth",
      "test",
      ...["node-group.yaml", "gateway.yaml", "service.yaml", "private.yaml", "private.test.yaml"].map((file) => join(examples, file)),
    ]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(
      / default\/private\n {2}✓ nobody without a key\n {2}✓ partners get in, and the backend knows who calls\n {2}✓ guests do not\n3 passed, 0 failed\n$/u,
    );
  });

  it("says which objects are missing, because proxies would do otherwise without them", async () => {
    const cli = await createCli(undefined);
    const files = ["node-group.yaml", "gateway.yaml", "private.yaml", "private.test.yaml"].map((file) => join(examples, file));
    const { err } = await cli.run(["auth", "test", ...files]);
    expect(err).toBe("Route default/private/spec/rules/0/backends/0: Service default/echo does not exist\n");
  });

  it.each<readonly [string, string, string]>([
    [
      "tenant",
      `{ headers: { x-tenant: a }, ${token("tenant: a")} }`,
      "{ verdict: allowed, subject: ann, identifiedBy: jwt, rule: tenant, headers: { x-who: ann, x-plan: null } }",
    ],
    [
      "another tenant",
      `{ headers: { x-tenant: b }, ${token("tenant: a")} }`,
      "{ verdict: denied, status: 403, code: forbidden, phase: authorize, by: Policy default/orders, rule: null }",
    ],
    [
      "scope",
      `{ method: POST, ${token("scope: read write")} }`,
      "{ verdict: allowed, rule: writers, metadata: { consumer: 'https://idp.example.com#ann', groups: null } }",
    ],
    ["lacks scope", `{ method: POST, ${token("scope: read")} }`, "{ status: 403, code: insufficient_scope }"],
    ["expired", `{ ${token("exp: 2026-01-01T11:00:00Z")} }`, "{ status: 401, code: credential_expired, phase: identify }"],
    ["audience", `{ ${token("aud: other").replace("aud: orders, ", "")} }`, "{ status: 401, code: credential_invalid }"],
    ["no end", `{ ${token("exp: null")} }`, "{ status: 401 }"],
    ["foreign key", `{ ${token("tenant: a", ", signedBy: https://other.example.com")} }`, "{ status: 401, phase: identify }"],
    ["unknown kid", `{ ${token("tenant: a", ", header: { kid: other }")} }`, "{ status: 401 }"],
    [
      "keys away",
      "{ headers: { authorization: Bearer eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJodHRwczovL2dvbmUuZXhhbXBsZS5jb20ifQ.AAAA } }",
      "{ verdict: error, code: ERR_AUTHZ_KEYS_UNREACHABLE }",
    ],
    [
      "API key",
      "{ headers: { x-api-key: ann-0123456789abcdef } }",
      "{ verdict: allowed, consumer: default/ann, headers: { x-plan: gold, X-Who: ann }, responseHeaders: { x-seen: api-key } }",
    ],
    ["old API key", "{ headers: { x-api-key: ann-old-0123456789abcdef } }", "{ status: 401, code: credential_expired, consumer: null }"],
    ["asked token", "{ headers: { x-token: opaque-token-1 } }", "{ verdict: allowed, subject: robot, rule: opaque }"],
    ["asked token that is not active", "{ headers: { x-token: opaque-token-2 } }", "{ status: 401 }"],
    ["certificate", "{ principal: spiffe://example.org/web }", "{ verdict: allowed, identifiedBy: certificate, subject: spiffe://example.org/web }"],
    ["address", "{ method: DELETE, source: 10.1.2.3 }", "{ verdict: allowed, identifiedBy: anonymous, rule: office }"],
    ["excused", "{ url: /healthz?x=1 }", "{ verdict: allowed, rule: null, identifiedBy: null }"],
    ["ambiguous path", "{ url: /orders%2F7 }", "{ status: 400, code: path_ambiguous }"],
    ["time of a case", "{ method: DELETE, source: 10.1.2.3 }", "{ verdict: denied, rule: no-nights }"],
  ])("decides as the service does: %s", async (name, request, expected) => {
    const at = name === "time of a case" ? "now: 2026-01-01T23:00:00Z, " : "";
    const { code, cases, out, err } = await run(
      tests(`    - { name: ${name}, ${at}request: ${request}, expect: ${expected.replace("identifiedBy: null", "code: null").replace(", code: null", "")} }`),
    );
    expect({ code, err, cases }, out).toMatchObject({ code: 0, err: "", cases: [{ case: name, passed: true, differences: [] }] });
  });

  it("takes a token as it stands, verified by a JWK Set of the test at the test's time", async () => {
    const key = tokenKey("ES256");
    const raw = signToken(key, { iss: "https://raw.example.com", aud: "orders", sub: "ann", tenant: "a", exp: now / 1000 + 60 });
    const spec = `  objects:
    - kind: Policy
      name: orders
      spec: { auth: { identify: [{ jwt: { issuers: [{ issuer: https://raw.example.com, jwks: https://raw.example.com/keys, audiences: [orders] }] } }] } }
`;
    const text = tests(
      `    - { name: raw, request: { headers: { authorization: Bearer ${raw} } }, expect: { verdict: allowed, subject: ann } }
    - { name: later, now: 2026-01-01T13:00:00Z, request: { headers: { authorization: Bearer ${raw} } }, expect: { code: credential_expired } }`,
      spec,
    ).replace("issuers: {", `issuers: { "https://raw.example.com": { jwks: ${JSON.stringify(keySet(key))} },`);
    expect(await run(text)).toMatchObject({ code: 0, cases: [{ passed: true }, { passed: true }] });
  });

  it("signs requests with a shared secret or a private key, and takes a signature as it stands", async () => {
    const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const pem = (key: KeyObject, type: "spki" | "pkcs8"): string => JSON.stringify(key.export({ format: "pem", type } as never));
    const secret = "correct-horse-battery-staple-0123456789";
    const given = signatureHeaders({
      key: secret,
      keyId: "k1",
      components: usualComponents({ path: "/orders?a=b", host: "test.example" }),
      created: now / 1000,
    });
    const ecKey = `keyId: k2, privateKey: ${pem(pair.privateKey, "pkcs8")}`;
    const { code, cases } = await run(`
kind: Policy
name: signed
spec: { auth: { identify: [{ signature: {} }] } }
---
kind: Consumer
name: partner
spec:
  credentials:
    hmac: { signature: { keyId: k1, secret: ${secret} } }
    ec: { signature: { keyId: k2, publicKey: ${pem(pair.publicKey, "spki")} } }
---
kind: AuthTest
name: signed
spec:
  policy: signed
  now: 2026-01-01T12:00:00Z
  cases:
    - { name: secret, request: { method: POST, url: /orders?a=b, body: "{}", signature: { keyId: k1, secret: ${secret} } }, expect: { consumer: partner } }
    - { name: private key, request: { signature: { ${ecKey}, nonce: n1 } }, expect: { consumer: partner } }
    - { name: wrong secret, request: { signature: { keyId: k1, secret: another } }, expect: { status: 401, code: credential_invalid } }
    - { name: too little, request: { signature: { keyId: k1, secret: ${secret}, components: ["@method"] } }, expect: { status: 401 } }
    - { name: too old, request: { signature: { keyId: k1, secret: ${secret}, created: 2026-01-01T11:00:00Z } }, expect: { status: 401 } }
    - { name: given, request: { url: /orders?a=b, headers: ${JSON.stringify(given)} }, expect: { consumer: partner } }
    - { name: no key, request: { signature: { keyId: k1, privateKey: none } }, expect: { status: 401 } }
    - { name: no header, request: { signature: { keyId: k1, secret: ${secret}, components: [x-absent] } }, expect: { status: 401 } }
`);
    expect(code).toBe(1);
    expect(cases.map(({ case: name, passed }) => [name, passed])).toEqual([
      ["secret", true],
      ["private key", true],
      ["wrong secret", true],
      ["too little", true],
      ["too old", true],
      ["given", true],
      ["no key", false],
      ["no header", false],
    ]);
    expect(cases.slice(-2).map(({ summary }) => summary)).toEqual([
      "The request cannot be signed: its private key cannot be read",
      expect.stringMatching(/^The request cannot be signed: .*x-absent/u),
    ]);
  });

  it("sends a browser to log in, and shows nothing of what the login is bound to", async () => {
    const spec = `  objects:
    - { kind: Secret, name: idp, spec: { data: { client: some-client-secret, seal: 0123456789abcdef0123456789abcdef } } }
    - kind: Policy
      name: orders
      spec: { auth: { identify: [{ oidc: OIDC }] } }
`.replace("OIDC", "{ issuer: https://idp.example.com, client: { id: web, secret: { name: idp, entry: client } } }");
    const request = "{ url: /orders, headers: { accept: text/html, sec-fetch-mode: navigate, sec-fetch-dest: document } }";
    const { code, out, err } = await run(tests(`    - { name: login, request: ${request}, expect: { status: 302, code: wrong } }`, spec), "auth test");
    expect({ code, err }).toEqual({ code: 1, err: "" });
    expect(out).toContain("is answered 302 (login_required) by Policy default/orders");
  });

  it("says what is not as it must be, and why, and shows no credential", async () => {
    const cases = `    - name: old
      request: { headers: { x-api-key: ann-old-0123456789abcdef } }
      expect: { verdict: allowed, headers: { x-who: ann } }
    - { name: wrong tenant, request: { headers: { x-tenant: b }, ${token("tenant: a")} }, expect: { rule: tenant } }
    - { name: fine, request: { url: /healthz }, expect: { verdict: allowed } }`;
    const { code, out, err } = await run(tests(cases), "auth test orders.yaml");
    expect({ code, err }).toEqual({ code: 1, err: "" });
    expect(out).toContain(`  ✗ old (orders.yaml:43)
      verdict: expected "allowed", got "denied"
      headers.x-who: expected "ann", got null
      A caller whom nobody knows is answered 401 (credential_expired) by Policy default/orders: The API key is not valid any more
        ✗ Policy default/orders: refused
            ✗ identify jwt: absent
            ✗ identify api-key: refused, read header:x-api-key (24 characters)
                The API key is not valid any more. Credential old of Consumer default/ann was good until 2025-12-31T00:00:00.000Z
`);
    expect(out).toContain(`            ✗ rule tenant (allow)
                ✓ methods: wants ["GET"], read "GET"
                ✓ identifiedBy: wants ["jwt"], read "jwt"
                ✗ when: wants "identity.claims.tenant == request.headers[\\"x-tenant\\"]", read {"identity.claims":{"tenant":"a"},"request.headers[\\"x-tenant\\"]":"b"}
`);
    expect(out).toContain("  ✓ fine\n1 passed, 2 failed\n");
    expect(out).not.toContain("0123456789abcdef");
  });

  it.each<readonly [string, (text: string) => string, string]>([
    ["a field", (text) => text.replace("expect:", "expected:"), 'orders.yaml:43:31: Field "expected" is not known here\n    Did you mean expect?'],
    ["a verdict", (text) => text.replace("verdict: allowed", "verdict: maybe"), 'orders.yaml:43:41: Value "maybe" is not allowed, denied or error'],
    [
      "a policy",
      (text) => text.replace("name: a,", "name: a, policy: order,"),
      "orders.yaml:43:18: Policy default/order is not among the files, or has no block auth\n    They have default/orders",
    ],
    [
      "an issuer",
      (text) => text.replace("request: {}", "request: { token: { issuer: https://nobody } }"),
      'orders.yaml:43:38: Issuer "https://nobody" has no test key that signs\n    Give it one under issuers: { algorithm: ES256 }',
    ],
    ["an object", (text) => text.replace("plan: gold", "plan: 7"), "orders.yaml:31:3: "],
    ["a key", (text) => text.replace("{ algorithm: ES256 }", "{ privateKey: none }"), 'Key of issuer "https://idp.example.com" cannot be read'],
    ["YAML", (text) => `${text}  a: [`, "orders.yaml:4"],
    ["no test", (text) => text.slice(0, text.indexOf("kind: AuthTest") - 4), "No AuthTest in ."],
  ])("ends with 2 and names the place of what is wrong: %s", async (_, change, message) => {
    const { code, out, err } = await run(change(tests("    - { name: a, request: {}, expect: { verdict: allowed } }")));
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(message);
  });

  it("says so when nobody can say what decides", async () => {
    const two = tests("    - { name: a, expect: { verdict: allowed } }").replace(
      "kind: Consumer",
      "kind: Policy\nname: second\nspec: { auth: { identify: [{ apiKey: {} }] } }\n---\nkind: Consumer",
    );
    expect(await run(two)).toMatchObject({ code: 1, cases: [{ passed: false, summary: expect.stringContaining("name the policy") as string }] });
    expect(await run(two.replace("  cases:", "  policy: second\n  cases:"))).toMatchObject({
      code: 1,
      cases: [{ summary: expect.stringContaining("401") as string }],
    });
  });

  it("is left out by commands that read objects", async () => {
    const cli = await createCli(undefined);
    await cli.write("orders.yaml", tests("    - { name: a, expect: { verdict: allowed } }").replace("  auth:", "  targets: [{ kind: Namespace }]\n  auth:"));
    expect(await cli.run("validate .")).toMatchObject({ code: 0, out: "2 objects are valid\n" });
  });
});
