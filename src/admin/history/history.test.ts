import { beforeAll, describe, expect, it } from "vitest";
import { startAdmin, type TestAdmin, type TestAnswer } from "../../../test/kit/admin/start-admin.ts";
import { textOf } from "../../../test/kit/admin/text-of.ts";
import type { Json, JsonObject } from "../../kit/json.ts";

let test: TestAdmin;
beforeAll(async () => {
  test = await startAdmin();
});

let counter = 0;
function fresh(): string {
  counter += 1;
  return `past-${counter}`;
}

const service = (port: number): JsonObject => ({ spec: { endpoints: { static: [{ address: "127.0.0.1", port }] } } });
const pathOf = (name: string, namespace = "default") => `/v1/namespaces/${namespace}/services/${name}`;

async function put(path: string, port: number): Promise<number> {
  const answer = await test.request("PUT", `${path}?force=test`, { body: service(port), headers: { "x-sluice-reason": `port ${port}` } });
  expect([200, 201]).toContain(answer.status);
  return Number(answer.body["revision"]);
}

async function portOf(path: string): Promise<Json | undefined> {
  const answer = await test.request("GET", path);
  if (answer.status === 404) return undefined;
  const { endpoints } = answer.body["spec"] as unknown as { endpoints: { static: { port: number }[] } };
  return endpoints.static[0]?.port;
}

const items = (answer: TestAnswer) => answer.body["items"] as readonly JsonObject[];

describe("history", () => {
  it("has every revision with author, reason, time and difference, newest first", async () => {
    const path = pathOf(fresh());
    const [first, second] = [await put(path, 1), await put(path, 2)];
    await test.request("DELETE", `${path}?force=over`);
    const list = items(await test.request("GET", "/v1/revisions?limit=3&diff=true"));
    expect(list.map(({ revision }) => revision)).toEqual([second + 1, second, first]);
    expect(list[1]).toMatchObject({
      author: "admin",
      reason: "port 2 (forced: test)",
      at: expect.stringMatching(/^\d{4}-.*Z$/u),
      changes: [
        {
          kind: "Service",
          change: "replaced",
          diff: { patch: [{ op: "replace", path: "/spec/endpoints/static/0/port", value: 2 }], lines: ["~ /spec/endpoints/static/0/port: 1 → 2"] },
        },
      ],
    });
    expect(list[0]).toMatchObject({ changes: [{ change: "deleted" }] });
    expect(items(await test.request("GET", "/v1/revisions?limit=1"))[0]?.["changes"]).not.toMatchObject([{ diff: expect.anything() }]);
  });

  it("comes in pages", async () => {
    const total = await test.store.revision();
    const seen: unknown[] = [];
    let cursor = "";
    for (;;) {
      const page = await test.request("GET", `/v1/revisions?limit=2${cursor}`);
      seen.push(...items(page).map(({ revision }) => revision));
      if (page.body["next"] === undefined) break;
      cursor = `&cursor=${textOf(page.body["next"])}`;
    }
    expect(seen).toEqual(Array.from({ length: total }, (_, index) => total - index));
    expect((await test.request("GET", "/v1/revisions?cursor=nonsense")).status).toBe(400);
  });

  it("of one object outlives it and has its own changes alone", async () => {
    const [name, other] = [fresh(), fresh()];
    const batch = [name, other].map((each) => ({ method: "put", object: { kind: "Service", name: each, ...service(1) } }));
    await test.request("POST", "/v1/batch", { body: { items: batch } });
    await put(pathOf(other), 2);
    await test.request("DELETE", `${pathOf(name)}?force=over`);
    const list = items(await test.request("GET", `${pathOf(name)}/history`));
    expect(list.map(({ changes }) => changes)).toMatchObject([[{ name, change: "deleted" }], [{ name, change: "created" }]]);
    expect(items(await test.request("GET", `${pathOf("never")}/history`))).toEqual([]);
  });

  it("shows one revision, 404 for one that is not made yet", async () => {
    const revision = await put(pathOf(fresh()), 1);
    expect((await test.request("GET", `/v1/revisions/${revision}`)).body).toMatchObject({ revision, changes: [{ change: "created" }] });
    expect((await test.request("GET", `/v1/revisions/${revision + 1}`)).status).toBe(404);
  });
});

describe("differences", () => {
  it("of any two revisions are net and go both ways", async () => {
    const [a, b, c] = [pathOf(fresh()), pathOf(fresh()), pathOf(fresh())];
    await put(a, 1);
    const from = await put(b, 1);
    await put(a, 2);
    await put(a, 3);
    await put(b, 2);
    await put(b, 1);
    const to = await put(c, 1);
    const forth = await test.request("GET", `/v1/diff?from=${from}&to=${to}`);
    expect(forth.body).toMatchObject({
      from,
      to,
      changes: [{ change: "replaced", diff: { lines: ["~ /spec/endpoints/static/0/port: 1 → 3"] } }, { change: "created" }],
    });
    const back = await test.request("GET", `/v1/diff?from=${to}&to=${from}`);
    expect(back.body["changes"]).toMatchObject([{ change: "replaced", diff: { lines: ["~ /spec/endpoints/static/0/port: 3 → 1"] } }, { change: "deleted" }]);
    expect((await test.request("GET", `/v1/diff?from=${to}&to=${to}`)).body["changes"]).toEqual([]);
    expect((await test.request("GET", `/v1/diff?from=${to}`)).body).toMatchObject({ from: to, to, changes: [] });
  });

  it("may be of some objects alone", async () => {
    const name = fresh();
    const from = await put(pathOf(fresh()), 1);
    await put(pathOf(name), 1);
    await put(pathOf(name, "shop"), 1);
    await put(pathOf(fresh()), 1);
    const names = async (query: string) =>
      ((await test.request("GET", `/v1/diff?from=${from}${query}`)).body["changes"] as readonly JsonObject[]).map(
        (change) => `${textOf(change["namespace"])}/${textOf(change["name"])}`,
      );
    expect(await names(`&name=${name}`)).toEqual([`default/${name}`, `shop/${name}`]);
    expect(await names("&namespace=shop")).toEqual([`shop/${name}`]);
    expect(await names("&kinds=routes,Gateway")).toEqual([]);
    expect(await names(`&kinds=services&namespace=default&name=${name}`)).toEqual([`default/${name}`]);
  });

  it.each([
    ["?to=1", 400],
    ["?from=x", 400],
    ["?from=0&to=99999", 404],
    ["?from=99999", 404],
    ["?from=0&kinds=Sevice", 400],
  ])("%s is %i", async (query, status) => {
    expect((await test.request("GET", `/v1/diff${query}`)).status).toBe(status);
  });

  it("from the empty store have everything", async () => {
    const everything = (await test.request("GET", "/v1/diff?from=0")).body["changes"] as readonly JsonObject[];
    expect(new Set(everything.map(({ change }) => change))).toEqual(new Set(["created"]));
  });
});

describe("reverts of one object", () => {
  it("make it what it was, as a new revision", async () => {
    const path = pathOf(fresh());
    const first = await put(path, 1);
    const second = await put(path, 2);
    const preview = await test.request("POST", `${path}/revert?dryRun=true`, { body: { revision: first }, headers: { "if-match": `"${second}"` } });
    expect(preview.body["write"]).toMatchObject({ dryRun: true, change: "replaced", diff: { lines: ["~ /spec/endpoints/static/0/port: 2 → 1"] } });
    expect(await portOf(path)).toBe(2);
    expect((await test.request("POST", `${path}/revert`, { body: { revision: first } })).status).toBe(428);
    expect((await test.request("POST", `${path}/revert`, { body: { revision: first }, headers: { "if-match": `"${first}"` } })).status).toBe(412);
    const reverted = await test.request("POST", `${path}/revert`, {
      body: { revision: first },
      headers: { "if-match": `"${second}"`, "x-sluice-reason": "oops" },
    });
    expect(reverted).toMatchObject({ status: 200, body: { revision: second + 1, write: { change: "replaced" } } });
    expect(await portOf(path)).toBe(1);
  });

  it("bring back what was deleted, and delete what was not there", async () => {
    const path = pathOf(fresh());
    const first = await put(path, 1);
    await test.request("DELETE", `${path}?force=x`);
    expect((await test.request("POST", `${path}/revert`, { body: { revision: first } })).status).toBe(201);
    expect(await portOf(path)).toBe(1);
    const gone = await test.request("POST", `${path}/revert`, { body: { revision: first - 1 }, headers: { "if-match": "*" } });
    expect(gone.body["write"]).toMatchObject({ change: "deleted" });
    expect(await portOf(path)).toBeUndefined();
    expect((await test.request("POST", `${path}/revert`, { body: { revision: first - 1 } })).status).toBe(404);
  });

  it.each<[Json, number]>([
    [{}, 422],
    [{ revision: "1" }, 422],
    [{ revision: 1, extra: 1 }, 422],
    [{ revision: 99_999 }, 404],
  ])("with %j answer %i", async (body, status) => {
    const path = pathOf(fresh());
    await put(path, 1);
    expect((await test.request("POST", `${path}/revert?force=x`, { body })).status).toBe(status);
  });
});

describe("reverts of everything", () => {
  it("undo one revision, unless its objects were changed since", async () => {
    const [a, b] = [fresh(), fresh()];
    await put(pathOf(a), 1);
    const batch = [
      { method: "put", object: { kind: "Service", name: a, ...service(2) }, ifMatch: "*" },
      { method: "put", object: { kind: "Service", name: b, ...service(2) } },
    ];
    const { revision } = (await test.request("POST", "/v1/batch", { body: { items: batch } })).body;
    const later = await put(pathOf(fresh()), 1);
    const preview = await test.request("POST", "/v1/revert?dryRun=true", { body: { undo: Number(revision) } });
    expect(preview.body["changes"]).toMatchObject([
      { name: a, change: "replaced" },
      { name: b, change: "deleted" },
    ]);
    const undone = await test.request("POST", "/v1/revert", { body: { undo: Number(revision) } });
    expect(undone.body).toMatchObject({
      revision: later + 1,
      changes: [
        { name: a, change: "replaced" },
        { name: b, change: "deleted" },
      ],
    });
    expect([await portOf(pathOf(a)), await portOf(pathOf(b))]).toEqual([1, undefined]);
    expect(items(await test.request("GET", "/v1/revisions?limit=1"))[0]).toMatchObject({ reason: `undo revision ${textOf(revision)}` });
    const again = await test.request("POST", "/v1/revert", { body: { undo: Number(revision) } });
    expect(again).toMatchObject({ status: 409, body: { code: "CONFLICT", violations: [{ code: "CHANGED_SINCE" }, { code: "CHANGED_SINCE" }] } });
    expect((await test.request("POST", "/v1/revert?force=sure", { body: { undo: Number(revision) } })).body["changes"]).toMatchObject([
      { name: a, change: "unchanged" },
    ]);
  });

  it("go back to a revision", async () => {
    const [a, b, elsewhere] = [pathOf(fresh()), pathOf(fresh()), pathOf(fresh(), "elsewhere")];
    const then = await put(a, 1);
    await put(a, 2);
    await put(b, 1);
    await put(elsewhere, 1);
    const narrow = await test.request("POST", "/v1/revert?dryRun=true", { body: { to: then, namespace: "elsewhere" } });
    expect(narrow.body["changes"]).toMatchObject([{ namespace: "elsewhere", change: "deleted" }]);
    const back = await test.request("POST", "/v1/revert?reason=panic", { body: { to: then } });
    expect(back.status).toBe(200);
    expect(back.body["changes"]).toHaveLength(3);
    expect((await test.request("GET", `/v1/diff?from=${then}`)).body["changes"]).toEqual([]);
    expect((await test.request("POST", "/v1/revert", { body: { to: then } })).body["changes"]).toEqual([]);
  });

  it.each<[Json, number]>([
    [{}, 422],
    [{ undo: 0 }, 422],
    [{ undo: 1, to: 1 }, 422],
    [{ undo: 99_999 }, 404],
    [{ to: 99_999 }, 404],
  ])("with %j answer %i", async (body, status) => {
    expect((await test.request("POST", "/v1/revert", { body })).status).toBe(status);
  });
});

describe("what was forgotten", () => {
  it("is 410 everywhere", async () => {
    const own = await startAdmin();
    for (const port of [1, 2, 3, 4]) await own.request("PUT", `${pathOf("x")}?force=x`, { body: service(port) });
    await own.store.compact({ keep: 1, olderThan: "9999-01-01T00:00:00.000Z" });
    expect(await own.request("GET", "/v1/revisions/1")).toMatchObject({ status: 410, body: { code: "COMPACTED" } });
    expect((await own.request("GET", "/v1/diff?from=0")).status).toBe(410);
    expect((await own.request("GET", "/v1/diff?from=3&to=4")).status).toBe(200);
    expect((await own.request("GET", `${pathOf("x")}?revision=1`)).status).toBe(410);
    expect((await own.request("GET", "/v1/export?revision=1")).status).toBe(410);
    expect((await own.request("POST", "/v1/revert", { body: { undo: 1 } })).status).toBe(410);
    expect((await own.request("POST", "/v1/revert", { body: { to: 1 } })).status).toBe(410);
    expect((await own.request("POST", `${pathOf("x")}/revert?force=x`, { body: { revision: 1 } })).status).toBe(410);
  });
});
