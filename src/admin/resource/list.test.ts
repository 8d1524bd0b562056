import { beforeAll, describe, expect, it } from "vitest";
import { startAdmin, type TestAdmin } from "../../../test/kit/admin/start-admin.ts";
import { textOf } from "../../../test/kit/admin/text-of.ts";
import type { JsonObject } from "../../kit/json.ts";

let test: TestAdmin;

const service = (labels: JsonObject = {}): JsonObject => ({ labels, spec: { endpoints: { static: [{ address: "127.0.0.1", port: 8080 }] } } });

beforeAll(async () => {
  test = await startAdmin();
  const items = ["alpha", "beta", "gamma"].flatMap((namespace) =>
    Array.from({ length: 10 }, (_, index) => ({
      method: "put",
      object: { kind: "Service", namespace, name: `s${index}`, ...service({ parity: index % 2 === 0 ? "even" : "odd", index: String(index) }) },
    })),
  );
  expect((await test.request("POST", "/v1/batch", { body: { items } })).status).toBe(200);
  for (const name of ["i1", "i2", "i3"]) {
    await test.request("PUT", `/v1/namespaces/alpha/instances/${name}`, { body: { spec: { service: "s0", address: "127.0.0.1", port: 1 } } });
  }
});

/** Walks a list to its end; answers `namespace/name` of each object and how many pages there were. */
async function walk(path: string, token?: string): Promise<{ names: readonly string[]; pages: number; revisions: ReadonlySet<unknown> }> {
  const names: string[] = [];
  const revisions = new Set<unknown>();
  let next = "";
  for (let pages = 1; ; pages += 1) {
    const separator = path.includes("?") ? "&" : "?";
    const page = await test.request("GET", next === "" ? path : `${path}${separator}cursor=${encodeURIComponent(next)}`, token === undefined ? {} : { token });
    expect(page.status).toBe(200);
    for (const item of page.body["items"] as readonly JsonObject[]) names.push(`${textOf(item["namespace"])}/${textOf(item["name"])}`);
    revisions.add(page.body["revision"]);
    if (page.body["next"] === undefined) return { names, pages, revisions };
    next = textOf(page.body["next"]);
  }
}

const all = ["alpha", "beta", "gamma"].flatMap((namespace) => Array.from({ length: 10 }, (_, index) => `${namespace}/s${index}`));

describe("lists", () => {
  it.each([1, 3, 7, 10, 29, 30, 31, 1000])("show everything once, in key order, %i at a time", async (limit) => {
    expect((await walk(`/v1/services?limit=${limit}`)).names).toEqual(all);
    expect((await walk(`/v1/namespaces/beta/services?limit=${limit}`)).names).toEqual(all.slice(10, 20));
  });

  it.each([1, 4, 5, 15, 100])("filter by labels, %i at a time", async (limit) => {
    const odd = all.filter((name) => Number(name.slice(-1)) % 2 === 1);
    expect((await walk(`/v1/services?labels=parity%3Dodd&limit=${limit}`)).names).toEqual(odd);
    expect((await walk(`/v1/services?labels=parity!%3Dodd,index!%3D0&limit=${limit}`)).names).toEqual(
      all.filter((name) => Number(name.slice(-1)) % 2 === 0 && !name.endsWith("0")),
    );
    expect((await walk(`/v1/services?labels=nothing&limit=${limit}`)).names).toEqual([]);
  });

  it.each([1, 3, 25])("of a tenant have its namespaces alone, %i at a time", async (limit) => {
    const token = await test.newToken("viewer", ["gamma", "alpha", "empty"]);
    expect((await walk(`/v1/services?limit=${limit}`, token)).names).toEqual([...all.slice(0, 10), ...all.slice(20)]);
  });

  it("show one revision on all pages, whatever is written meanwhile", async () => {
    const first = await test.request("GET", "/v1/namespaces/beta/services?limit=4");
    await test.request("PUT", "/v1/namespaces/beta/services/s00", { body: service() });
    await test.request("DELETE", "/v1/namespaces/beta/services/s9?force=x");
    const rest = await test.request("GET", `/v1/namespaces/beta/services?limit=4&cursor=${textOf(first.body["next"])}`);
    const last = await test.request("GET", `/v1/namespaces/beta/services?limit=4&cursor=${textOf(rest.body["next"])}`);
    expect([first, rest, last].flatMap((page) => (page.body["items"] as readonly JsonObject[]).map(({ name }) => name))).toEqual(
      Array.from({ length: 10 }, (_, index) => `s${index}`),
    );
    expect(new Set([first, rest, last].map((page) => page.body["revision"])).size).toBe(1);
    await test.request("DELETE", "/v1/namespaces/beta/services/s00?force=x");
    await test.request("PUT", "/v1/namespaces/beta/services/s9", { body: service({ parity: "odd", index: "9" }) });
  });

  it("show what was there at a revision", async () => {
    const page = await test.request("GET", "/v1/services?revision=1&limit=1");
    expect(page.body["revision"]).toBe(1);
    expect((page.body["items"] as readonly JsonObject[])[0]).not.toHaveProperty("status");
  });

  it("have chosen fields and a status, unless it is not wanted", async () => {
    const whole = await test.request("GET", "/v1/namespaces/alpha/services?limit=1");
    expect((whole.body["items"] as readonly JsonObject[])[0]).toHaveProperty("status");
    const bare = await test.request("GET", "/v1/namespaces/alpha/services?limit=1&status=false");
    expect((bare.body["items"] as readonly JsonObject[])[0]).not.toHaveProperty("status");
    const chosen = await test.request("GET", "/v1/namespaces/alpha/services?limit=1&fields=labels.parity");
    expect(chosen.body["items"]).toEqual([{ kind: "Service", namespace: "alpha", name: "s0", revision: 1, labels: { parity: "even" } }]);
  });

  it("of Instances go by their names", async () => {
    for (const limit of [1, 2, 3]) expect((await walk(`/v1/instances?limit=${limit}`)).names).toEqual(["alpha/i1", "alpha/i2", "alpha/i3"]);
    expect((await walk("/v1/namespaces/beta/instances")).names).toEqual([]);
  });

  it("of an empty namespace or kind are empty", async () => {
    expect((await test.request("GET", "/v1/namespaces/nowhere/services")).body).toEqual({ items: [] });
    expect((await test.request("GET", "/v1/envoypatches")).body).toEqual({ items: [] });
  });

  it.each(["cursor=x", "cursor=e30", "limit=0", "limit=1001", "limit=ten", "limit=1&limit=2", "labels=a%3D%3D%3Db", "fields=..", "sort=name", "revision=0"])(
    "refuse %s",
    async (query) => {
      const answer = await test.request("GET", `/v1/services?${query}`);
      expect(answer).toMatchObject({
        status: 400,
        body: { code: "INVALID_PARAMETER", violations: [{ in: "query", pointer: `/${query.split("=")[0] ?? ""}` }] },
      });
    },
  );

  it("refuse the cursor of another list", async () => {
    const { next } = (await test.request("GET", "/v1/services?limit=1")).body;
    expect((await test.request("GET", `/v1/routes?limit=1&cursor=${textOf(next)}`)).status).toBe(400);
    expect((await test.request("GET", `/v1/namespaces/beta/services?limit=1&cursor=${textOf(next)}`)).status).toBe(400);
  });
});
