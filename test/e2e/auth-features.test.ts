import { generateKeyPairSync, type KeyObject, X509Certificate } from "node:crypto";
import { beforeAll, expect, it } from "vitest";
import { startGuardedStack } from "../kit/authz/guarded-stack.ts";
import { signatureHeaders, usualComponents } from "../kit/authz/sign-request.ts";
import { keySet, signToken, tokenKey } from "../kit/authz/tokens.ts";
import { sendJson, startWebServer, type WebServer } from "../kit/authz/web-server.ts";
import { freePorts } from "../kit/binary/free-port.ts";
import { describeWith } from "../kit/binary/require.ts";
import { documents, service } from "../kit/stack/edge.ts";
import { type TestAuthority, type TestCertificate, testAuthority } from "../kit/tls/certificates.ts";
import { certificateObject, trustObject } from "../kit/tls/tls-objects.ts";
import { type HttpBackend, type SeenRequest, startHttpBackend } from "../kit/traffic/http-backend.ts";
import { send, sendHttp2, type TestRequest, type TestResponse } from "../kit/traffic/http-request.ts";

type Headers = Readonly<Record<string, string>>;

const issuer = "https://idp.example.com";
const ann = { "x-api-key": "ann-0123456789abcdef" };
const apiKey = { apiKey: {} };

/** Key pairs of partners who sign, by the ids of their keys. */
const signers: Readonly<Record<string, { readonly publicKey: KeyObject; readonly privateKey: KeyObject }>> = {
  ed25519: generateKeyPairSync("ed25519"),
  p256: generateKeyPairSync("ec", { namedCurve: "P-256" }),
  p384: generateKeyPairSync("ec", { namedCurve: "P-384" }),
  rsa: generateKeyPairSync("rsa", { modulusLength: 2048 }),
};

function sha256Of({ chain }: TestCertificate): Buffer {
  return Buffer.from(new X509Certificate(chain).fingerprint256.replaceAll(":", ""), "hex");
}

describeWith("features of the auth policy on a real Envoy", ["envoy"], () => {
  const key = tokenKey("ES256");
  const ports = { http: 0, https: 0, behind: 0, inner: 0 };
  let backend: HttpBackend;
  let web: WebServer;
  let server: TestAuthority;
  let batch: TestCertificate;
  let pinned: TestCertificate;
  let stranger: TestCertificate;

  beforeAll(async () => {
    [ports.http, ports.https, ports.behind, ports.inner] = (await freePorts(4)) as [number, number, number, number];
    server = await testAuthority();
    const clients = await testAuthority("Clients");
    batch = await clients.issue({ commonName: "batch", uris: ["spiffe://test/batch"] });
    pinned = await clients.issue({ commonName: "pinned" });
    stranger = await clients.issue({ commonName: "pinned", uris: ["spiffe://test/other"] });
    backend = await startHttpBackend("shop");
    web = await startWebServer((request, response) => {
      const metadata = { issuer: `${web.url}/idp`, jwks_uri: `${web.url}/idp/keys` };
      const found = new Map<string | undefined, object>([
        ["/idp/.well-known/openid-configuration", metadata],
        ["/forged/.well-known/openid-configuration", metadata],
        ["/idp/keys", keySet(key)],
      ]).get(request.url);
      if (found === undefined) response.writeHead(404).end();
      else sendJson(found)(request, response);
    });
    const stack = await startGuardedStack();
    const tls = [certificateObject("shop", await server.issue({ hostnames: ["shop.test"] })), trustObject("clients", clients)];
    await stack.apply(documents({ kind: "NodeGroup", name: "edge", spec: {} }, gateway(), service("shop", backend.port), ...tls, ...consumers(), routes()));
    await stack.node("edge-1");
    await stack.settled();
  });

  function gateway(): object {
    const tls = { certificates: ["shop"], clientCa: "clients", clientCertificate: "optional" };
    const listeners = [
      { name: "http", port: ports.http, protocol: "http" },
      { name: "https", port: ports.https, protocol: "https", tls },
      { name: "behind", port: ports.behind, protocol: "http", http: { xffTrustedHops: 1 } },
      { name: "inner", port: ports.inner, protocol: "http", http: { useRemoteAddress: false } },
    ];
    return { kind: "Gateway", name: "web", spec: { level: 3, listeners } };
  }

  function consumers(): readonly object[] {
    const pairs = Object.entries(signers).map(([id, { publicKey }]) => {
      return [id, { signature: { keyId: id, publicKey: publicKey.export({ type: "spki", format: "pem" }) } }] as const;
    });
    const credentials = {
      ann: { key: { apiKey: { value: ann["x-api-key"] } } },
      named: { uri: { certificate: { name: "spiffe://test/batch" } } },
      pinned: { whole: { certificate: { sha256: sha256Of(pinned).toString("hex") } } },
      partner: Object.fromEntries(pairs),
    };
    return Object.entries(credentials).map(([name, all]) => ({ kind: "Consumer", name, spec: { plan: "gold", credentials: all } }));
  }

  /** A route of rules, each under a prefix of its name. */
  function routes(): object {
    const rules = Object.entries(policies()).map(([name, { auth, ...more }]) => {
      return {
        name,
        matches: [{ path: { prefix: `/${name}` } }],
        backends: [{ service: "shop" }],
        auth: { ...auth, ask: { timeout: "5s", ...auth["ask"] } },
        ...more,
      };
    });
    return { kind: "Route", name: "shop", spec: { parents: [{ name: "web" }], rules } };
  }

  function policies(): Readonly<Record<string, { readonly auth: Readonly<Record<string, object>>; readonly headers?: object }>> {
    const local = { issuers: [{ issuer, audiences: ["shop"], keys: keySet(key) }] };
    const discovered = (path: string) => ({ jwt: { issuers: [{ issuer: web.url + path, audiences: ["shop"], discovery: true }] } });
    const ruled = (...rules: readonly object[]) => ({ auth: { identify: [apiKey], authorize: { rules } } });
    return {
      bound: { auth: { identify: [{ jwt: local }] } },
      strict: { auth: { identify: [{ jwt: { ...local, binding: "required" } }] } },
      machines: { auth: { identify: [{ certificate: { consumer: "required" } }], shape: { headers: { "x-consumer": "{consumer.name}" } } } },
      discovered: { auth: { identify: [discovered("/idp")] } },
      forged: { auth: { identify: [discovered("/forged")] } },
      signed: { auth: { identify: [{ signature: {} }], shape: { headers: { "x-consumer": "{consumer.name}" } } } },
      hidden: { auth: { identify: [{ jwt: { ...local, from: [{ query: "token" }, { cookie: "token" }], forward: false } }] } },
      shown: { auth: { identify: [{ jwt: { ...local, from: [{ query: "token" }, { cookie: "token" }] } }] } },
      expression: {
        auth: {
          identify: [{ jwt: local }],
          authorize: {
            rules: [
              { effect: "deny", when: '"admin" in request.query' },
              { when: 'identity.claims.tenant == request.headers["x-tenant"] && request.url_path.startsWith("/expression/")' },
            ],
          },
        },
      },
      near: ruled({ addresses: ["192.0.2.0/24", "127.0.0.0/8"] }),
      far: {
        ...ruled({ addresses: ["192.0.2.0/24", "2001:db8::/32"] }),
        headers: { response: { set: { "x-address": "%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%" } } },
      },
      lean: { auth: { ...ruled({ addresses: ["192.0.2.0/24"] }).auth, ask: { headers: "needed" } } },
      written: ruled({ when: 'source.address == "192.0.2.7"' }),
      now: ruled({ time: { from: "2020-01-01T00:00:00Z", until: "2999-01-01T00:00:00Z", hours: { from: "00:00", until: "24:00" }, zone: "Europe/Berlin" } }),
      past: ruled({ time: { until: "2020-01-01T00:00:00Z" } }),
      soon: ruled({ effect: "deny", time: { until: "2999-01-01T00:00:00Z" } }, {}),
      excused: {
        auth: {
          identify: [apiKey],
          unless: [{ methods: ["GET"], paths: ["/excused/health/{part}"] }, { hosts: ["*.open.test"] }],
          shape: { headers: { "x-consumer": "{consumer.name}" }, removeHeaders: ["x-inner"] },
        },
      },
      claims: {
        auth: {
          identify: [{ jwt: local }],
          shape: {
            claims: ["tenant", "/realm/roles"],
            headers: {
              "x-tenant": "{claims.tenant}",
              "x-roles": "{claims./realm/roles}",
              "x-both": "{subject} of {claims.tenant}",
              "x-mail": "{claims.email}",
            },
          },
        },
        headers: { request: { set: { "x-told": "%DYNAMIC_METADATA(envoy.filters.http.ext_authz:claims)%" } } },
      },
      answers: {
        auth: {
          identify: [apiKey],
          authorize: { rules: [{ methods: ["GET"] }] },
          answers: {
            unauthenticated: {
              status: 418,
              headers: { "x-help": "desk", "www-authenticate": "Own" },
              html: "<b>{code}</b> {{code}}",
              text: "Show a key: {code}",
            },
            forbidden: { json: '{"why":"{code}","status":"{status}"}' },
          },
        },
      },
    };
  }

  const ask = (path: string, request: Partial<TestRequest> = {}): Promise<TestResponse> => send({ port: ports.http, path, ...request });
  const bearer = (claims = {}): Headers => ({ authorization: `Bearer ${token(claims)}` });
  const token = (claims = {}): string => {
    return signToken(key, { iss: issuer, aud: "shop", sub: "ann", exp: Math.floor(Date.now() / 1000) + 600, ...claims });
  };

  /** With a client certificate, or without one. */
  function overTls(path: string, client?: TestCertificate, headers: Headers = {}): Promise<TestResponse> {
    const tls = { ca: server.chain, ...(client !== undefined && { cert: client.chain, key: client.privateKey }) };
    return send({ port: ports.https, host: "shop.test", path, headers, tls });
  }

  /** What the backend saw of a request that gets in. */
  async function letIn(answer: Promise<TestResponse>): Promise<SeenRequest> {
    const before = backend.seen.length;
    const { status, body } = await answer;
    expect({ status, body }).toMatchObject({ status: 200 });
    expect(backend.seen).toHaveLength(before + 1);
    return backend.seen[before] as SeenRequest;
  }

  /** The answer to a request of which the backend saw nothing. */
  async function keptOut(status: number, answer: Promise<TestResponse>): Promise<TestResponse> {
    const before = backend.seen.length;
    const given = await answer;
    expect(given).toMatchObject({ status });
    expect(backend.seen).toHaveLength(before);
    return given;
  }

  it("a token that is bound to a client certificate is good over that one alone", async () => {
    const bound = bearer({ cnf: { "x5t#S256": sha256Of(batch).toString("base64url") } });
    for (const path of ["/bound", "/strict"]) {
      expect((await letIn(overTls(path, batch, bound))).headers).toMatchObject(bound);
      await keptOut(401, overTls(path, stranger, bound));
      await keptOut(401, overTls(path, undefined, bound));
      await keptOut(401, ask(path, { headers: bound }));
    }
  });

  it("a token that is bound to nothing is good unless the policy wants it bound", async () => {
    await letIn(overTls("/bound", batch, bearer()));
    await letIn(ask("/bound", { headers: bearer() }));
    await keptOut(401, overTls("/strict", batch, bearer()));
  });

  it("a client certificate is its Consumer's, by a name in it or as a whole", async () => {
    const forged = { "x-consumer": "root" };
    expect((await letIn(overTls("/machines", batch, forged))).headers).toMatchObject({ "x-consumer": "named" });
    expect((await letIn(overTls("/machines", pinned, forged))).headers).toMatchObject({ "x-consumer": "pinned" });
    await keptOut(401, overTls("/machines", stranger, forged));
    await keptOut(401, overTls("/machines"));
  });

  it("an issuer tells where its keys are, and no issuer speaks for another", async () => {
    await letIn(ask("/discovered", { headers: bearer({ iss: `${web.url}/idp` }) }));
    await keptOut(401, ask("/discovered", { headers: bearer({ iss: `${web.url}/forged` }) }));
    await keptOut(503, ask("/forged", { headers: bearer({ iss: `${web.url}/forged` }) }));
    expect(web.asked).toContain("/idp/.well-known/openid-configuration");
  });

  it.each(Object.keys(signers))("a request that is signed with a pair of keys (%s)", async (keyId) => {
    const sign = (by: string, path = "/signed?page=2"): Headers => {
      const privateKey = signers[by]?.privateKey as KeyObject;
      const components = usualComponents({ path, host: "127.0.0.1" });
      return signatureHeaders({ key: privateKey, keyId, components, created: Math.floor(Date.now() / 1000), more: `;nonce="${Math.random()}"` });
    };
    const seen = await letIn(ask("/signed?page=2", { headers: sign(keyId) }));
    expect(seen).toMatchObject({ path: "/signed?page=2", headers: { "x-consumer": "partner" } });
    await keptOut(401, ask("/signed?page=3", { headers: sign(keyId) }));
    for (const other of Object.keys(signers).filter((id) => id !== keyId)) await keptOut(401, ask("/signed?page=2", { headers: sign(other) }));
  });

  it("a token in a parameter or a cookie does not go on where the policy says so", async () => {
    const [good, late] = [token(), token({ exp: 1 })];
    const cookie = (text: string): Headers => ({ cookie: `a=1; token=${text}; b=2` });
    const fromQuery = await letIn(ask(`/hidden?page=2&token=${good}&t%6fken=${good}`));
    expect(fromQuery.path).toBe("/hidden?page=2");
    const fromCookie = await letIn(ask("/hidden?page=2", { headers: cookie(good) }));
    expect(fromCookie).toMatchObject({ path: "/hidden?page=2", headers: { cookie: "a=1; b=2" } });
    const fromBoth = await letIn(ask(`/hidden?token=${good}`, { headers: cookie(good) }));
    expect(JSON.stringify(fromBoth)).not.toContain(good);
    await keptOut(401, ask(`/hidden?token=${late}`));
    await keptOut(401, ask("/hidden", { headers: cookie(late) }));
    await keptOut(401, ask("/hidden", { headers: bearer() }));
  });

  it("a token in a parameter or a cookie goes on where the policy says nothing", async () => {
    const text = token();
    expect((await letIn(ask(`/shown?token=${text}`))).path).toBe(`/shown?token=${text}`);
    expect((await letIn(ask("/shown", { headers: { cookie: `token=${text}` } }))).headers).toMatchObject({ cookie: `token=${text}` });
    await keptOut(401, ask("/shown", { headers: { cookie: "token=none" } }));
  });

  it("an expression weighs claims against the request", async () => {
    const headers = (tenant: string): Headers => ({ ...bearer({ tenant: "a" }), "x-tenant": tenant });
    expect((await letIn(ask("/expression/x?page=2", { headers: headers("a") }))).path).toBe("/expression/x?page=2");
    await keptOut(403, ask("/expression/x", { headers: headers("b") }));
    await keptOut(403, ask("/expression/x", { headers: bearer({ tenant: "a" }) }));
    await keptOut(403, ask("/expression", { headers: headers("a") }));
    await keptOut(403, ask("/expression/x?page=2&%61dmin=1", { headers: headers("a") }));
    await keptOut(401, ask("/expression/x", { headers: { "x-tenant": "a" } }));
  });

  it("an address rule goes by the connection, whatever a client says of it", async () => {
    await letIn(ask("/near", { headers: { ...ann, "x-forwarded-for": "203.0.113.9" } }));
    await keptOut(403, ask("/far", { headers: { ...ann, "x-forwarded-for": "192.0.2.7" } }));
  });

  it.each([
    ["behind", "192.0.2.7", "192.0.2.7"],
    ["behind", "203.0.113.9, 192.0.2.7", "192.0.2.7"],
    ["behind", "192.0.2.7, 203.0.113.9", "203.0.113.9"],
    ["behind", "nobody", "127.0.0.1"],
    ["inner", "203.0.113.9, 192.0.2.7", "192.0.2.7"],
    ["inner", "192.0.2.7, 203.0.113.9", "203.0.113.9"],
    ["inner", "192.0.2.7, ", "127.0.0.1"],
    ["http", "192.0.2.7", "127.0.0.1"],
  ] as const)("an address rule goes by whom Envoy takes for the caller (%s: %s)", async (listener, forwarded, address) => {
    const from = (path: string) => ask(path, { port: ports[listener], headers: { ...ann, "x-forwarded-for": forwarded } });
    for (const path of ["/far", "/lean", "/written"]) {
      if (address === "192.0.2.7") await letIn(from(path));
      else await keptOut(403, from(path));
    }
    expect((await from("/far")).headers).toMatchObject({ "x-address": address });
  });

  it("a rule holds within its time", async () => {
    await letIn(ask("/now", { headers: ann }));
    await keptOut(403, ask("/past", { headers: ann }));
    await keptOut(403, ask("/soon", { headers: ann }));
  });

  it("who is excused is not asked, and brings neither credential nor name along", async () => {
    const headers = { ...ann, "x-consumer": "root", "x-inner": "1" };
    for (const request of [{ path: "/excused/health/live" }, { path: "/excused/all", host: "a.open.test", method: "POST" }]) {
      const { path, ...more } = request;
      for (const sent of [headers, { ...headers, "x-api-key": "nobody-0123456789abcdef" }]) {
        const seen = await letIn(ask(path, { ...more, headers: sent }));
        for (const name of Object.keys(headers)) expect(seen.headers).not.toHaveProperty(name);
      }
    }
    expect((await letIn(ask("/excused/all", { headers }))).headers).toMatchObject({ "x-consumer": "ann" });
    await keptOut(401, ask("/excused/health/live", { method: "POST" }));
    await keptOut(401, ask("/excused/health/live/more"));
    await keptOut(401, ask("/excused/all", { host: "open.test" }));
  });

  it("claims become headers, and those that are named are told to other filters", async () => {
    const headers = { ...bearer({ tenant: "a", realm: { roles: ["x", "y"], secret: 1 } }), "x-tenant": "root", "x-mail": "root@example.com" };
    const seen = await letIn(ask("/claims", { headers }));
    expect(seen.headers).toMatchObject({ "x-tenant": "a", "x-roles": "x,y", "x-both": "ann of a" });
    expect(seen.headers).not.toHaveProperty("x-mail");
    expect(JSON.parse(String(seen.headers["x-told"]))).toEqual({ tenant: "a", "/realm/roles": ["x", "y"] });
    const bare = await letIn(ask("/claims", { headers: { ...headers, ...bearer() } }));
    for (const name of ["x-tenant", "x-roles", "x-both", "x-mail"]) expect(bare.headers).not.toHaveProperty(name);
    await keptOut(401, ask("/claims", { headers: { "x-tenant": "root" } }));
  });

  it("whoever does not get in reads the policy's own answer, in the form that suits it", async () => {
    const page = await keptOut(418, ask("/answers", { headers: { accept: "text/html" } }));
    expect(page).toMatchObject({ body: "<b>credential_missing</b> {code}", headers: { "x-help": "desk", "www-authenticate": "Own" } });
    expect(page.headers["content-type"]).toMatch(/^text\/html/u);
    const usual = await keptOut(418, ask("/answers"));
    expect(usual.json()).toMatchObject({ status: 418, code: "credential_missing" });
    const own = await keptOut(403, ask("/answers", { method: "DELETE", headers: ann }));
    expect(own.json()).toEqual({ why: "forbidden", status: "403" });
    expect((await letIn(ask("/answers", { headers: ann }))).headers).not.toHaveProperty("x-help");
  });

  it("a gRPC client reads the status that it knows, and the policy's own message", async () => {
    const call = (headers: Headers) => {
      return sendHttp2({ port: ports.http, path: "/answers/Ask", method: "POST", headers: { "content-type": "application/grpc", ...headers } });
    };
    const nameless = await keptOut(200, call({}));
    expect(nameless.headers).toMatchObject({ "grpc-status": "16", "grpc-message": "Show a key: credential_missing" });
    const forbidden = await keptOut(200, call(ann));
    expect(forbidden.headers).toMatchObject({ "grpc-status": "7" });
  });
});
