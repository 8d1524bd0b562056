import { beforeAll, expect, it } from "vitest";
import { startAdmin, type TestAdmin } from "../../test/kit/admin/start-admin.ts";
import type { JsonObject } from "../kit/json.ts";

const path = "/v1/namespaces/shop/consumers/acme";
const spec = { credentials: { laptop: { apiKey: { value: "acme-0123456789abcdef" } }, desktop: { apiKey: { value: "acme-fedcba9876543210" } } } };
const key = "meta/use/shop/acme";

let test: TestAdmin;
beforeAll(async () => {
  test = await startAdmin();
});

async function lastUsed(): Promise<unknown> {
  return ((await test.request("GET", path)).body["status"] as JsonObject)["lastUsed"];
}

it("a Consumer's status says when its credentials were used last, and nothing of others", async () => {
  const created = await test.request("PUT", path, { body: { spec } });
  expect(created.body).toMatchObject({ status: { lastUsed: {} } });
  const revision = await test.store.revision();
  await test.store.putRecord(key, { schema: 1, credentials: { laptop: "2999-01-01T08:00Z", gone: "2999-01-01T08:00Z", desktop: "2020-01-01T08:00Z" } });
  await expect.poll(lastUsed).toEqual({ laptop: "2999-01-01T08:00Z" });
  const list = await test.request("GET", "/v1/namespaces/shop/consumers");
  expect(list.body["items"]).toMatchObject([{ status: { lastUsed: { laptop: "2999-01-01T08:00Z" } } }]);
  expect(await test.store.revision()).toBe(revision);
  await test.store.putRecord(key, { schema: 2 });
  await expect.poll(lastUsed).toEqual({});
});

it("no other kind has it", async () => {
  const service = await test.request("PUT", "/v1/namespaces/shop/services/web", { body: { spec: { endpoints: { static: [] } } } });
  expect(service.body["status"]).not.toHaveProperty("lastUsed");
});
