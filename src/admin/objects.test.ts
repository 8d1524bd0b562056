import { beforeAll, describe, expect, it } from "vitest";
import { startAdmin, type TestAdmin, type TestAnswer } from "../../test/kit/admin/start-admin.ts";
import { textOf } from "../../test/kit/admin/text-of.ts";
import type { JsonObject } from "../kit/json.ts";

let test: TestAdmin;
beforeAll(async () => {
  test = await startAdmin();
});

let counter = 0;
/** A name that no other test uses. */
function fresh(): string {
  counter += 1;
  return `object-${counter}`;
}

const service = (port = 8080): JsonObject => ({ spec: { endpoints: { static: [{ address: "127.0.0.1", port }] } } });
const pathOf = (name: string) => `/v1/namespaces/default/services/${name}`;

/** A Service that is there; answers its name and ETag. */
async function existing(port = 8080): Promise<{ name: string; path: string; etag: string }> {
  const name = fresh();
  const answer = await test.request("PUT", pathOf(name), { body: service(port) });
  expect(answer.status).toBe(201);
  return { name, path: pathOf(name), etag: answer.headers.get("etag") ?? "" };
}

function codes(answer: TestAnswer): readonly unknown[] {
  return ((answer.body["violations"] ?? []) as readonly JsonObject[]).map((violation) => violation["code"]);
}

describe("one object", () => {
  it("is created, read, replaced, left alone when nothing changes, and deleted", async () => {
    const path = pathOf("life");
    const created = await test.request("PUT", path, { body: { ...service(), labels: { app: "shop" } }, headers: { "x-sluice-reason": "first" } });
    expect(created).toMatchObject({ status: 201, body: { kind: "Service", name: "life", namespace: "default", write: { change: "created", notices: [] } } });
    expect(created.headers.get("location")).toBe(path);
    const etag = created.headers.get("etag") ?? "";

    const read = await test.request("GET", path);
    expect(read).toMatchObject({
      status: 200,
      body: { labels: { app: "shop" }, owner: "admin", status: { conditions: [{ type: "Accepted", status: "True" }] } },
    });
    expect(read.headers.get("etag")).toBe(etag);
    expect(read.body["revision"]).toBe(Number(JSON.parse(etag)));
    expect(read.headers.get("cache-control")).toBe("no-store");

    const same = await test.request("PUT", path, { body: read.body, headers: { "if-match": etag } });
    expect(same).toMatchObject({ status: 200, body: { write: { change: "unchanged" } } });
    expect(same.headers.get("etag")).toBe(etag);

    const replaced = await test.request("PUT", path, { body: service(9090), headers: { "if-match": etag } });
    expect(replaced).toMatchObject({ status: 200, body: { labels: {}, write: { change: "replaced" } } });
    expect(replaced.headers.get("etag")).not.toBe(etag);

    const deleted = await test.request("DELETE", path, { headers: { "if-match": replaced.headers.get("etag") ?? "" } });
    expect(deleted).toMatchObject({ status: 200, body: { name: "life", write: { change: "deleted" } } });
    expect((await test.request("GET", path)).status).toBe(404);
  });

  it("answers HEAD as GET, without a body", async () => {
    const { path, etag } = await existing();
    const head = await test.request("HEAD", path);
    expect(head).toMatchObject({ status: 200, text: "" });
    expect(head.headers.get("etag")).toBe(etag);
  });

  it("is read without status, with chosen fields, and as it was", async () => {
    const { path, etag } = await existing(1111);
    const revision = Number(JSON.parse(etag));
    await test.request("PUT", path, { body: service(2222), headers: { "if-match": etag } });
    expect((await test.request("GET", `${path}?status=false`)).body).not.toHaveProperty("status");
    expect(Object.keys((await test.request("GET", `${path}?fields=spec`)).body).sort()).toEqual(["kind", "name", "namespace", "revision", "spec"]);
    const then = await test.request("GET", `${path}?revision=${revision}`);
    expect(then.body).toMatchObject({ revision, spec: { endpoints: { static: [{ port: 1111 }] } } });
    expect(then.body).not.toHaveProperty("status");
    expect((await test.request("GET", `${path}?revision=${revision - 1}`)).status).toBe(404);
    expect((await test.request("GET", `${path}?revision=999999`)).status).toBe(400);
  });

  it("answers 304 to a reader who has it, when no status is asked for", async () => {
    const { path, etag } = await existing();
    for (const have of [etag, `W/${etag}`, `"x", ${etag}`, "*"]) {
      expect((await test.request("GET", `${path}?status=false`, { headers: { "if-none-match": have } })).status).toBe(304);
    }
    expect((await test.request("GET", `${path}?status=false`, { headers: { "if-none-match": '"x"' } })).status).toBe(200);
    expect((await test.request("GET", path, { headers: { "if-none-match": etag } })).status).toBe(200);
  });

  it("is written in YAML too", async () => {
    const name = fresh();
    const body = "spec:\n  endpoints:\n    static:\n      - { address: 127.0.0.1, port: 8080 }\n";
    expect((await test.request("PUT", pathOf(name), { body, headers: { "content-type": "text/yaml; charset=utf-8" } })).status).toBe(201);
    const two = `${body}---\n${body}`;
    const refused = await test.request("PUT", pathOf(name), { body: two, headers: { "content-type": "application/yaml" } });
    expect(refused).toMatchObject({ status: 400, body: { code: "MALFORMED_BODY", detail: "The body has 2 documents, it must have one" } });
  });

  it("of the fleet has no namespace", async () => {
    const created = await test.request("PUT", "/v1/nodegroups/canary", { body: { spec: { match: { ids: ["canary-*"] } } } });
    expect(created).toMatchObject({ status: 201, body: { kind: "NodeGroup", name: "canary" } });
    expect(created.body).not.toHaveProperty("namespace");
    expect((await test.request("GET", "/v1/nodegroups/canary")).status).toBe(200);
    expect((await test.request("GET", "/v1/namespaces/default/nodegroups/canary")).status).toBe(404);
  });
});

describe("preconditions", () => {
  // state, method, header or query → status
  it.each<[string, string, Readonly<Record<string, string>>, number]>([
    ["present", "PUT", {}, 428],
    ["present", "PUT", { "if-match": "CURRENT" }, 200],
    ["present", "PUT", { "if-match": '"1", CURRENT' }, 200],
    ["present", "PUT", { "if-match": "*" }, 200],
    ["present", "PUT", { "if-match": '"999999"' }, 412],
    ["present", "PUT", { "if-match": "W/CURRENT" }, 412],
    ["present", "PUT", { "if-none-match": "*" }, 412],
    ["present", "PUT", { "if-match": "unquoted" }, 400],
    ["present", "PUT", { "if-none-match": '"1"' }, 400],
    ["present", "PUT", { "if-match": "CURRENT", "if-none-match": "*" }, 400],
    ["present", "PATCH", {}, 428],
    ["present", "PATCH", { "if-match": "CURRENT" }, 200],
    ["present", "PATCH", { "if-match": '"999999"' }, 412],
    ["present", "DELETE", {}, 428],
    ["present", "DELETE", { "if-match": '"999999"' }, 412],
    ["present", "DELETE", { "if-match": "CURRENT" }, 200],
    ["absent", "PUT", {}, 201],
    ["absent", "PUT", { "if-none-match": "*" }, 201],
    ["absent", "PUT", { "if-match": '"1"' }, 412],
    ["absent", "PUT", { "if-match": "*" }, 412],
    ["absent", "PATCH", { "if-match": '"1"' }, 404],
    ["absent", "PATCH", {}, 404],
    ["absent", "DELETE", { "if-match": '"1"' }, 404],
    ["absent", "DELETE", {}, 404],
  ])("%s, %s with %j answers %i", async (state, method, headers, status) => {
    const { path, etag } = state === "present" ? await existing() : { path: pathOf(fresh()), etag: "" };
    const filled = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value.replace("CURRENT", etag)]));
    const body = { PUT: service(7070), PATCH: { labels: { a: "b" } } }[method];
    const answer = await test.request(method, path, { headers: filled, ...(body && { body }) });
    expect(answer.status).toBe(status);
  });

  it("that fail show the version in force", async () => {
    const { path, etag, name } = await existing(1234);
    const stale = await test.request("PUT", path, { body: service(7070), headers: { "if-match": '"999999"' } });
    expect(stale.body).toMatchObject({
      type: "/v1/problems/PRECONDITION_FAILED",
      code: "PRECONDITION_FAILED",
      title: "Object is not the one you saw",
      status: 412,
      current: { name, revision: Number(JSON.parse(etag)), spec: { endpoints: { static: [{ port: 1234 }] } } },
    });
    expect(stale.headers.get("etag")).toBe(etag);
    expect((await test.request("PUT", pathOf(fresh()), { body: service(), headers: { "if-match": '"1"' } })).body["current"]).toBeNull();
  });

  it("are passed over with a reason, which the history keeps", async () => {
    const { path } = await existing();
    expect((await test.request("PUT", `${path}?force=`, { body: service(1) })).status).toBe(400);
    expect((await test.request("PUT", `${path}?force=node%20is%20on%20fire`, { body: service(1) })).status).toBe(200);
    expect((await test.request("DELETE", `${path}?force=again&reason=clean%20up`)).status).toBe(200);
    const history = await test.request("GET", `${path}/history`);
    const reasons = (history.body["items"] as readonly JsonObject[]).map((commit) => commit["reason"]);
    expect(reasons).toEqual(["clean up (forced: again)", "forced: node is on fire", ""]);
  });

  it("let one of many writers win", async () => {
    const { path, etag } = await existing();
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) => test.request("PUT", path, { body: service(5000 + index), headers: { "if-match": etag } })),
    );
    expect(answers.map(({ status }) => status).sort((left, right) => left - right)).toEqual([200, ...Array.from({ length: 7 }, () => 412)]);
    const winner = answers.find(({ status }) => status === 200);
    expect((await test.request("GET", path)).body["spec"]).toEqual(winner?.body["spec"]);
  });

  it("let all of many patches through when each goes on from what it reads", async () => {
    const { path } = await existing();
    await Promise.all(
      Array.from({ length: 5 }, async (_, index) => {
        for (;;) {
          const etag = (await test.request("GET", path)).headers.get("etag") ?? "";
          const answer = await test.request("PATCH", path, { body: { labels: { [`l${index}`]: "x" } }, headers: { "if-match": etag } });
          if (answer.status === 200) return;
          expect(answer.status).toBe(412);
        }
      }),
    );
    expect((await test.request("GET", path)).body["labels"]).toEqual({ l0: "x", l1: "x", l2: "x", l3: "x", l4: "x" });
  });

  it("let one of many creators win", async () => {
    const path = pathOf(fresh());
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, index) => test.request("PUT", path, { body: service(5000 + index), headers: { "if-none-match": "*" } })),
    );
    expect(answers.map(({ status }) => status).sort((left, right) => left - right)).toEqual([201, 412, 412, 412, 412, 412]);
  });
});

describe("patches", () => {
  it("merge", async () => {
    const { path, etag } = await existing();
    const answer = await test.request("PATCH", path, { body: { labels: { a: "b" }, spec: { connectTimeout: "3s" } }, headers: { "if-match": etag } });
    expect(answer).toMatchObject({ status: 200, body: { labels: { a: "b" }, spec: { connectTimeout: "3s", endpoints: { static: [{ port: 8080 }] } } } });
    const removed = await test.request("PATCH", path, { body: { labels: null, spec: { connectTimeout: null } }, headers: { "if-match": "*" } });
    expect(removed.body["labels"]).toEqual({});
    expect(removed.body["spec"]).not.toHaveProperty("connectTimeout");
  });

  const jsonPatch = { "if-match": "*", "content-type": "application/json-patch+json" };

  it("follow RFC 6902", async () => {
    const { path } = await existing();
    const body = [
      { op: "test", path: "/spec/endpoints/static/0/port", value: 8080 },
      { op: "add", path: "/spec/endpoints/static/-", value: { address: "127.0.0.2", port: 8081 } },
      { op: "remove", path: "/spec/endpoints/static/0" },
    ];
    const answer = await test.request("PATCH", path, { body, headers: jsonPatch });
    expect(answer).toMatchObject({ status: 200, body: { spec: { endpoints: { static: [{ address: "127.0.0.2", port: 8081 }] } } } });
  });

  it.each<[string, readonly JsonObject[], number, string, readonly unknown[]]>([
    ["a test that fails", [{ op: "test", path: "/name", value: "x" }], 422, "PATCH_FAILED", ["PATCH_TEST_FAILED"]],
    ["a place that is not there", [{ op: "remove", path: "/spec/nothing" }], 422, "PATCH_FAILED", ["PATCH_PATH_MISSING"]],
    ["what is no patch", [{ op: "jump" }, { op: "add", path: "/a" }], 422, "PATCH_FAILED", ["INVALID_PATCH", "INVALID_PATCH"]],
    ["a result that is not valid", [{ op: "add", path: "/spec/bogus", value: 1 }], 422, "INVALID_OBJECT", ["UNKNOWN_FIELD"]],
    ["another name", [{ op: "replace", path: "/name", value: "other" }], 422, "INVALID_OBJECT", ["ADDRESS_MISMATCH"]],
    ["no object", [{ op: "replace", path: "", value: 7 }], 422, "INVALID_OBJECT", ["WRONG_TYPE"]],
  ])("with %s are refused", async (_name, body, status, code, expected) => {
    const { path, etag } = await existing();
    const answer = await test.request("PATCH", path, { body, headers: jsonPatch });
    expect(answer).toMatchObject({ status, body: { code } });
    expect(codes(answer)).toEqual(expected);
    expect((await test.request("GET", path)).headers.get("etag")).toBe(etag);
  });
});

describe("what is wrong", () => {
  it("is told at once, each with pointer, code and hint", async () => {
    const body = { labels: { a: 1 }, spec: { endpoints: { static: [{ address: "nowhere", port: 0 }] }, protcol: "http2" } };
    const answer = await test.request("PUT", pathOf(fresh()), { body });
    expect(answer).toMatchObject({ status: 422, body: { code: "INVALID_OBJECT", instance: expect.stringMatching(/^urn:sluice:request:/u) } });
    const violations = answer.body["violations"] as readonly JsonObject[];
    expect(violations.map(({ pointer }) => textOf(pointer)).sort()).toEqual([
      "/labels/a",
      "/spec/endpoints/static/0/address",
      "/spec/endpoints/static/0/port",
      "/spec/protcol",
    ]);
    expect(violations.find(({ pointer }) => pointer === "/spec/protcol")).toMatchObject({ in: "body", code: "UNKNOWN_FIELD", hint: "Did you mean protocol?" });
  });

  it("with the address is told", async () => {
    const answer = await test.request("PUT", pathOf("here"), { body: { ...service(), name: "there", namespace: "shop", kind: "Route" } });
    expect(answer.status).toBe(422);
    expect(codes(answer).filter((code) => code === "ADDRESS_MISMATCH")).toHaveLength(3);
  });

  it("with references is asked of the fleet, with all changes together", async () => {
    test.fleet.check = (changes) => [
      { key: (changes[0] as (typeof changes)[0]).key, problems: [{ code: "DANGLING_REFERENCE", pointer: "/spec/x", detail: "Service a/b does not exist" }] },
    ];
    const name = fresh();
    const answer = await test.request("PUT", pathOf(name), { body: service() });
    expect(answer).toMatchObject({ status: 422, body: { violations: [{ pointer: "/spec/x", code: "DANGLING_REFERENCE" }] } });
    test.fleet.check = (changes) => [
      { key: (changes[0] as (typeof changes)[0]).key, problems: [{ code: "PORT_CONFLICT", pointer: "/spec/x", detail: "Port 80 is taken" }] },
    ];
    expect(await test.request("PUT", pathOf(name), { body: service() })).toMatchObject({ status: 409, body: { code: "CONFLICT" } });
    test.fleet.check = (changes) => [
      { key: (changes[0] as (typeof changes)[0]).key, problems: [{ code: "UNUSED", pointer: "", detail: "Nothing uses it", severity: "warning" }] },
    ];
    test.fleet.told = () => ["accessLog drains listener https of Gateway default/web"];
    const warned = await test.request("PUT", pathOf(name), { body: service() });
    expect(warned.body["write"]).toMatchObject({
      notices: [`Service default/${name}: Nothing uses it`, "accessLog drains listener https of Gateway default/web"],
    });
    test.fleet.check = () => [];
    test.fleet.told = () => [];
  });
});

describe("dry runs", () => {
  it("tell what would be and change nothing", async () => {
    const { path, etag, name } = await existing(1000);
    const before = (await test.request("GET", "/v1/revisions?limit=1")).body["items"];
    const replaced = await test.request("PUT", `${path}?dryRun=true`, { body: service(2000), headers: { "if-match": etag } });
    expect(replaced).toMatchObject({
      status: 200,
      body: { name, write: { dryRun: true, change: "replaced", diff: { lines: ["~ /spec/endpoints/static/0/port: 1000 → 2000"] } } },
    });
    expect((await test.request("PUT", `${pathOf(fresh())}?dryRun=true`, { body: service() })).body["write"]).toMatchObject({ change: "created" });
    expect((await test.request("DELETE", `${path}?dryRun=true`, { headers: { "if-match": etag } })).body["write"]).toMatchObject({ change: "deleted" });
    expect((await test.request("PUT", `${path}?dryRun=true`, { body: service(2000) })).status).toBe(428);
    expect((await test.request("PUT", `${path}?dryRun=true`, { body: {}, headers: { "if-match": etag } })).status).toBe(422);
    expect((await test.request("GET", "/v1/revisions?limit=1")).body["items"]).toEqual(before);
  });
});

describe("waiting for the proxies", () => {
  it("adds where the change stands", async () => {
    test.fleet.rolledOut = {
      acked: 3,
      pending: ["edge-7"],
      refused: [{ node: "edge-9", type: "route", resource: "http", message: "Bad regex" }],
      replicas: { acked: 1, pending: ["authz-2"] },
    };
    const name = fresh();
    const answer = await test.request("PUT", `${pathOf(name)}?wait=programmed&timeout=1.5s`, { body: service() });
    expect(answer.body["write"]).toMatchObject({ rollout: test.fleet.rolledOut });
    const asked = test.fleet.rollouts.at(-1);
    expect(asked).toMatchObject({ timeoutMs: 1500, keys: [{ kind: "Service", namespace: "default", name }] });
    expect(asked?.revision).toBe(answer.body["revision"]);
    expect((await test.request("PUT", `${pathOf(name)}?wait=forever`, { body: service() })).status).toBe(400);
    expect((await test.request("PUT", `${pathOf(name)}?wait=programmed&timeout=10m`, { body: service() })).status).toBe(400);
    expect((await test.request("PUT", pathOf(fresh()), { body: service() })).body["write"]).not.toHaveProperty("rollout");
  });
});

describe("references", () => {
  it("hold back a deletion, unless what refers goes with it", async () => {
    const target = await existing();
    const route = `/v1/namespaces/default/routes/${fresh()}`;
    const spec = { parents: [{ name: "web" }], hostnames: ["a.example.com"], rules: [{ backends: [{ service: target.name }] }] };
    expect((await test.request("PUT", route, { body: { spec } })).status).toBe(201);
    const refused = await test.request("DELETE", target.path, { headers: { "if-match": target.etag } });
    expect(refused).toMatchObject({ status: 409, body: { code: "REFERENCED", referrers: [{ kind: "Route", namespace: "default" }], hiddenReferrers: 0 } });
    expect((await test.request("DELETE", `${target.path}?force=really`)).status).toBe(409);
    const held = { kind: "Route", namespace: "default", name: "held" } as const;
    test.fleet.inForce = (key) => (key.name === target.name ? [held, { ...held, name: route.split("/").at(-1) ?? "" }] : []);
    const both = await test.request("DELETE", target.path, { headers: { "if-match": target.etag } });
    const title = `Service default/${target.name}`;
    expect(both.body["violations"]).toMatchObject([
      { detail: expect.stringMatching(/refers to Service/u) as string },
      { detail: `Route default/held is held back, and refers to ${title} as it is in force: mend or delete it first` },
    ]);
    test.fleet.inForce = () => [];
    const items = [
      { method: "delete", key: { kind: "Service", name: target.name }, ifMatch: target.etag },
      { method: "delete", key: { kind: "Route", name: route.split("/").at(-1) ?? "" }, ifMatch: "*" },
    ];
    expect((await test.request("POST", "/v1/batch", { body: { items } })).status).toBe(200);
    expect((await test.request("GET", target.path)).status).toBe(404);
  });
});

describe("instances", () => {
  const path = (name: string) => `/v1/namespaces/default/instances/${name}`;
  const instance = (port: number) => ({ spec: { service: "registered", address: "127.0.0.1", port } });

  it("have no revision, an ETag of their own, and need no If-Match", async () => {
    const name = fresh();
    const before = (await test.request("GET", "/v1/revisions?limit=1")).body["items"];
    const created = await test.request("PUT", path(name), { body: instance(1) });
    expect(created.status).toBe(201);
    expect(created.body).not.toHaveProperty("revision");
    const etag = created.headers.get("etag") ?? "";
    expect((await test.request("GET", path(name))).headers.get("etag")).toBe(etag);
    expect((await test.request("PUT", path(name), { body: instance(1) })).body["write"]).toMatchObject({ change: "unchanged" });
    const replaced = await test.request("PUT", path(name), { body: instance(2) });
    expect(replaced).toMatchObject({ status: 200, body: { spec: { port: 2 }, write: { change: "replaced" } } });
    expect((await test.request("PUT", path(name), { body: instance(3), headers: { "if-match": etag } })).status).toBe(412);
    expect((await test.request("PATCH", path(name), { body: { spec: { weight: 5 } } })).body["spec"]).toMatchObject({ port: 2, weight: 5 });
    expect((await test.request("DELETE", path(name))).body["write"]).toMatchObject({ change: "deleted" });
    expect((await test.request("GET", path(name))).status).toBe(404);
    expect((await test.request("GET", "/v1/revisions?limit=1")).body["items"]).toEqual(before);
    expect((await test.request("GET", `${path(name)}/history`)).status).toBe(404);
  });
});
