import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startAdmin, type TestAdmin } from "../../test/kit/admin/start-admin.ts";
import type { JsonObject } from "../kit/json.ts";
import { type Store, StoreError } from "../store/store.ts";

let test: TestAdmin;
let out = false;

/** A store that cannot be reached while `out`: it answers reads that may be stale from what it saw, as the etcd adapter does. */
function leaky(inner: Store): Store {
  return new Proxy(inner, {
    get(target, name: keyof Store) {
      const method = target[name].bind(target) as (...rest: unknown[]) => unknown;
      return (...rest: unknown[]) => {
        const stale = (rest.at(-1) as { allowStale?: boolean } | undefined)?.allowStale === true;
        if (!out || stale || name === "watch") return method(...rest);
        const error = new StoreError("ERR_STORE_UNAVAILABLE", "etcd at 127.0.0.1:2379 with password hunter2 did not answer");
        return name === "backup" ? failing(error) : Promise.reject(error);
      };
    },
  });
}

async function* failing(error: StoreError): AsyncGenerator<string> {
  yield await Promise.reject(error);
}

const service: JsonObject = { spec: { endpoints: { static: [] } } };

beforeAll(async () => {
  test = await startAdmin({ store: leaky });
  await test.request("PUT", "/v1/namespaces/default/services/s", { body: service });
  await test.request("PUT", "/v1/namespaces/default/instances/i", { body: { spec: { service: "s", address: "127.0.0.1", port: 1 } } });
  await vi.waitFor(() => expect(test.admin.objects.get({ kind: "Instance", namespace: "default", name: "i" })).toBeDefined());
  out = true;
  test.admin.apply({ kind: "outage", error: new StoreError("ERR_STORE_UNAVAILABLE", "Gone") });
});
afterAll(() => {
  out = false;
});

describe("while the store is out", () => {
  it.each([
    "/v1/namespaces/default/services/s",
    "/v1/services",
    "/v1/namespaces/default/services",
    "/v1/namespaces/default/instances/i",
    "/v1/instances",
    "/v1/nodes",
    "/v1/whoami",
    "/v1/export",
    "/healthz",
    "/metrics",
    "/openapi.json",
  ])("%s goes on working", async (path) => {
    const answer = await test.request("GET", path);
    expect(answer.status).toBe(200);
  });

  it("reads say that they may be old", async () => {
    const answer = await test.request("GET", "/v1/namespaces/default/services/s");
    expect(answer.headers.get("x-sluice-stale")).toBe("true");
    expect(answer.body).toMatchObject({ name: "s", status: {} });
    const instances = await test.request("GET", "/v1/instances");
    expect(instances.headers.get("x-sluice-stale")).toBe("true");
    expect(instances.body["items"]).toMatchObject([{ name: "i" }]);
  });

  it("the replica stays ready and says what is missing", async () => {
    expect(await test.request("GET", "/readyz")).toMatchObject({ status: 200, body: { ready: true, storeReachable: false } });
  });

  it.each<[string, string, JsonObject | undefined]>([
    ["PUT", "/v1/namespaces/default/services/new", service],
    ["PATCH", "/v1/namespaces/default/services/s?force=x", { labels: {} }],
    ["DELETE", "/v1/namespaces/default/services/s?force=x", undefined],
    ["PUT", "/v1/namespaces/default/instances/i", { spec: { service: "s", address: "127.0.0.1", port: 2 } }],
    ["POST", "/v1/batch", { items: [{ method: "put", object: { kind: "Service", name: "x", ...service } }] }],
    ["POST", "/v1/import", { objects: [] }],
    ["POST", "/v1/revert", { undo: 1 }],
    ["POST", "/v1/tokens", { name: "x", role: "viewer", namespaces: "*" }],
    ["DELETE", "/v1/tokens/x", undefined],
    ["GET", "/v1/revisions", undefined],
    ["GET", "/v1/diff?from=0", undefined],
    ["GET", "/v1/audit", undefined],
    ["GET", "/v1/tokens", undefined],
    ["GET", "/v1/backup", undefined],
  ])("%s %s is 503 with a hint when to try again", async (method, path, body) => {
    const answer = await test.request(method, path, body === undefined ? {} : { body });
    expect(answer).toMatchObject({ status: 503, body: { code: "STORE_UNAVAILABLE" } });
    expect(answer.headers.get("retry-after")).toBe("2");
    expect(answer.text).not.toContain("hunter2");
  });

  it("known tokens work, unknown ones cannot be told from new ones", async () => {
    const answer = await test.request("GET", "/v1/whoami", { token: `slc_stranger_${"x".repeat(43)}` });
    expect(answer.status).toBe(503);
  });

  it("everything comes back by itself", async () => {
    out = false;
    test.admin.apply({ kind: "restored" });
    const answer = await test.request("PUT", "/v1/namespaces/default/services/new", { body: service });
    expect(answer.status).toBe(201);
    expect(answer.headers.get("x-sluice-stale")).toBeNull();
    expect((await test.request("GET", "/readyz")).body["storeReachable"]).toBe(true);
  });
});

describe("a store that refuses", () => {
  it.each<[StoreError, number, string]>([
    [new StoreError("ERR_STORE_FULL", "No room"), 503, "STORE_FULL"],
    [new StoreError("ERR_STORE_TOO_LARGE", "Object Service/default/x has 2000000 bytes as JSON, at most 1000000 can be stored"), 422, "INVALID_OBJECT"],
    [new StoreError("ERR_STORE_CORRUPT", "Damaged"), 500, "STORE_FAILED"],
  ])("with %s is told", async (error, status, code) => {
    const own = await startAdmin({
      store: (inner) => new Proxy(inner, { get: (target, name: keyof Store) => (name === "commit" ? () => Promise.reject(error) : target[name].bind(target)) }),
    });
    expect(await own.request("PUT", "/v1/namespaces/default/services/x", { body: service })).toMatchObject({ status, body: { code } });
  });
});

describe("a replica that lags behind the store", () => {
  it("does not check writes against what it does not know yet", { timeout: 10_000 }, async () => {
    const own = await startAdmin({
      store: (inner) => new Proxy(inner, { get: (target, name: keyof Store) => (name === "revision" ? () => Promise.resolve(7) : target[name].bind(target)) }),
    });
    const answer = await own.request("PUT", "/v1/namespaces/default/services/x", { body: service });
    expect(answer).toMatchObject({ status: 503, body: { code: "BUSY", detail: "This replica knows revision 0, the store has 7" } });
  });
});
