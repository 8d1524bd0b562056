import { beforeAll, describe, expect, it } from "vitest";
import { startAdmin, type TestAdmin, type TestAnswer } from "../../../test/kit/admin/start-admin.ts";
import type { Json, JsonObject } from "../../kit/json.ts";

let test: TestAdmin;
beforeAll(async () => {
  test = await startAdmin();
});

let counter = 0;
function fresh(): string {
  counter += 1;
  return `batch-${counter}`;
}

const service = (name: string, port = 8080): JsonObject => ({ kind: "Service", name, spec: { endpoints: { static: [{ address: "127.0.0.1", port }] } } });

function post(body: Json, query = ""): Promise<TestAnswer> {
  return test.request("POST", `/v1/batch${query}`, { body });
}

async function newest(): Promise<number> {
  return test.store.revision();
}

describe("a batch", () => {
  it("is one revision with one reason", async () => {
    const [a, b, c] = [fresh(), fresh(), fresh()];
    await post({ items: [{ method: "put", object: service(a) }] });
    const before = await newest();
    const items = [
      { method: "put", object: service(a, 9090), ifMatch: before },
      { method: "put", object: service(b), ifNoneMatch: "*" },
      { method: "put", object: { ...service(c), namespace: "shop" } },
    ];
    const answer = await post({ items, reason: "launch" });
    expect(answer).toMatchObject({
      status: 200,
      body: {
        revision: before + 1,
        dryRun: false,
        changes: [
          { kind: "Service", namespace: "default", name: a, change: "replaced", etag: `"${before + 1}"` },
          { name: b, change: "created" },
          { namespace: "shop", name: c, change: "created" },
        ],
      },
    });
    const commit = await test.request("GET", `/v1/revisions/${before + 1}`);
    expect(commit.body).toMatchObject({ author: "admin", reason: "launch" });
    expect(commit.body["changes"]).toHaveLength(3);
  });

  it("that changes nothing makes no revision", async () => {
    const name = fresh();
    await post({ items: [{ method: "put", object: service(name) }] });
    const before = await newest();
    const again = await post({ items: [{ method: "put", object: service(name), ifMatch: "*" }] });
    expect(again.body).toMatchObject({ revision: before, changes: [{ change: "unchanged" }] });
    expect((await post({ items: [] })).body).toMatchObject({ revision: before, changes: [] });
  });

  it("is made whole or not at all", async () => {
    const [a, b] = [fresh(), fresh()];
    await post({ items: [{ method: "put", object: service(b) }] });
    const before = await newest();
    const answer = await post({
      items: [
        { method: "put", object: service(a) },
        { method: "put", object: service(b, 1), ifMatch: 999_999 },
      ],
    });
    expect(answer).toMatchObject({
      status: 412,
      body: { violations: [{ code: "PRECONDITION_FAILED", object: { kind: "Service", namespace: "default", name: b } }] },
    });
    expect(await newest()).toBe(before);
    expect((await test.request("GET", `/v1/namespaces/default/services/${a}`)).status).toBe(404);
  });

  it("needs ifMatch for what exists, names all of it, and takes a force", async () => {
    const names = [fresh(), fresh(), fresh()];
    await post({ items: names.slice(0, 2).map((name) => ({ method: "put", object: service(name) })) });
    const items = names.map((name) => ({ method: "put", object: service(name, 77) }));
    const refused = await post({ items });
    expect(refused).toMatchObject({ status: 428, body: { code: "PRECONDITION_REQUIRED" } });
    expect(refused.body["violations"]).toHaveLength(2);
    expect((await post({ items }, "?force=drill")).body["changes"]).toMatchObject([{ change: "replaced" }, { change: "replaced" }, { change: "created" }]);
  });

  it("tells every violation of every object", async () => {
    const answer = await post({
      items: [
        { method: "put", object: { kind: "Service", name: "one", spec: { endpoints: {}, bogus: 1 } } },
        { method: "put", object: { kind: "Route", name: "two", spec: {} } },
      ],
    });
    expect(answer.status).toBe(422);
    const violations = answer.body["violations"] as readonly JsonObject[];
    expect(new Set(violations.map(({ object }) => (object as JsonObject)["name"]))).toEqual(new Set(["one", "two"]));
    expect(violations).toContainEqual(expect.objectContaining({ pointer: "/spec/bogus", code: "UNKNOWN_FIELD" }));
  });

  it.each<[string, Json, string]>([
    ["no items", {}, "/items"],
    ["an unknown method", { items: [{ method: "post", object: {} }] }, "/items/0/method"],
    ["an unknown member", { items: [], extra: 1 }, "/extra"],
    ["an unknown kind", { items: [{ method: "put", object: { kind: "Sevice", name: "a" } }] }, "/items/0/object/kind"],
    ["no name", { items: [{ method: "put", object: { kind: "Service" } }] }, "/items/0/object"],
    ["no object", { items: [{ method: "put", object: 7 }] }, "/items/0/object"],
    ["both conditions", { items: [{ method: "put", object: service("x"), ifMatch: 1, ifNoneMatch: "*" }] }, "/items/0/ifMatch"],
    ["a bad ifMatch", { items: [{ method: "put", object: service("x"), ifMatch: "seven" }] }, "/items/0/ifMatch"],
    ["a list", [], ""],
  ])("with %s is refused", async (_name, body, pointer) => {
    const answer = await post(body);
    expect(answer.status).toBe(422);
    expect((answer.body["violations"] as readonly JsonObject[]).map((violation) => violation["pointer"])).toContain(pointer);
  });

  it("does not take an object twice", async () => {
    const answer = await post({
      items: [
        { method: "put", object: service("twin") },
        { method: "delete", key: { kind: "Service", name: "twin" } },
      ],
    });
    expect(answer).toMatchObject({ status: 422, body: { violations: [{ code: "REPEATED" }] } });
  });

  it("tells in a dry run what it would do", async () => {
    const name = fresh();
    const before = await newest();
    const answer = await post({ items: [{ method: "put", object: service(name) }] }, "?dryRun=true");
    expect(answer.body).toMatchObject({
      dryRun: true,
      revision: before,
      changes: [{ name, change: "created", diff: { patch: [{ op: "replace", path: "" }] } }],
    });
    expect(answer.body["changes"]).not.toMatchObject([{ etag: expect.anything() }]);
    expect(await newest()).toBe(before);
  });

  it("takes Instances along, behind the transaction", async () => {
    const [name, instance] = [fresh(), fresh()];
    const before = await newest();
    const object = { kind: "Instance", name: instance, spec: { service: name, address: "127.0.0.1", port: 1 } };
    const answer = await post({
      items: [
        { method: "put", object: { kind: "Service", name, spec: { endpoints: { registered: true } } } },
        { method: "put", object },
      ],
    });
    expect(answer.body).toMatchObject({
      revision: before + 1,
      changes: [{ change: "created" }, { kind: "Instance", change: "created", etag: expect.stringMatching(/^".+"$/u) }],
    });
    expect((await test.request("GET", `/v1/namespaces/default/instances/${instance}`)).status).toBe(200);
    const removed = await post({ items: [{ method: "delete", key: { kind: "Instance", name: instance } }] });
    expect(removed.body).toMatchObject({ revision: before + 1, changes: [{ change: "deleted" }] });
  });

  it("is checked against the fleet as one", async () => {
    const [a, b] = [fresh(), fresh()];
    let together = 0;
    test.fleet.check = (changes) => {
      together = changes.length;
      return [{ key: { kind: "Service", namespace: "default", name: b }, problems: [{ code: "POLICY_CONFLICT", pointer: "/spec/x", detail: "Clash" }] }];
    };
    const answer = await post({ items: [a, b].map((name) => ({ method: "put", object: service(name) })) });
    test.fleet.check = () => [];
    expect(together).toBe(2);
    expect(answer).toMatchObject({ status: 409, body: { violations: [{ pointer: "/spec/x", object: { name: b } }] } });
  });

  it("comes as YAML too", async () => {
    const body = `items:\n  - method: put\n    object: { kind: Service, name: ${fresh()}, spec: { endpoints: { static: [] } } }\n`;
    expect((await test.request("POST", "/v1/batch", { body, headers: { "content-type": "application/yaml" } })).status).toBe(200);
  });
});
