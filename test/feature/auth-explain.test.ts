import { afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Json } from "../../src/kit/json.ts";
import { silentLogger } from "../../src/kit/telemetry.ts";
import { createAuthFacts } from "../../src/main/authz/auth-book.ts";
import { followAuthObjects } from "../../src/main/authz/follow-auth-objects.ts";
import { World } from "../../src/main/fleet/world.ts";
import { createAuthPort } from "../../src/main/ports/auth-port.ts";
import { systemClock } from "../../src/main/system.ts";
import { policies } from "../../src/policy/registry.ts";
import { startAdmin, type TestAdmin } from "../kit/admin/start-admin.ts";
import { keySet, signToken, tokenKey } from "../kit/authz/tokens.ts";
import { createCli, type TestCli } from "../kit/cli/run-cli.ts";
import { readObjects, testModel, testSealKey } from "../kit/translate/translate.ts";

const idp = tokenKey("ES256", "k1");
const stranger = tokenKey("ES256", "k1");
const at = Date.parse("2026-01-01T12:00:00Z");

const objects = `
kind: NodeGroup
name: edge
spec: { match: { clusters: [edge] }, allowedFrom: { namespaces: [infra] } }
---
kind: Gateway
name: edge
namespace: infra
spec:
  level: 3
  listeners: [{ name: http, port: 8080, protocol: http, allowedRoutes: { from: all } }]
  auth: { identify: [{ certificate: {} }, { anonymous: {} }], shadow: true, authorize: { rules: [{ identifiedBy: [certificate] }] } }
---
kind: Service
name: orders
namespace: shop
spec: { endpoints: { static: [{ address: 127.0.0.1, port: 9000 }] } }
---
kind: Route
name: orders
namespace: shop
spec:
  parents: [{ name: edge, namespace: infra }]
  hostnames: [shop.example]
  rules:
    - name: open
      matches: [{ path: { exact: /open } }]
      auth: { unless: [{ paths: [/open] }], identify: [{ apiKey: {} }] }
      backends: [{ service: orders }]
    - name: inside
      matches: [{ path: { exact: /inside } }]
      auth:
        identify: [{ apiKey: {} }]
        authorize: { rules: [{ name: inside, when: 'request.metadata["envoy.lua"].zone == "a" && has(request.route_metadata.owner.team)' }] }
      backends: [{ service: orders }]
    - name: orders
      matches: [{ path: { prefix: /orders } }]
      auth:
        identify:
          - jwt: { issuers: [{ issuer: https://idp.example, audiences: [orders], keys: ${JSON.stringify(keySet(idp))} }] }
          - apiKey: { from: [{ header: x-api-key }, { query: key }] }
        authorize:
          rules:
            - { name: staff, when: 'identity.claims.team == "orders" && request.headers["x-tenant"] == "a"' }
            - { name: partners, groups: [partners] }
        shape: { headers: { x-who: "{subject}", x-echo: "{claims.echo}" } }
      backends: [{ service: orders }]
---
kind: Consumer
name: acme
namespace: shop
spec:
  groups: [partners]
  credentials:
    key: { apiKey: { value: acme-canary-0123456789 } }
    old: { apiKey: { value: old-canary-0123456789 }, expires: 2025-06-01T00:00:00Z }
---
kind: Revocation
name: acme-2
namespace: shop
spec: { token: { id: stolen }, until: 2027-01-01T00:00:00Z }
`;

let test: TestAdmin;
let cli: TestCli;
const outputs: string[] = [];

beforeAll(async () => {
  const model = testModel();
  const world = new World({ model, policies, sealKey: testSealKey });
  const clock = { ...systemClock, now: () => at };
  const facts = createAuthFacts(testSealKey);
  followAuthObjects(world, { model, facts, logger: silentLogger });
  const port = createAuthPort({ world, model, facts, role: () => undefined, clock });
  world.replace(readObjects(objects, model));
  world.engine.flush();
  test = await startAdmin({
    logger: {
      ...silentLogger,
      info: (text, fields) => void outputs.push(text + JSON.stringify(fields)),
      warn: (text, fields) => void outputs.push(text + JSON.stringify(fields)),
    },
  });
  test.authAnswer = (question) => port.explain(question);
  cli = await createCli({ url: test.running.url, token: test.token });
  await cli.write("objects.yaml", objects);
});

/** No credential of a test is in anything that was written. */
afterEach(() => {
  for (const text of outputs) expect(text).not.toMatch(/canary|eyJ/u);
});

async function explain(...words: readonly string[]) {
  const result = await cli.run(["auth", "explain", ...words], { now: at });
  outputs.push(result.out, result.err);
  return result;
}

function bearer(claims: Readonly<Record<string, string | number>>, key = idp, header: Readonly<Record<string, string>> = {}): string {
  return signToken(key, { iss: "https://idp.example", aud: "orders", sub: "ann", exp: at / 1000 + 600, ...claims }, header);
}

const url = "http://shop.example:8080/orders/7";

describe("sluice auth explain, of a server", () => {
  it("tells each phase, which rule decided by which values, what goes on and how long it holds", async () => {
    const token = bearer({ team: "orders" });
    const { code, out, err } = await explain("GET", url, "-H", `authorization: Bearer ${token}`, "-H", "x-tenant: a");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toBe(`Caller ann gets in; Gateway infra/edge in shadow would refuse it
  ✗ Gateway infra/edge (in shadow: it decides nothing): refused
      ✗ identify certificate: absent
      ✓ identify anonymous: identified
      caller anonymous; by anonymous
      ✗ rule 1 (allow)
          ✗ identifiedBy: wants ["certificate"], read "anonymous"
      credential_missing: No credential was shown
  ✓ Route shop/orders: passed
      ✓ identify jwt: identified, read header:authorization (${token.length + 7} characters)
      caller ann; by jwt
      ✓ rule staff (allow) decides
          ✓ when: wants "identity.claims.team == \\"orders\\" && request.headers[\\"x-tenant\\"] == \\"a\\"", read {"identity.claims":{"team":"orders"},"request.headers[\\"x-tenant\\"]":"a"}
  → sets x-who: ann
  → removes x-api-key
  → removes x-echo
  → metadata {"consumer":"https://idp.example#ann","claims":{"iss":"https://idp.example","aud":"orders","sub":"ann","exp":1767269400,"team":"orders"}}
  may be used again for 5 s (cache of Gateway infra/edge), for requests with the same certificate, escaped parameters, header:authorization, header:x-api-key, header:x-tenant, principal, query:key
`);
  });

  it.each<readonly [string, readonly string[], string]>([
    [
      "an expired token",
      ["-H", `authorization: Bearer ${bearer({ exp: at / 1000 - 3600 })}`],
      "The token is expired. It ended at 2026-01-01T11:00:30.000Z, leeway of 30 s included; it is 2026-01-01T12:00:00.000Z",
    ],
    ["another audience", ["-H", `authorization: Bearer ${bearer({ aud: "other" })}`], 'meant for another audience. Its claim aud is "other"; wanted: orders'],
    [
      "an unknown kid",
      ["-H", `authorization: Bearer ${bearer({}, idp, { kid: "k9" })}`],
      `No key fits the name "k9" and algorithm ES256; the issuer's keys: k1 (ES256)`,
    ],
    ["a foreign signature", ["-H", `authorization: Bearer ${bearer({}, stranger)}`], "signature cannot be verified. The signature is wrong"],
    [
      "an unknown issuer",
      ["-H", `authorization: Bearer ${bearer({ iss: "https://evil" })}`],
      'Its claim iss is "https://evil"; known here: https://idp.example',
    ],
    ["an old key", ["-H", "x-api-key: old-canary-0123456789"], "Credential old of Consumer shop/acme was good until 2025-06-01T00:00:00.000Z"],
    ["a key that nobody has", ["-H", "x-api-key: nobody-canary-0123456789"], "No consumer of namespace shop has this key"],
    [
      "a revoked token",
      ["-H", `authorization: Bearer ${bearer({ jti: "stolen", team: "orders" })}`, "-H", "x-tenant: a"],
      "(credential_revoked) by Revocation shop/",
    ],
  ])("says why a credential is no good: %s", async (_, headers, why) => {
    const { code, out, err } = await explain("GET", url, ...headers);
    expect({ code, err }).toEqual({ code: 1, err: "" });
    expect(out).toContain(why);
  });

  it("shows no credential where a policy or a query repeats it", async () => {
    const echoed = await explain("GET", `${url}?key=acme-canary-0123456789`, "-o", "json");
    expect(JSON.parse(echoed.out)).toMatchObject({
      outcome: "allowed",
      identity: { consumer: "shop/acme", credential: "key" },
      upstream: { queryRemoved: ["key"] },
    });
    const token = bearer({ team: "orders", echo: "acme-canary-0123456789" });
    const { out } = await explain("GET", url, "-H", `authorization: Bearer ${token}`, "-H", "x-tenant: a", "-H", "x-api-key: acme-canary-0123456789");
    expect(out).toContain("→ sets x-echo: [masked]");
  });

  it("takes what filters would have left of the request, and the route's metadata, from a server and from files", async () => {
    const words = ["http://shop.example:8080/inside", "-H", "x-api-key: acme-canary-0123456789"];
    const told = ["--metadata", 'envoy.lua={"zone":"a","seen":{"key-acme-canary-0123456789":1}}', "--route-metadata", 'owner={"team":"a"}'];
    const [online, offline] = [await explain(...words, ...told), await explain(...words, ...told, "-f", "objects.yaml")];
    expect(online).toMatchObject({ code: 0, out: offline.out });
    expect(online.out).toContain(
      'read {"request.metadata[\\"envoy.lua\\"]":{"zone":"a","seen":{"key-[masked]":1}},"request.route_metadata[\\"owner\\"]":{"team":"a"}}',
    );
    expect(online.out).toContain("header:x-api-key, metadata:envoy.lua, principal, route-metadata:owner");
    const without = await explain(...words);
    expect(without).toMatchObject({ code: 1, err: "" });
    expect(without.out).toContain('read {"request.metadata[\\"envoy.lua\\"]":null,"request.route_metadata[\\"owner\\"]":null}');
    expect((await explain(...words, "--metadata", "envoy.lua=[1]")).err).toContain('Metadata "envoy.lua=[1]" is not NAMESPACE=OBJECT');
    expect((await explain(...words, "--metadata", '{"a":1}')).code).toBe(2);
  });

  it.each([
    [40, 422],
    [10_000, 400],
  ])("takes no metadata that the service would not read: a depth of %i", async (depth, status) => {
    const deep = `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`;
    const told = await explain("http://shop.example:8080/inside", "--metadata", `a=${deep}`, "-f", "objects.yaml");
    expect(told).toMatchObject({ code: 2, err: expect.stringContaining('Metadata "a" must be an object that is not nested deeper than 32') as string });
    const body = `{"url":"http://shop.example:8080/inside","metadata":{"a":${deep}}}`;
    const answer = await test.request("POST", "/v1/auth/explain", { body: JSON.parse(body) as Json });
    expect(answer).toMatchObject({ status });
    expect(JSON.stringify(answer.body)).toMatch(/nested deeper than/u);
  });

  it("says that nothing is demanded, or that a request is excused, or leads nowhere", async () => {
    expect((await explain("GET", "http://shop.example:8080/open")).out).toContain('unless: paths: wants ["/open"], read "/open"');
    expect((await explain("GET", "http://shop.example:8080/nowhere")).out).toContain("Envoy answers 404");
  });

  it("takes a token by itself, for a policy that is named, and says that there is none", async () => {
    const { code, err } = await explain("--policy", "shop/none");
    expect({ code, err }).toMatchObject({ code: 1, err: expect.stringContaining("Policy shop/none does not exist, or has no block auth") as string });
    expect((await explain("GET")).code).toBe(2);
  });

  it("tells a tenant nothing of others", async () => {
    const ask = async (namespaces: readonly string[]) => {
      const token = await test.newToken("viewer", namespaces);
      return (await test.request("POST", "/v1/auth/explain", { token, body: { url, headers: { "x-api-key": "acme-canary-0123456789" } } })).body;
    };
    expect(await ask(["other"])).toEqual({ outcome: "allowed", summary: "It is decided in a namespace that the token does not cover", layers: [] });
    const own = await ask(["shop"]);
    expect(own).toMatchObject({ outcome: "allowed", layers: [{ source: "", shadow: true, identify: [], rules: [] }, { source: "Route shop/orders" }] });
    expect(JSON.stringify(own)).not.toContain("infra");
    expect((await test.request("POST", "/v1/auth/explain", { token: "", body: { url } })).status).toBe(401);
    expect((await test.request("POST", "/v1/auth/explain", { body: {} })).status).toBe(422);
    expect((await test.request("POST", "/v1/auth/explain", { token: await test.newToken("viewer", ["other"]), body: { policy: { name: "x" } } })).status).toBe(
      404,
    );
  });
});

describe("sluice auth explain, of files", () => {
  it("comes to the same as the server", async () => {
    const words = ["GET", url, "-H", "x-api-key: acme-canary-0123456789"];
    const [online, offline] = [await explain(...words), await explain(...words, "-f", "objects.yaml")];
    // Who reads files is told on the way what whoever writes objects is told when writing.
    expect(offline).toEqual({ ...online, err: expect.stringContaining("Listener http of Gateway infra/edge has no TLS") });
    expect(offline.out).toContain("Consumer shop/acme gets in");
  });

  it("takes an address that stands alone for one of GET", async () => {
    const [alone, whole] = [await explain(url, "-f", "objects.yaml"), await explain("GET", url, "-f", "objects.yaml")];
    expect(alone).toEqual(whole);
    expect(alone.err).not.toContain("Neither an address");
  });

  it("needs a policy that is there", async () => {
    expect(await explain("--policy", "none", "-f", "objects.yaml")).toMatchObject({
      code: 2,
      err: "sluice: Policy none is not among the files, or has no block auth\n",
    });
  });

  it("reads a token from a file or standard input, so that it is in no list of processes", async () => {
    await cli.write("token", `${bearer({ team: "orders" })}\n`);
    expect((await explain("GET", url, "-H", "x-tenant: a", "--token-file", "token", "-f", "objects.yaml")).code).toBe(0);
    expect((await explain("GET", url, "--token-file", "nothing", "-f", "objects.yaml")).code).toBe(2);
  });
});
