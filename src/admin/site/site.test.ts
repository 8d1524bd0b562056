import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { startAdmin } from "../../../test/kit/admin/start-admin.ts";
import { textOf } from "../../../test/kit/admin/text-of.ts";
import { FakeClock } from "../../../test/kit/fake-clock.ts";
import { newMemoryStore } from "../../store/memory/memory-store.ts";

describe("health", () => {
  it("is readiness with what is missing", async () => {
    const missing = ["first snapshot"];
    const test = await startAdmin({ missing: () => missing });
    expect(await test.request("GET", "/healthz", { token: "" })).toMatchObject({ status: 200, body: { status: "ok" } });
    expect(await test.request("GET", "/readyz", { token: "" })).toMatchObject({
      status: 503,
      body: { ready: false, missing: ["first snapshot"], storeReachable: true },
    });
    missing.length = 0;
    expect(await test.request("GET", "/readyz", { token: "" })).toMatchObject({ status: 200, body: { ready: true, missing: [] } });
  });
});

describe("the first page", () => {
  it("leads to what is open to everybody, and loads nothing", async () => {
    const test = await startAdmin();
    const page = await test.request("GET", "/", { token: "", headers: { accept: "text/html,*/*;q=0.8" } });
    expect(page.status).toBe(200);
    expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
    const links = [...page.text.matchAll(/href="(?<address>[^"]+)"/gu)].map(({ groups }) => groups?.["address"] ?? "");
    expect(links).toEqual(["/docs", "/openapi.json", "/healthz", "/readyz"]);
    for (const link of links) expect((await test.request("GET", link, { token: "" })).status, link).toBe(200);
  });
});

describe("a backup", () => {
  it("is what an empty store is restored from, tokens included, secrets sealed", async () => {
    const test = await startAdmin();
    await test.request("PUT", "/v1/namespaces/default/secrets/s", { body: { spec: { data: { password: "hunter2" } } } });
    const token = textOf((await test.request("POST", "/v1/tokens", { body: { name: "alice", role: "viewer", namespaces: "*" } })).body["token"]);
    const backup = await test.request("GET", "/v1/backup");
    expect(backup.headers.get("content-disposition")).toMatch(/^attachment; filename="sluice-\d{4}-.*\.jsonl"$/u);
    expect(backup.text).not.toContain("hunter2");
    expect(backup.text).not.toContain(token.slice(11));
    const restored = newMemoryStore({ clock: new FakeClock(), random: { bytes: (length) => randomBytes(length), number: () => 0 } });
    expect(await restored.restore(backup.text.split("\n").filter((line) => line !== ""))).toEqual({ revision: 1, objects: 1 });
    expect(await restored.getRecord("meta/token/alice")).toBeDefined();
    await restored.close();
  });
});
