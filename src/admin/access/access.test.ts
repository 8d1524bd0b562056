import { beforeAll, describe, expect, it } from "vitest";
import { startAdmin, type TestAdmin, type TestRequest } from "../../../test/kit/admin/start-admin.ts";
import { textOf } from "../../../test/kit/admin/text-of.ts";
import type { Json, JsonObject } from "../../kit/json.ts";

let test: TestAdmin;
const tokens: Record<string, string> = {};

const service: JsonObject = { spec: { endpoints: { static: [{ address: "127.0.0.1", port: 8080 }] } } };
const fleetPolicy: JsonObject = { spec: { targets: [{ kind: "Fleet" }], timeout: { request: "1s" } } };
const namespacePolicy: JsonObject = { spec: { targets: [{ kind: "Namespace" }], timeout: { request: "1s" } } };

beforeAll(async () => {
  test = await startAdmin();
  tokens["viewer of a"] = await test.newToken("viewer", ["a"]);
  tokens["operator of a"] = await test.newToken("operator", ["a"]);
  tokens["operator of a and b"] = await test.newToken("operator", ["a", "b"]);
  tokens["viewer of all"] = await test.newToken("viewer", "*");
  tokens["operator of all"] = await test.newToken("operator", "*");
  tokens["admin"] = test.token;
  for (const namespace of ["a", "b"]) expect((await test.request("PUT", `/v1/namespaces/${namespace}/services/s`, { body: service })).status).toBe(201);
  expect((await test.request("PUT", "/v1/nodegroups/g", { body: { spec: {} } })).status).toBe(201);
  for (const [name, body] of [
    ["fleet", fleetPolicy],
    ["own", namespacePolicy],
  ] as const) {
    expect((await test.request("PUT", `/v1/namespaces/a/policies/${name}`, { body })).status).toBe(201);
  }
});

function as(who: string, request: TestRequest = {}): TestRequest {
  return { ...request, token: tokens[who] ?? "" };
}

describe("without a valid token", () => {
  it.each([
    "/v1/services",
    "/v1/namespaces/a/services/s",
    "/v1/watch",
    "/v1/export",
    "/v1/backup",
    "/v1/tokens",
    "/v1/audit",
    "/v1/nodes",
    "/v1/revisions",
    "/v1/whoami",
    "/metrics",
  ])("%s answers 401", async (path) => {
    const answer = await test.request("GET", path, { token: "" });
    expect(answer).toMatchObject({ status: 401, body: { code: "UNAUTHENTICATED" } });
    expect(answer.headers.get("www-authenticate")).toBe('Bearer realm="sluice"');
  });

  it.each([
    "Basic YWRtaW46YWRtaW4=",
    "Bearer",
    "Bearer  ",
    "Bearer a b",
    `Bearer slc_admin_${"x".repeat(43)}`,
    `Bearer slc_nobody_${"x".repeat(43)}`,
    "bearer short",
  ])("Authorization: %s answers 401", async (authorization) => {
    expect((await test.request("GET", "/v1/whoami", { token: "", headers: { authorization } })).status).toBe(401);
  });

  it("a body is not even read", async () => {
    const answer = await test.request("PUT", "/v1/namespaces/a/services/x", { token: "", body: "{", headers: { "content-type": "application/json" } });
    expect(answer.status).toBe(401);
  });

  it.each(["/healthz", "/readyz", "/openapi.json", "/docs", "/v1/problems/NOT_FOUND"])("%s is there for everybody", async (path) => {
    expect((await test.request("GET", path, { token: "" })).status).toBe(200);
  });
});

// What each may do: method, path, body → status by role.
const attempts: readonly [who: string, method: string, path: string, body: Json | undefined, status: number][] = [
  ["viewer of a", "GET", "/v1/namespaces/a/services/s", undefined, 200],
  ["viewer of a", "GET", "/v1/namespaces/a/services", undefined, 200],
  ["viewer of a", "PUT", "/v1/namespaces/a/services/new", service, 403],
  ["viewer of a", "DELETE", "/v1/namespaces/a/services/s?force=x", undefined, 403],
  // A tenant's view of another tenant: the same answer for what exists and what does not.
  ["viewer of a", "GET", "/v1/namespaces/b/services/s", undefined, 403],
  ["viewer of a", "GET", "/v1/namespaces/b/services/nothing", undefined, 403],
  ["viewer of a", "GET", "/v1/namespaces/b/services", undefined, 403],
  ["viewer of a", "GET", "/v1/namespaces/b/services/s/history", undefined, 403],
  ["viewer of a", "GET", "/v1/namespaces/b/instances/i", undefined, 403],
  ["viewer of a", "GET", "/v1/diff?from=0&namespace=b", undefined, 403],
  ["viewer of a", "GET", "/v1/export?namespace=b", undefined, 403],
  ["operator of a", "PUT", "/v1/namespaces/a/services/new", service, 201],
  ["operator of a", "PUT", "/v1/namespaces/b/services/new", service, 403],
  ["operator of a", "PUT", "/v1/namespaces/b/services/s?force=x", service, 403],
  ["operator of a", "PATCH", "/v1/namespaces/b/services/s?force=x", { labels: { a: "b" } }, 403],
  ["operator of a", "DELETE", "/v1/namespaces/b/services/s?force=x", undefined, 403],
  ["operator of a", "DELETE", "/v1/namespaces/b/services/nothing?force=x", undefined, 403],
  ["operator of a", "POST", "/v1/namespaces/b/services/s/revert?force=x", { revision: 1 }, 403],
  ["operator of a", "PUT", "/v1/namespaces/b/instances/i", { spec: { service: "s", address: "127.0.0.1", port: 1 } }, 403],
  ["operator of a", "POST", "/v1/batch", { items: [{ method: "put", object: { kind: "Service", namespace: "b", name: "x", ...service } }] }, 403],
  ["operator of a", "POST", "/v1/batch?dryRun=true", { items: [{ method: "delete", key: { kind: "Service", namespace: "b", name: "s" } }] }, 403],
  ["operator of a", "POST", "/v1/import", { objects: [{ kind: "NodeGroup", name: "mine", spec: {} }] }, 403],
  ["operator of a", "POST", "/v1/revert", { to: 1 }, 403],
  ["operator of a", "POST", "/v1/revert", { undo: 2 }, 404],
  // What belongs to the fleet.
  ["viewer of a", "GET", "/v1/nodegroups", undefined, 403],
  ["viewer of a", "GET", "/v1/nodegroups/g", undefined, 403],
  ["viewer of a", "GET", "/v1/nodes", undefined, 403],
  ["viewer of a", "GET", "/v1/audit", undefined, 403],
  ["viewer of a", "GET", "/metrics", undefined, 403],
  ["viewer of all", "GET", "/v1/nodegroups/g", undefined, 200],
  ["viewer of all", "GET", "/v1/nodes", undefined, 200],
  ["viewer of all", "GET", "/v1/audit", undefined, 200],
  ["viewer of all", "GET", "/metrics", undefined, 200],
  ["viewer of all", "PUT", "/v1/namespaces/a/services/x", service, 403],
  ["operator of all", "PUT", "/v1/namespaces/c/services/x", service, 201],
  ["operator of all", "PUT", "/v1/nodegroups/new", { spec: {} }, 403],
  ["operator of all", "PUT", "/v1/envoypatches/new", { spec: {} }, 403],
  ["operator of all", "DELETE", "/v1/nodegroups/g?force=x", undefined, 403],
  ["operator of a", "PUT", "/v1/namespaces/a/policies/new", fleetPolicy, 403],
  ["operator of all", "PUT", "/v1/namespaces/a/policies/new", fleetPolicy, 403],
  ["operator of a", "PUT", "/v1/namespaces/a/policies/fleet?force=x", namespacePolicy, 403],
  ["operator of a", "PATCH", "/v1/namespaces/a/policies/own?force=x", { spec: { targets: [{ kind: "Fleet" }] } }, 403],
  ["operator of a", "DELETE", "/v1/namespaces/a/policies/fleet?force=x", undefined, 403],
  ["operator of a", "PUT", "/v1/namespaces/a/policies/new", namespacePolicy, 201],
  // What is for admins alone.
  ["operator of all", "GET", "/v1/tokens", undefined, 403],
  ["operator of all", "POST", "/v1/tokens", { name: "mine", role: "admin" }, 403],
  ["operator of all", "DELETE", "/v1/tokens/admin", undefined, 403],
  ["operator of all", "GET", "/v1/backup", undefined, 403],
  ["admin", "PUT", "/v1/nodegroups/new", { spec: {} }, 201],
  ["admin", "GET", "/v1/backup", undefined, 200],
  ["admin", "GET", "/v1/tokens", undefined, 200],
];

describe("roles and namespaces", () => {
  it.each(attempts)("%s: %s %s", async (who, method, path, body, status) => {
    const before = await test.store.revision();
    const answer = await test.request(method, path, as(who, body === undefined ? {} : { body }));
    expect(answer.status).toBe(status);
    if (status !== 201) expect(await test.store.revision()).toBe(before);
  });

  it("decide what lists, exports, histories and differences show", async () => {
    const texts = await Promise.all(
      ["/v1/services", "/v1/export", "/v1/revisions?diff=true", "/v1/diff?from=0"].map(
        async (path) => (await test.request("GET", path, as("viewer of a"))).text,
      ),
    );
    for (const text of texts) {
      expect(text).toMatch(/namespace"?: ?"?a"?/u);
      expect(text).not.toMatch(/namespace"?: ?"?b"?/u);
      expect(text).not.toContain("NodeGroup");
    }
  });

  it("hide the rest of a commit that touches others too", async () => {
    const items = ["a", "b"].map((namespace) => ({ method: "put", object: { kind: "Service", namespace, name: "both", ...service } }));
    const { revision } = (await test.request("POST", "/v1/batch", as("operator of a and b", { body: { items } }))).body;
    const seen = await test.request("GET", `/v1/revisions/${textOf(revision)}`, as("viewer of a"));
    expect(seen.body).toMatchObject({ changes: [{ namespace: "a" }], hiddenChanges: 1 });
    const ofB = (await test.request("PUT", "/v1/namespaces/b/services/alone", as("admin", { body: service }))).body["revision"];
    expect((await test.request("GET", `/v1/revisions/${textOf(ofB)}`, as("viewer of a"))).status).toBe(404);
  });

  it("do not tell who refers from elsewhere, only that somebody does", async () => {
    const target = (await test.request("PUT", "/v1/namespaces/a/services/wanted", as("operator of a", { body: service }))).headers.get("etag") ?? "";
    const spec = { parents: [{ name: "web" }], hostnames: ["b.example.com"], rules: [{ backends: [{ service: { name: "wanted", namespace: "a" } }] }] };
    expect((await test.request("PUT", "/v1/namespaces/b/routes/secret-plans", { body: { spec } })).status).toBe(201);
    const refused = await test.request("DELETE", "/v1/namespaces/a/services/wanted", as("operator of a", { headers: { "if-match": target } }));
    expect(refused).toMatchObject({ status: 409, body: { hiddenReferrers: 1, referrers: [] } });
    expect(refused.text).not.toContain("secret-plans");
  });

  it("do not tell what a change would do to others, only that it may not", async () => {
    test.fleet.check = () => [
      {
        key: { kind: "Route", namespace: "b", name: "secret-plans" },
        problems: [{ code: "POLICY_CONFLICT", pointer: "/spec/rules/0", detail: "Route b/secret-plans clashes" }],
      },
    ];
    const refused = await test.request("PUT", "/v1/namespaces/a/services/clash", as("operator of a", { body: service }));
    test.fleet.check = () => [];
    expect(refused).toMatchObject({ status: 409, body: { violations: [{ code: "POLICY_CONFLICT", pointer: "" }] } });
    expect(refused.text).not.toContain("secret-plans");
  });

  it("stand in whoami", async () => {
    expect((await test.request("GET", "/v1/whoami", as("operator of a and b"))).body).toMatchObject({ role: "operator", namespaces: ["a", "b"] });
    expect((await test.request("GET", "/v1/whoami", as("admin"))).body).toEqual({ name: "admin", role: "admin", namespaces: "*" });
  });
});

describe("metrics", () => {
  it("are open when that was asked for", async () => {
    const open = await startAdmin({ openMetrics: true });
    const page = await open.request("GET", "/metrics", { token: "" });
    expect(page.status).toBe(200);
    expect(page.text).toContain("sluice_admin_requests_total");
  });
});
