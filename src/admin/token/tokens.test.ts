import { beforeAll, describe, expect, it } from "vitest";
import { startAdmin, type TestAdmin } from "../../../test/kit/admin/start-admin.ts";
import { textOf } from "../../../test/kit/admin/text-of.ts";
import { FakeClock } from "../../../test/kit/fake-clock.ts";
import type { Json, JsonObject } from "../../kit/json.ts";

let test: TestAdmin;
beforeAll(async () => {
  test = await startAdmin();
});

async function make(body: Json): Promise<string> {
  const answer = await test.request("POST", "/v1/tokens", { body });
  expect(answer.status).toBe(201);
  return textOf(answer.body["token"]);
}

describe("tokens", () => {
  it("are shown once, work at once, and are refused from the moment they are deleted", async () => {
    const made = await test.request("POST", "/v1/tokens", {
      body: { name: "ci", role: "operator", namespaces: ["shop"] },
      headers: { "x-sluice-reason": "pipeline" },
    });
    expect(made).toMatchObject({ status: 201, body: { name: "ci", kind: "user", role: "operator", namespaces: ["shop"], createdBy: "admin", expired: false } });
    expect(made.headers.get("location")).toBe("/v1/tokens/ci");
    const token = textOf(made.body["token"]);
    expect(token).toMatch(/^slc_ci_[A-Za-z0-9_-]{43}$/u);
    expect((await test.request("GET", "/v1/whoami", { token })).body).toEqual({ name: "ci", role: "operator", namespaces: ["shop"] });
    for (const path of ["/v1/tokens", "/v1/tokens/ci", "/v1/audit"]) {
      const { text } = await test.request("GET", path);
      expect(text).toContain('"ci"');
      expect(text).not.toContain(token.slice(7));
      expect(text).not.toContain("hash");
    }
    expect((await test.request("DELETE", "/v1/tokens/ci")).body).toMatchObject({ name: "ci" });
    expect((await test.request("GET", "/v1/whoami", { token })).status).toBe(401);
    expect((await test.request("GET", "/v1/tokens/ci")).status).toBe(404);
    expect((await test.request("DELETE", "/v1/tokens/ci")).status).toBe(404);
  });

  it("author what they write", async () => {
    const token = await make({ name: "alice", role: "operator", namespaces: "*" });
    const put = await test.request("PUT", "/v1/namespaces/a/services/s", { token, body: { spec: { endpoints: { static: [] } } } });
    expect(put.body["owner"]).toBe("alice");
    expect((await test.request("GET", `/v1/revisions/${textOf(put.body["revision"])}`)).body["author"]).toBe("alice");
  });

  it("of a name that is taken, or that is the first key's, are refused", async () => {
    await make({ name: "once", role: "viewer", namespaces: "*" });
    expect(await test.request("POST", "/v1/tokens", { body: { name: "once", role: "admin" } })).toMatchObject({
      status: 409,
      body: { code: "ALREADY_EXISTS" },
    });
    expect((await test.request("POST", "/v1/tokens", { body: { name: "admin", role: "admin" } })).status).toBe(422);
  });

  it("may end by themselves", async () => {
    const clock = new FakeClock();
    const own = await startAdmin({ clock });
    const made = await own.request("POST", "/v1/tokens", { body: { name: "brief", role: "viewer", namespaces: "*", expiresIn: "1h" } });
    expect(made.body["expiresAt"]).toBe("2026-01-01T01:00:00.000Z");
    const token = textOf(made.body["token"]);
    clock.advance(3_599_999);
    expect((await own.request("GET", "/v1/whoami", { token })).status).toBe(200);
    clock.advance(1);
    expect((await own.request("GET", "/v1/whoami", { token })).status).toBe(401);
    expect((await own.request("GET", "/v1/tokens/brief")).body["expired"]).toBe(true);
  });

  it("for nodes are of no use here, and tell their groups to discovery", async () => {
    const token = await make({ name: "edge", kind: "node", groups: ["edge", "canary"] });
    expect(await test.request("GET", "/v1/whoami", { token })).toMatchObject({ status: 403, body: { code: "FORBIDDEN" } });
    expect(await test.admin.tokens.verify(token)).toMatchObject({ name: "edge", record: { kind: "node", groups: ["edge", "canary"] } });
  });

  it("cannot delete themselves", async () => {
    const token = await make({ name: "second-admin", role: "admin" });
    expect(await test.request("DELETE", "/v1/tokens/second-admin", { token })).toMatchObject({ status: 409 });
    expect((await test.request("DELETE", "/v1/tokens/second-admin")).status).toBe(200);
  });

  it.each<[Json, string]>([
    [{}, ""],
    [{ name: "x", role: "root", namespaces: "*" }, "/role"],
    [{ name: "Upper", role: "viewer", namespaces: "*" }, "/name"],
    [{ name: "a_b", role: "viewer", namespaces: "*" }, "/name"],
    [{ name: "x", role: "viewer" }, ""],
    [{ name: "x", role: "viewer", namespaces: [] }, "/namespaces"],
    [{ name: "x", role: "admin", namespaces: ["a"] }, "/namespaces"],
    [{ name: "x", role: "viewer", namespaces: "*", expiresIn: "tomorrow" }, "/expiresIn"],
    [{ name: "x", role: "viewer", namespaces: "*", expiresIn: "0s" }, "/expiresIn"],
    [{ name: "x", role: "viewer", namespaces: "*", extra: 1 }, "/extra"],
    [{ name: "x", kind: "node" }, ""],
    [{ name: "x", kind: "robot", role: "viewer", namespaces: "*" }, "/kind"],
    [[], ""],
  ])("as %j are refused", async (body, pointer) => {
    const answer = await test.request("POST", "/v1/tokens", { body });
    expect(answer).toMatchObject({ status: 422, body: { code: "INVALID_OBJECT" } });
    const pointers = (answer.body["violations"] as readonly JsonObject[]).map((violation) => textOf(violation["pointer"]));
    expect(pointers.some((found) => found.startsWith(pointer))).toBe(true);
  });

  it("of another replica are found although the watch has not told of them yet", async () => {
    const own = await startAdmin();
    const token = await own.newToken("viewer", "*");
    expect((await own.request("GET", "/v1/whoami", { token })).status).toBe(200);
  });
});

describe("the audit log", () => {
  it("has commits and tokens, newest first, with who, when, from where, why and what", async () => {
    const clock = new FakeClock();
    const own = await startAdmin({ clock });
    const step = () => clock.advance(1000);
    await own.request("PUT", "/v1/namespaces/a/services/s", { body: { spec: { endpoints: { static: [] } } }, headers: { "x-sluice-reason": "grüße" } });
    step();
    await own.request("POST", "/v1/tokens?reason=for%20alice", { body: { name: "alice", role: "viewer", namespaces: "*" } });
    step();
    await own.request("DELETE", "/v1/namespaces/a/services/s?force=gone");
    step();
    await own.request("DELETE", "/v1/tokens/alice");
    const { items } = (await own.request("GET", "/v1/audit")).body as { items: readonly JsonObject[] };
    expect(items).toMatchObject([
      { action: "token.delete", subject: "alice", author: "admin" },
      { action: "commit", revision: 2, reason: "forced: gone", changes: [{ change: "deleted" }] },
      {
        action: "token.create",
        subject: "alice",
        author: "admin",
        reason: "for alice",
        at: "2026-01-01T00:00:01.000Z",
        from: "127.0.0.1",
        detail: { role: "viewer" },
      },
      {
        action: "commit",
        revision: 1,
        author: "admin",
        reason: "grüße",
        at: "2026-01-01T00:00:00.000Z",
        from: "127.0.0.1",
        changes: [{ name: "s", change: "created", diff: { patch: [{}] } }],
      },
    ]);
    const seen: unknown[] = [];
    let cursor = "";
    for (;;) {
      const page = await own.request("GET", `/v1/audit?limit=1${cursor}`);
      seen.push(...(page.body["items"] as readonly Json[]));
      if (page.body["next"] === undefined) break;
      cursor = `&cursor=${textOf(page.body["next"])}`;
    }
    expect(seen).toEqual(items);
  });
});
