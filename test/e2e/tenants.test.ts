import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Client } from "../../src/client/client.ts";
import type { Json, JsonObject } from "../../src/kit/json.ts";
import { freePorts } from "../kit/binary/free-port.ts";
import { gateway } from "../kit/objects/gateway.ts";
import { ObjectBuilder } from "../kit/objects/object-builder.ts";
import { certificate, nodeGroup, policy, secret, trustBundle } from "../kit/objects/others.ts";
import { route, streamRoute } from "../kit/objects/route.ts";
import { instance, service } from "../kit/objects/service.ts";
import { newPlace, type ServedProgram, startServe } from "../kit/program/serve-program.ts";
import { testAuthority } from "../kit/tls/certificates.ts";

/** Stands in every name of bravo, and in no name of alpha: what alpha reads must never contain it. */
const hush = "hush";

interface Answer {
  readonly status: number;
  readonly text: string;
}

/** What alpha tries: as a method, a path, and a body. */
type Attempt = readonly [what: string, method: string, path: string, body: Json | undefined];

/** An object of alpha's that reaches for something, and how it is refused. */
type Reach = readonly [what: string, object: ObjectBuilder, status: number, code: string];

const bravoKinds = [
  ["gateways", "hush-gateway"],
  ["routes", "hush-route"],
  ["services", "hush-service"],
  ["instances", "hush-instance"],
  ["certificates", "hush-certificate"],
  ["secrets", "hush-secret"],
  ["trustbundles", "hush-bundle"],
  ["policies", "hush-policy"],
] as const;

let program: ServedProgram;
let alpha = "";
let bravo = "";
let ports: readonly number[] = [];
let pem = { chain: "", privateKey: "" };

async function ask(token: string, method: string, path: string, body?: Json): Promise<Answer> {
  const answer = await fetch(`${program.client.server}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body !== undefined && { "content-type": method === "PATCH" ? "application/merge-patch+json" : "application/json" }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(10_000),
  });
  return { status: answer.status, text: await answer.text() };
}

function put(token: string, objects: readonly ObjectBuilder[]): Promise<Answer> {
  return ask(token, "POST", "/v1/batch", putting(objects));
}

function putting(objects: readonly ObjectBuilder[]): Json {
  return { items: objects.map((object): Json => ({ method: "put", object: object.written() })) };
}

/** An answer without what names the single request. */
function withoutInstance({ status, text }: Answer): Answer {
  return { status, text: text.replace(/urn:sluice:request:[0-9a-f]+/u, "") };
}

async function operator(namespace: string): Promise<string> {
  return (await program.client.createToken({ name: `operator-${namespace}`, role: "operator", namespaces: [namespace] })).token;
}

/** All that bravo has, and how often it was changed. */
async function bravoState(): Promise<string> {
  const { text } = await ask(program.key, "GET", "/v1/export?namespace=bravo");
  const { text: instances } = await ask(program.key, "GET", "/v1/namespaces/bravo/instances");
  return text + instances;
}

beforeAll(async () => {
  ports = await freePorts(6);
  const authority = await testAuthority();
  pem = await authority.issue({ hostnames: ["hush.example.test"] });
  program = await startServe(await newPlace(), ["--store", "memory"]);
  [alpha, bravo] = [await operator("alpha"), await operator("bravo")];
  await program.apply([
    nodeGroup("edge", { allowedFrom: { namespaces: ["shared", "alpha", "bravo"] } }),
    nodeGroup("closed"),
    gateway("common")
      .in("shared")
      .with({ address: "127.0.0.1" })
      .http(ports[0] as number, { allowedRoutes: { from: "all", hostnames: { alpha: ["alpha.example.test"], bravo: ["hush.example.test"] } } }),
  ]);
  const ofBravo = [
    certificate("hush-certificate", pem),
    secret("hush-secret", { hush: "hush" }),
    trustBundle("hush-bundle", authority.chain),
    gateway("hush-gateway")
      .with({ address: "127.0.0.1" })
      .http(ports[1] as number)
      .https(ports[2] as number, "hush-certificate")
      .tcp(ports[3] as number),
    service("hush-service").registered(),
    service("hush-static", 1)
      .with({ versions: { hush: { labels: { hush: "yes" } } } })
      .labels({ team: "b" }),
    route("hush-route", "hush-gateway")
      .with({ hostnames: ["hush.example.test"] })
      .prefix("/hush", "hush-service"),
    route("hush-shared")
      .with({ parents: [{ name: "common", namespace: "shared" }], hostnames: ["hush.example.test"] })
      .prefix("/hush", "hush-static"),
    policy("hush-policy", { kind: "Service", name: "hush-service" }, { circuitBreaker: { maxRequests: 7 } }),
    instance("hush-instance", "hush-service", 1),
  ];
  expect(
    await put(
      bravo,
      ofBravo.map((object) => object.in("bravo")),
    ),
  ).toMatchObject({ status: 200 });
  const ofAlpha = [
    gateway("own")
      .with({ address: "127.0.0.1" })
      .http(ports[4] as number),
    service("own", 1),
    route("own", "own").prefix("/", "own"),
  ];
  expect(
    await put(
      alpha,
      ofAlpha.map((object) => object.in("alpha")),
    ),
  ).toMatchObject({ status: 200 });
});

afterAll(async () => {
  await program.stop();
});

describe("a tenant's objects, from another tenant", () => {
  const foreign = bravoKinds.flatMap(([kind, name]): readonly Attempt[] => {
    const path = `/v1/namespaces/bravo/${kind}`;
    return [
      ["read", "GET", `${path}/${name}`, undefined],
      ["read its status", "GET", `${path}/${name}?status=true`, undefined],
      ["list", "GET", path, undefined],
      ["create", "PUT", `${path}/new`, { spec: {} }],
      ["replace", "PUT", `${path}/${name}?force=mine`, { spec: {} }],
      ["patch", "PATCH", `${path}/${name}?force=mine`, { labels: { mine: "yes" } }],
      ["delete", "DELETE", `${path}/${name}?force=mine`, undefined],
    ];
  });
  const durable = bravoKinds.filter(([kind]) => kind !== "instances");
  const past = durable.flatMap(([kind, name]): readonly Attempt[] => [
    ["read the history", "GET", `/v1/namespaces/bravo/${kind}/${name}/history`, undefined],
    ["revert", "POST", `/v1/namespaces/bravo/${kind}/${name}/revert?force=mine`, { revision: 1 }],
  ]);
  const deleteOne = { method: "delete", key: { kind: "Service", namespace: "bravo", name: "hush-service" } };
  const ownPut = { method: "put", object: service("new", 1).in("alpha").written() };
  const others: readonly Attempt[] = [
    ["read as of an old revision", "GET", "/v1/namespaces/bravo/routes/hush-route?revision=2", undefined],
    ["export", "GET", "/v1/export?namespace=bravo", undefined],
    ["compare", "GET", "/v1/diff?from=0&namespace=bravo", undefined],
    ["delete in a transaction with an own object", "POST", "/v1/batch?force=mine", { items: [ownPut, deleteOne] }],
    ["delete in a dry run", "POST", "/v1/batch?force=mine&dryRun=true", { items: [deleteOne] }],
    ["import over it", "POST", "/v1/import?force=mine", { objects: [service("hush-service", 1).in("bravo").written()] }],
    ["take everything back", "POST", "/v1/revert?force=mine", { to: 1 }],
    ["take the namespace back", "POST", "/v1/revert?force=mine", { to: 1, namespace: "bravo" }],
    ["write a node group", "PUT", "/v1/nodegroups/mine", { spec: {} }],
    ["replace the node group", "PUT", "/v1/nodegroups/edge?force=mine", { spec: { admit: ["loopback"] } }],
    ["delete the node group", "DELETE", "/v1/nodegroups/edge?force=mine", undefined],
    [
      "patch the resource",
      "PUT",
      "/v1/envoypatches/mine",
      { spec: { target: { type: "cluster", name: "bravo/hush-static" }, patch: [{ op: "remove", path: "/x" }] } },
    ],
    ["write a policy for the fleet", "PUT", "/v1/namespaces/alpha/policies/mine", { spec: { targets: [{ kind: "Fleet" }], timeout: { request: "1ms" } } }],
    ["see the proxies", "GET", "/v1/nodes", undefined],
    ["see the audit log", "GET", "/v1/audit", undefined],
    ["take a backup", "GET", "/v1/backup", undefined],
    ["see the metrics", "GET", "/metrics", undefined],
    ["see the tokens", "GET", "/v1/tokens", undefined],
    ["make a token", "POST", "/v1/tokens", { name: "mine", role: "operator", namespaces: ["bravo"] }],
    ["make a token for proxies", "POST", "/v1/tokens", { name: "mine", kind: "node", groups: ["edge"] }],
    ["delete a token", "DELETE", "/v1/tokens/operator-bravo", undefined],
  ];

  it.each<Attempt>([...foreign, ...past, ...others])("%s: %s %s", async (_what, method, path, body) => {
    const before = await bravoState();
    const { status, text } = await ask(alpha, method, path, body);
    expect({ status, text }).toMatchObject({ status: 403 });
    // The request's own path comes back, nothing else.
    expect(text.replaceAll(path, "").replaceAll(path.split("?")[0] as string, "")).not.toContain("hush.example.test");
    expect(await bravoState()).toBe(before);
  });
});

describe("an own object that reaches for another tenant's", () => {
  const onTheirs = { parents: [{ name: "hush-gateway", namespace: "bravo" }] };
  const theirs = (name: string): JsonObject => ({ name, namespace: "bravo" });
  const tlsGateway = (tls: JsonObject) => gateway("reach").with({ address: "127.0.0.1" }).https(20_443, "none", { tls });

  it.each<Reach>([
    ["a route on its gateway", route("reach").with(onTheirs).prefix("/", "own"), 422, "NOT_ALLOWED"],
    [
      "a route on a listener of it",
      route("reach")
        .with({ parents: [{ ...theirs("hush-gateway"), section: "https" }] })
        .prefix("/", "own"),
      422,
      "NOT_ALLOWED",
    ],
    ["a stream route on its gateway", streamRoute("reach").with({ ...onTheirs, backends: [{ service: "own" }] }), 422, "NOT_ALLOWED"],
    ["a route to its service", route("reach", "own").rule({ backends: [{ service: theirs("hush-static") }] }), 422, "NOT_ALLOWED"],
    ["a route to a version of it", route("reach", "own").rule({ backends: [{ service: theirs("hush-static"), version: "hush" }] }), 422, "NOT_ALLOWED"],
    ["a mirror to its service", route("reach", "own").prefix("/", "own", { mirror: { to: [{ service: theirs("hush-static") }] } }), 422, "NOT_ALLOWED"],
    ["a listener with its certificate", tlsGateway({ certificates: [theirs("hush-certificate")] }), 422, "NOT_ALLOWED"],
    ["a service that shows its certificate", service("reach", 1).with({ tls: { trust: "none", certificate: theirs("hush-certificate") } }), 422, "NOT_ALLOWED"],
    ["a service that trusts its bundle", service("reach", 1).with({ tls: { sni: "x.test", trust: theirs("hush-bundle") } }), 422, "NOT_ALLOWED"],
    [
      "an endpoint of its service",
      new ObjectBuilder("Instance", "reach", { service: theirs("hush-service"), address: "127.0.0.1", port: 1 }),
      422,
      "NOT_ALLOWED",
    ],
    ["a policy on its service", policy("reach", { kind: "Service", ...theirs("hush-service") }, { circuitBreaker: { maxRequests: 1 } }), 422, "UNKNOWN_FIELD"],
    [
      "its hostname on a gateway for both",
      route("reach")
        .with({ parents: [{ name: "common", namespace: "shared" }], hostnames: ["hush.example.test"] })
        .prefix("/", "own"),
      422,
      "HOSTNAME_MISMATCH",
    ],
  ])("%s is refused", async (_what, object, status, code) => {
    const before = await bravoState();
    const answer = await put(alpha, [object.in("alpha")]);
    expect(answer).toMatchObject({ status });
    const { violations } = JSON.parse(answer.text) as { violations: readonly { code: string }[] };
    expect(violations.map((violation) => violation.code)).toEqual([code]);
    expect(await bravoState()).toBe(before);
    // The same for a name that bravo does not have: nothing is learnt by guessing.
    const guess = await ask(alpha, "POST", "/v1/batch", JSON.parse(JSON.stringify(putting([object.in("alpha")])).replaceAll("hush", "none")) as Json);
    expect(withoutInstance(guess)).toEqual(withoutInstance({ ...answer, text: answer.text.replaceAll("hush", "none") }));
  });

  it("a client CA of its is refused", async () => {
    const answer = await put(alpha, [
      certificate("reach", pem).in("alpha"),
      tlsGateway({ certificates: ["reach"], clientCa: theirs("hush-bundle") }).in("alpha"),
    ]);
    expect(answer).toMatchObject({ status: 422, text: expect.stringContaining("NOT_ALLOWED") as string });
  });

  it("takes no proxies that are not for it, and does not learn whether they exist", async () => {
    const wordsFor = async (nodeGroup: string): Promise<string> => {
      const { status, text } = await put(alpha, [gateway("reach").with({ nodeGroup, address: "127.0.0.1" }).http(20_444).in("alpha")]);
      expect({ status, text }).toMatchObject({ status: 422, text: expect.stringContaining("NOT_ALLOWED") as string });
      return withoutInstance({ status, text }).text.replaceAll(nodeGroup, "GROUP");
    };
    expect(await wordsFor("closed")).toBe(await wordsFor("missing"));
  });

  it("takes no port of its, and does not learn whose it is", async () => {
    const answer = await put(alpha, [
      gateway("reach")
        .with({ address: "127.0.0.1" })
        .http(ports[1] as number)
        .in("alpha"),
    ]);
    expect([409, 422]).toContain(answer.status);
    expect(answer.text).not.toContain(hush);
  });

  it("a policy for the namespace stays in the own one", async () => {
    const own = policy("namespace", { kind: "Namespace" }, { headers: { response: { set: { "x-alpha": "yes" } } } });
    expect(await put(alpha, [own.in("alpha")])).toMatchObject({ status: 200 });
    const labelled = policy("labelled", { kind: "Service", labels: { team: "b" } }, { circuitBreaker: { maxRequests: 1 } });
    expect(await put(alpha, [labelled.in("alpha")])).toMatchObject({ status: 200 });
    const { text } = await ask(bravo, "POST", "/v1/explain", { method: "GET", url: "http://hush.example.test/hush" });
    expect(text).not.toContain("alpha");
  });

  it("is taken where the owner says so", async () => {
    const open = service("hush-open", 1).with({ allowedFrom: { namespaces: ["alpha"] } });
    expect(await put(bravo, [open.in("bravo")])).toMatchObject({ status: 200 });
    const user = route("user", "own").rule({ matches: [{ path: { prefix: "/user" } }], backends: [{ service: theirs("hush-open") }] });
    expect(await put(alpha, [user.in("alpha")])).toMatchObject({ status: 200 });
    const guest = route("guest").with({ parents: [{ name: "common", namespace: "shared" }], hostnames: ["alpha.example.test"] });
    expect(await put(alpha, [guest.prefix("/", "own").in("alpha")])).toMatchObject({ status: 200 });
    expect(await ask(alpha, "DELETE", "/v1/namespaces/alpha/routes/user?force=done")).toMatchObject({ status: 200 });
    expect(await ask(bravo, "DELETE", "/v1/namespaces/bravo/services/hush-open?force=done")).toMatchObject({ status: 200 });
  });
});

describe("what a tenant reads", () => {
  it.each([
    ["all routes", "/v1/routes"],
    ["all services", "/v1/services?status=true"],
    ["all certificates", "/v1/certificates"],
    ["all instances", "/v1/instances"],
    ["an export", "/v1/export"],
    ["revisions", "/v1/revisions?diff=true&limit=1000"],
    ["a difference", "/v1/diff?from=0"],
    ["who it is", "/v1/whoami"],
    ["a request to the other's host", "/v1/explain?url=http%3A%2F%2Fother.example.test%2Fsecret"],
  ])("%s names nothing of the other (%s)", async (_what, path) => {
    const { status, text } = await ask(alpha, "GET", path);
    expect(status).toBe(200);
    // Alpha itself once wrote a reference to a service of bravo's that bravo had opened.
    expect(text.replaceAll("hush-open", "")).not.toContain(hush);
  });

  it("explains the other's requests without names", async () => {
    const body = { method: "GET", url: "http://hush.example.test/hush" };
    const ofBravo = await ask(bravo, "POST", "/v1/explain", body);
    expect(ofBravo.text).toContain("hush-");
    const { status, text } = await ask(alpha, "POST", "/v1/explain", body);
    expect(status).toBe(200);
    expect(text).not.toContain("hush-");
  });

  it("watches its own changes alone", async () => {
    const end = new AbortController();
    const seen: string[] = [];
    const client = new Client({ server: program.client.server, key: alpha });
    const watching = (async () => {
      for await (const event of client.watch({ signal: end.signal })) {
        seen.push(JSON.stringify(event));
        if (event.kind === "synced") {
          expect(await put(bravo, [service("hush-watched", 1).in("bravo"), instance("hush-watched", "hush-service", 2).in("bravo")])).toMatchObject({
            status: 200,
          });
          expect(await put(alpha, [service("watched", 1).in("alpha")])).toMatchObject({ status: 200 });
        }
        if (event.kind === "commit" && event.data.changes.some(({ name }) => name === "watched")) return;
      }
    })();
    await watching;
    end.abort();
    expect(seen.join("\n")).toContain('"watched"');
    expect(seen.join("\n").replaceAll("hush-open", "")).not.toContain(hush);
  });
});
