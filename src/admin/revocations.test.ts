import { beforeAll, describe, expect, it } from "vitest";
import { startAdmin, type TestAdmin } from "../../test/kit/admin/start-admin.ts";

const path = "/v1/namespaces/default/revocations/leaked";
const spec = { token: { id: "t1" }, reason: "It stood in a log" };

describe("revocations", () => {
  let admin: TestAdmin;
  beforeAll(async () => {
    admin = await startAdmin();
  });

  it("are written without a revision, listed, and deleted", async () => {
    const before = await admin.store.revision();
    const made = await admin.request("PUT", path, { body: { kind: "Revocation", name: "leaked", spec } });
    expect([made.status, made.body["revision"], await admin.store.revision()]).toEqual([201, undefined, before]);
    expect((await admin.request("GET", "/v1/namespaces/default/revocations")).body["items"]).toMatchObject([{ name: "leaked", spec }]);
    const changed = await admin.request("PUT", path, { body: { kind: "Revocation", name: "leaked", spec: { consumer: "acme" } } });
    expect([changed.status, changed.body["spec"]]).toEqual([200, { consumer: "acme" }]);
    expect((await admin.request("DELETE", path)).status).toBe(200);
    expect((await admin.request("GET", path)).status).toBe(404);
  });

  it("are in the audit log, with who and why", async () => {
    await admin.request("PUT", path, { body: { kind: "Revocation", name: "leaked", spec }, headers: { "x-sluice-reason": "incident 7" } });
    await admin.request("DELETE", path);
    const { items } = (await admin.request("GET", "/v1/audit")).body as { readonly items: readonly { readonly action: string }[] };
    const entries = items.filter(({ action }) => action.startsWith("revocation."));
    expect(entries).toContainEqual(expect.objectContaining({ action: "revocation.put", subject: "default/leaked", reason: "incident 7", detail: spec }));
    expect(entries).toContainEqual(expect.objectContaining({ action: "revocation.delete", subject: "default/leaked", detail: spec }));
  });

  it("are in backups", async () => {
    await admin.request("PUT", path, { body: { kind: "Revocation", name: "leaked", spec } });
    const lines: string[] = [];
    for await (const line of admin.store.backup()) lines.push(line);
    expect(lines.some((line) => line.includes("meta/revocation/default/leaked"))).toBe(true);
  });

  it("everywhere are for admins", async () => {
    const operator = await admin.newToken("operator", ["default"]);
    const everywhere = { kind: "Revocation", name: "all", spec: { ...spec, everywhere: true } };
    const at = "/v1/namespaces/default/revocations/all";
    expect((await admin.request("PUT", at, { body: everywhere, token: operator })).status).toBe(403);
    expect((await admin.request("PUT", at, { body: { ...everywhere, spec }, token: operator })).status).toBe(201);
    expect((await admin.request("PUT", at, { body: everywhere })).status).toBe(200);
  });

  it("refuse what is no revocation", async () => {
    const refused = await admin.request("PUT", path, { body: { kind: "Revocation", name: "leaked", spec: { token: { id: "a" }, consumer: "b" } } });
    expect([refused.status, refused.body["violations"]]).toEqual([422, [expect.objectContaining({ pointer: "/spec", code: "CONFLICTING_FIELDS" })]]);
    const late = await admin.request("PUT", path, { body: { kind: "Revocation", name: "leaked", spec: { consumer: "b", until: "2026-02-30T99:00:00Z" } } });
    expect(late.body["violations"]).toMatchObject([{ pointer: "/spec/until", code: "INVALID_TIME" }]);
  });
});
