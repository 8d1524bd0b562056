import { beforeAll, expect, it } from "vitest";
import { stringify } from "yaml";
import { ephemeralRecordKey, ephemeralRecordValue } from "../../src/admin/projection/ephemeral-record.ts";
import { inputKey } from "../../src/graph/build/inputs.ts";
import type { Store, WatchEvent, WatchOptions } from "../../src/store/store.ts";
import { type GuardedStack, openAuthz, startGuardedStack } from "../kit/authz/guarded-stack.ts";
import { contentDigest, signatureHeaders, usualComponents } from "../kit/authz/sign-request.ts";
import { keySet, signToken, tokenKey } from "../kit/authz/tokens.ts";
import { sendJson, startWebServer, type WebServer } from "../kit/authz/web-server.ts";
import type { Envoy } from "../kit/binary/envoy.ts";
import { freePort, freePorts } from "../kit/binary/free-port.ts";
import { describeWith } from "../kit/binary/require.ts";
import { startStack, waitFor } from "../kit/stack/stack.ts";
import { type TestAuthority, testAuthority } from "../kit/tls/certificates.ts";
import { certificateObject, trustObject } from "../kit/tls/tls-objects.ts";
import { type HttpBackend, startHttpBackend } from "../kit/traffic/http-backend.ts";
import { send, type TestRequest, type TestResponse } from "../kit/traffic/http-request.ts";
import { paced, tally } from "../kit/traffic/paced.ts";

const issuer = "https://idp.example.com";

const group = "kind: NodeGroup\nname: edge\nspec: {}\n";

function gateway(listeners: string, more = ""): string {
  return `kind: Gateway\nname: web\nspec:\n  level: 3\n  listeners: [${listeners}]\n${more}`;
}

function shop(port: number): string {
  return `kind: Service\nname: shop\nspec:\n  endpoints: { static: [{ address: 127.0.0.1, port: ${port} }] }\n`;
}

/** A route of rules with policies, each under a prefix of its name. */
function route(rules: Readonly<Record<string, string>>, more = ""): string {
  const list = Object.entries(rules).map(
    ([name, policies]) => `    - name: ${name}\n      matches: [{ path: { prefix: /${name} } }]\n      backends: [{ service: shop }]\n      ${policies}`,
  );
  return `kind: Route\nname: shop\nspec:\n  parents: [{ name: web }]\n${more}  rules:\n${list.join("\n")}\n`;
}

const consumers = `kind: Consumer
name: acme
spec:
  plan: gold
  priority: high
  groups: [partners]
  credentials:
    key: { apiKey: { value: acme-0123456789abcdef } }
    login: { basic: { username: acme, password: correct-horse-battery } }
    signer: { signature: { keyId: k1, secret: 0123456789abcdef0123456789abcdef } }
---
kind: Consumer
name: tiny
spec:
  credentials:
    key: { apiKey: { value: tiny-0123456789abcdef } }
`;

const acme = { "x-api-key": "acme-0123456789abcdef" };
const tiny = { "x-api-key": "tiny-0123456789abcdef" };

describeWith("the auth policy on a real Envoy", ["envoy"], () => {
  const key = tokenKey("ES256");
  let stack: GuardedStack;
  let backend: HttpBackend;
  let envoy: Envoy;
  let web: WebServer;
  let server: TestAuthority;
  let clients: TestAuthority;
  const ports = { http: 0, https: 0 };

  const rules = (): Readonly<Record<string, string>> => ({
    open: "timeout: { request: 10s }",
    key: "auth: { identify: [{ apiKey: { from: [{ header: x-api-key }, { query: key }, { cookie: key }] } }] }",
    jwt: `auth: { identify: [{ jwt: { issuers: [{ issuer: "${issuer}", audiences: [shop], jwks: "${web.url}/jwks" }] } }], shape: { query: { set: { name: "{claims.name}" } } } }`,
    opaque: `auth: { identify: [{ introspection: { url: "${web.url}/introspect", issuer: "${issuer}", client: { id: gw, secret: { name: idp, entry: client } } } }] }`,
    basic: "auth: { identify: [{ basic: {} }] }",
    signed: "auth: { identify: [{ signature: {} }] }",
    cert: "auth: { identify: [{ certificate: { trustDomains: [test] } }] }",
    anyone: 'auth: { identify: [{ apiKey: {} }, { anonymous: { groups: [guests] } }], shape: { headers: { x-groups: "{groups}" } } }',
    partners: "auth: { identify: [{ apiKey: {} }], authorize: { rules: [{ groups: [partners], methods: [GET] }] } }",
    shape:
      'auth: { identify: [{ apiKey: {} }], shape: { headers: { x-consumer: "{consumer.name}" }, removeHeaders: [x-inner], appendHeaders: { x-via: "{consumer.name}" }, responseHeaders: { x-plan: "{consumer.plan}" }, appendResponseHeaders: { vary: x-api-key }, query: { set: { who: "{consumer.name}" }, remove: [debug] } } }',
    lenient: "auth: { identify: [{ apiKey: {} }], ask: { failOpen: { reason: The backend asks once more } } }",
    lean: `auth: { identify: [{ apiKey: {} }], ask: { headers: needed, timeout: 1s }, answers: { unauthenticated: { json: '{"code":"{code}","id":"{requestId}"}' } } }`,
    shadow:
      'auth: { shadow: true, identify: [{ apiKey: {} }], authorize: { rules: [{ groups: [partners] }] }, shape: { headers: { x-consumer: "{consumer.name}" } } }',
    shadowsigned: "auth: { shadow: true, identify: [{ signature: {} }], ask: { body: { maxBytes: 16 } } }",
    away: `auth: { shadow: true, identify: [{ jwt: { issuers: [{ issuer: "${issuer}", audiences: [shop], jwks: "${web.url}/nowhere" }] } }] }`,
    small: "auth: { identify: [{ signature: {} }], ask: { body: { maxBytes: 16 } } }",
  });

  beforeAll(async () => {
    [ports.http, ports.https] = (await freePorts(2)) as [number, number];
    [server, clients] = [await testAuthority(), await testAuthority("Clients")];
    stack = await startGuardedStack();
    backend = await startHttpBackend("shop");
    web = await startWebServer((request, response) => {
      if (request.url === "/jwks") sendJson(keySet(key))(request, response);
      else introspect(request, response);
    });
    const listeners = `{ name: http, port: ${ports.http}, protocol: http }, { name: https, port: ${ports.https}, protocol: https, tls: { certificates: [shop], clientCa: clients, clientCertificate: optional } }`;
    const secret = "kind: Secret\nname: idp\nspec: { data: { client: hunter2-hunter2 } }\n";
    const tls = [certificateObject("shop", await server.issue({ hostnames: ["shop.test"] })), trustObject("clients", clients)];
    await stack.apply(
      [group, gateway(listeners), shop(backend.port), secret, consumers, ...tls.map((object) => stringify(object)), route(rules())].join("---\n"),
    );
    envoy = await stack.node("edge-1");
    await stack.settled();
  });

  const introspect = (request: Parameters<WebServer["answer"]>[0], response: Parameters<WebServer["answer"]>[1]): void => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const token = new URLSearchParams(Buffer.concat(chunks).toString()).get("token") ?? "";
      if (token.startsWith("odd")) return void response.writeHead(400).end("No token of ours");
      const active = token.startsWith("opaque-good");
      sendJson(active ? { active, sub: "acme", iss: issuer, exp: Math.floor(Date.now() / 1000) + 600 } : { active })(request, response);
    });
  };
  const ask = (path: string, request: Partial<TestRequest> = {}): Promise<TestResponse> => send({ port: ports.http, path, ...request });
  const status = async (path: string, headers: Readonly<Record<string, string>> = {}): Promise<number> => (await ask(path, { headers })).status;
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  const token = (more = {}): string => signToken(key, { iss: issuer, aud: "shop", sub: "acme", exp: Math.floor(Date.now() / 1000) + 600, ...more });

  it("asks nobody on routes without it", async () => {
    expect(await status("/open")).toBe(200);
    expect(await envoy.admin.stat(`http.http-${ports.http}.ext_authz.sluice.ok`).catch(() => 0)).toBe(0);
  });

  it("API keys: header, query and cookie", async () => {
    expect(await status("/key")).toBe(401);
    expect(await status("/key", { "x-api-key": "acme-0000000000000000" })).toBe(401);
    expect(await status("/key", acme)).toBe(200);
    expect(await status("/key?key=acme-0123456789abcdef")).toBe(200);
    expect(await status("/key", { cookie: "key=acme-0123456789abcdef" })).toBe(200);
  });

  it("API keys do not go on to the backend, whichever of them counts and however its parameter is spelled", async () => {
    const cookie = "a=1; key=acme-0123456789abcdef";
    for (const [path, headers] of [
      ["/key?page=2&key=acme-0123456789abcdef&k%65y=acme-0123456789abcdef", { ...acme, cookie }],
      ["/key?page=2&k%65y=acme-0123456789abcdef", { cookie }],
    ] as const) {
      expect(await status(path, headers)).toBe(200);
      const seen = backend.seen.at(-1);
      expect(JSON.stringify(seen)).not.toContain("acme-0123456789abcdef");
      expect(seen).toMatchObject({ path: "/key?page=2", headers: { cookie: "a=1" } });
    }
  });

  it("tokens, by the keys of their issuer", async () => {
    expect(await status("/jwt")).toBe(401);
    expect(await status("/jwt", bearer(token()))).toBe(200);
    expect(await status("/jwt", bearer(token({ exp: 1 })))).toBe(401);
    expect(await status("/jwt", bearer(token({ aud: "other" })))).toBe(401);
  });

  it("tokens whose claims say what they like, and write no query parameter of their own", async () => {
    expect(await status("/jwt?page=2&name=root", bearer(token({ name: "Jo & Ko=1&admin=1#x" })))).toBe(200);
    const { searchParams } = new URL(backend.seen.at(-1)?.path ?? "", "http://shop");
    expect([searchParams.size, searchParams.get("name"), searchParams.get("page")]).toEqual([2, "Jo & Ko=1&admin=1#x", "2"]);
  });

  it("tokens that the identity provider is asked about", async () => {
    expect(await status("/opaque", bearer("opaque-good"))).toBe(200);
    expect(await status("/opaque", bearer("opaque-bad"))).toBe(401);
    for (let index = 0; index < 8; index += 1) expect(await status("/opaque", bearer(`odd-${index}`))).toBe(401);
    expect(await status("/opaque", bearer("opaque-good-too"))).toBe(200);
  });

  it("user names and passwords", async () => {
    const login = (password: string) => ({ authorization: `Basic ${Buffer.from(`acme:${password}`).toString("base64")}` });
    expect(await status("/basic", login("correct-horse-battery"))).toBe(200);
    expect(await ask("/basic", { headers: login("wrong") })).toMatchObject({
      status: 401,
      headers: { "www-authenticate": expect.stringContaining("Basic") as string },
    });
  });

  it("signatures, with the body that they cover, once each", async () => {
    const body = '{"amount":12}';
    const signed = (path: string, over: string) => {
      const components = { ...usualComponents({ method: "POST", path, host: "127.0.0.1" }), "content-digest": contentDigest(over) };
      const created = Math.floor(Date.now() / 1000);
      const headers = signatureHeaders({ key: "0123456789abcdef0123456789abcdef", components, created, more: `;nonce="${Math.random()}"` });
      return { ...headers, "content-digest": contentDigest(over) };
    };
    const good = signed("/signed", body);
    expect(await ask("/signed", { method: "POST", body, headers: good })).toMatchObject({ status: 200 });
    expect(await ask("/signed", { method: "POST", body, headers: good })).toMatchObject({ status: 401 });
    expect(await ask("/signed", { method: "POST", body: '{"amount":99}', headers: signed("/signed", body) })).toMatchObject({ status: 401 });
    expect(await ask("/small", { method: "POST", body: "x".repeat(17), headers: signed("/small", "x".repeat(17)) })).toMatchObject({ status: 413 });
  });

  it("client certificates", async () => {
    const request = { port: ports.https, path: "/cert", host: "shop.test" };
    expect((await send({ ...request, tls: { ca: server.chain } })).status).toBe(401);
    const known = await clients.issue({ commonName: "batch", uris: ["spiffe://test/batch"] });
    expect((await send({ ...request, tls: { ca: server.chain, cert: known.chain, key: known.privateKey } })).status).toBe(200);
    const other = await clients.issue({ commonName: "batch", uris: ["spiffe://elsewhere/batch"] });
    expect((await send({ ...request, tls: { ca: server.chain, cert: other.chain, key: other.privateKey } })).status).toBe(401);
  });

  it("nobody in particular, where that is allowed, but no wrong credential", async () => {
    expect((await ask("/anyone", { headers: { "x-groups": "forged" } })).status).toBe(200);
    expect(backend.seen.at(-1)?.headers).toMatchObject({ "x-groups": "guests" });
    expect(await status("/anyone", { "x-api-key": "acme-0000000000000000" })).toBe(401);
  });

  it("rules decide what callers may do", async () => {
    expect(await status("/partners", acme)).toBe(200);
    expect(await status("/partners", tiny)).toBe(403);
    expect((await ask("/partners", { method: "DELETE", headers: acme })).status).toBe(403);
  });

  it("shapes the request and the answer", async () => {
    const answer = await ask("/shape?debug=1&page=2&d%65bug=2&wh%6f=root&who=root", { headers: { ...acme, "x-consumer": "forged", "x-inner": "secret" } });
    expect(answer).toMatchObject({ status: 200, headers: { "x-plan": "gold" } });
    const seen = backend.seen.at(-1);
    expect(seen?.headers).toMatchObject({ "x-consumer": "acme" });
    expect(seen?.headers).not.toHaveProperty("x-inner");
    expect(seen?.headers).not.toHaveProperty("x-api-key");
    expect(Object.fromEntries(new URL(seen?.path ?? "", "http://shop").searchParams)).toEqual({ page: "2", who: "acme" });
    expect((await ask("/shape", { headers: { accept: "text/html" } })).body).toContain("<h1>Unauthorized</h1>");
  });

  it("appends to headers of the request and of the answer, and sets those that are not there", async () => {
    backend.answer = () => ({ headers: { vary: "accept", "x-plan": "own" } });
    const answer = await ask("/shape", { headers: { ...acme, "x-via": "client" } });
    expect(answer.headers).toMatchObject({ vary: "accept,x-api-key", "x-plan": "gold" });
    expect(backend.seen.at(-1)?.headers).toMatchObject({ "x-via": "client,acme" });
    backend.answer = () => ({});
    expect((await ask("/shape", { headers: acme })).headers).toMatchObject({ vary: "x-api-key" });
    expect(backend.seen.at(-1)?.headers).toMatchObject({ "x-via": "acme" });
  });

  it("writes into the policy's own answers which request they are of", async () => {
    const bodies = await Promise.all([1, 2].map(async () => JSON.parse((await ask("/lean")).body) as { readonly code: string; readonly id: string }));
    expect(bodies.map(({ code }) => code)).toEqual(["credential_missing", "credential_missing"]);
    expect(new Set(bodies.map(({ id }) => id)).size).toBe(2);
    for (const { id } of bodies) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/u);
  });

  it("in shadow refuses nobody and changes nothing", async () => {
    const bad = { "x-api-key": "nobody-0123456789abcdef", "x-consumer": "own" };
    for (const headers of [{}, bad, { ...tiny, "x-consumer": "own" }, { ...acme, "x-consumer": "own" }]) {
      expect((await ask("/shadow", { headers })).status).toBe(200);
      expect(backend.seen.at(-1)?.headers).toMatchObject(headers);
    }
    expect(await status("/shadow%2F..%2Fx")).not.toBe(401);
    expect((await ask("/shadowsigned", { method: "POST", body: "x".repeat(100), headers: { signature: "s=:AAAA:", "signature-input": "s=()" } })).status).toBe(
      200,
    );
    expect(await status("/away", bearer(token()))).toBe(200);
  });

  it("a proxy may send only what the policy reads", async () => {
    expect(await status("/lean", { ...acme, "x-other": "1" })).toBe(200);
    expect(await status("/lean", { "x-other": "1" })).toBe(401);
  });

  it("a revocation is in force at once, also for what was decided before", async () => {
    expect(await status("/key", tiny)).toBe(200);
    const key = { kind: "Revocation", namespace: "default", name: "tiny-is-gone" } as const;
    const at = new Date().toISOString();
    const record = ephemeralRecordValue({ ...key, labels: {}, spec: { consumer: "tiny" }, revision: 0, createdAt: at, updatedAt: at, owner: "test" });
    await stack.store.putRecord(ephemeralRecordKey(key), record);
    await waitFor(() => stack.fleet.world.inputs.Revocation.get(inputKey(key)) !== undefined, 5000, "the revocation");
    expect(await status("/key", tiny)).toBe(401);
    expect(await status("/key", acme)).toBe(200);
    await stack.store.deleteRecord(ephemeralRecordKey(key));
    await waitFor(() => stack.fleet.world.inputs.Revocation.get(inputKey(key)) === undefined, 5000, "the end of the revocation");
    expect(await status("/key", tiny)).toBe(200);
  });

  it("another policy is in force as soon as the proxy has it, and drains no listener", async () => {
    const before = await envoy.admin.stat("listener_manager.listener_modified");
    await stack.apply(route({ ...rules(), open: "auth: { identify: [{ apiKey: {} }] }" }));
    await stack.settled();
    expect(await status("/open")).toBe(401);
    expect(await status("/open", acme)).toBe(200);
    await stack.apply(route(rules()));
    await stack.settled();
    expect(await status("/open")).toBe(200);
    expect(await envoy.admin.stat("listener_manager.listener_modified")).toBe(before);
  });

  it("what a gateway demands, no route can drop", async () => {
    const listeners = `{ name: http, port: ${ports.http}, protocol: http }`;
    await stack.apply(gateway(listeners, "  auth: { identify: [{ apiKey: {} }] }\n"));
    await stack.settled();
    expect(await status("/open")).toBe(401);
    expect(await status("/basic", { authorization: `Basic ${Buffer.from("acme:correct-horse-battery").toString("base64")}` })).toBe(401);
    expect(await status("/open", acme)).toBe(200);
    expect(await status("/lenient")).toBe(401);
    await stack.stopAuthz();
    expect(await status("/lenient", acme)).toBe(503);
    await stack.startAuthz();
    await stack.apply(gateway(listeners));
    await stack.settled();
    await waitFor(async () => (await status("/key", acme)) === 200, 10_000, "the proxy to ask again");
  });

  it("lets nobody in while nobody can be asked, but where a reason was written for it", async () => {
    expect(await status("/lenient")).toBe(401);
    await stack.stopAuthz();
    expect(await status("/key", acme)).toBe(503);
    expect(await status("/shadow", bearer(token()))).toBe(200);
    expect(backend.seen.at(-1)?.headers).not.toHaveProperty("x-envoy-auth-failure-mode-allowed");
    expect(await status("/lenient")).toBe(200);
    expect(backend.seen.at(-1)?.headers).toMatchObject({ "x-envoy-auth-failure-mode-allowed": "true" });
    await stack.startAuthz();
    await waitFor(async () => (await status("/key", acme)) === 200, 10_000, "the proxy to ask again");
    expect(await status("/lenient")).toBe(401);
  });
});

describeWith("the auth policy and rateLimit together", ["envoy"], () => {
  it("a limit goes by the consumer, the plan, the priority and the claims that authorization found", async () => {
    const key = tokenKey("ES256");
    const stack = await startGuardedStack();
    const backend = await startHttpBackend("shop");
    const port = await freePort();
    const limits = "{ name: per-consumer, key: [consumer], rate: 3/d, priority: { from: plan, classes: [{ name: gold, reserved: 60 }, { name: free }] } }";
    const rules = {
      warm: "auth: { identify: [{ apiKey: {} }, { anonymous: {} }] }\n      rateLimit: { timeout: 5s, limits: [{ name: all, rate: 100000/s }] }",
      key: `auth: { identify: [{ apiKey: {} }] }\n      rateLimit: { timeout: 5s, limits: [${limits}] }`,
      urgent: "auth: { identify: [{ apiKey: {} }] }\n      rateLimit: { timeout: 5s, limits: [{ name: per-priority, key: [priority], rate: 2/d }] }",
      jwt: `auth: { identify: [{ jwt: { issuers: [{ issuer: "${issuer}", audiences: [shop], keys: ${JSON.stringify(keySet(key))} }] } }] }\n      rateLimit: { timeout: 5s, limits: [{ name: per-tenant, key: [{ claim: tenant }], rate: 2/d }] }`,
    };
    await stack.apply([group, gateway(`{ name: http, port: ${port}, protocol: http }`), shop(backend.port), consumers, route(rules)].join("---\n"));
    await stack.node("edge-1");
    await stack.settled();
    const ask = async (path: string, headers: Readonly<Record<string, string>> = {}): Promise<number> => (await send({ port, path, headers })).status;
    for (let call = 0; call < 50; call += 1) await ask("/warm");
    expect(tally(await paced(6, () => ask("/key", acme)))).toEqual({ 200: 3, 429: 3 });
    expect(tally(await paced(6, () => ask("/key", tiny)))).toEqual({ 200: 1, 429: 5 });
    expect(await ask("/key")).toBe(401);
    expect(tally(await paced(3, () => ask("/urgent", acme)))).toEqual({ 200: 2, 429: 1 });
    expect(await ask("/urgent", tiny)).toBe(200);
    const tenant = (name: string) => ({
      authorization: `Bearer ${signToken(key, { iss: issuer, aud: "shop", sub: "u", exp: Math.floor(Date.now() / 1000) + 600, tenant: name })}`,
    });
    expect(tally(await paced(4, () => ask("/jwt", tenant("a"))))).toEqual({ 200: 2, 429: 2 });
    expect(tally(await paced(4, () => ask("/jwt", tenant("b"))))).toEqual({ 200: 2, 429: 2 });
  });
});

describeWith("a route that is live before its plan has arrived", ["envoy"], () => {
  it("lets nobody in, waits for the plan while it may, and goes by the new one from then on", async () => {
    const authzPort = await freePort();
    const stack = await startGuardedStack([authzPort]);
    const watch = heldWatch(stack.store);
    const late = await startStack({ store: watch.store });
    const replica = openAuthz({ port: authzPort, fleet: late.fleet, store: watch.store });
    await replica.start();
    const backend = await startHttpBackend("shop");
    const port = await freePort();
    await stack.apply(
      [group, gateway(`{ name: http, port: ${port}, protocol: http }`), shop(backend.port), consumers, route({ open: "timeout: { request: 10s }" })].join(
        "---\n",
      ),
    );
    await stack.node("edge-1");
    await stack.settled();
    const ask = async (headers: Readonly<Record<string, string>> = {}): Promise<number> => (await send({ port, path: "/open", headers })).status;
    expect(await ask()).toBe(200);
    watch.hold();
    await stack.apply(route({ open: "auth: { identify: [{ apiKey: {} }], ask: { timeout: 300ms } }" }));
    await stack.settled();
    expect(await ask(acme)).toBe(503);
    expect(await ask()).toBe(503);
    expect(backend.seen).toHaveLength(1);
    const waiting = ask(acme);
    watch.release();
    expect(await waiting).toBe(200);
    expect(await ask()).toBe(401);
  });
});

/** A store whose watch can be made to stand still, as behind a slow network; all else goes on. */
function heldWatch(store: Store): { readonly store: Store; hold(): void; release(): void } {
  let gate = Promise.withResolvers<void>();
  gate.resolve();
  async function* watch(options: WatchOptions): AsyncGenerator<WatchEvent> {
    for await (const event of store.watch(options)) {
      await gate.promise;
      yield event;
    }
  }
  const held = new Proxy(store, {
    get: (target, name: keyof Store) => {
      const value: unknown = name === "watch" ? watch : target[name];
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
  return {
    store: held,
    hold: () => {
      gate = Promise.withResolvers<void>();
    },
    release: () => gate.resolve(),
  };
}
