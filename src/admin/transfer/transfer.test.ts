import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { startAdmin, type TestAdmin, type TestAnswer } from "../../../test/kit/admin/start-admin.ts";
import { selfSigned } from "../../../test/kit/tls/certificates.ts";
import type { Json, JsonObject } from "../../kit/json.ts";

let test: TestAdmin;
beforeAll(async () => {
  test = await startAdmin();
});

const yaml = { accept: "application/yaml" };

async function importYaml(into: TestAdmin, body: string, query = ""): Promise<TestAnswer> {
  return into.request("POST", `/v1/import${query}`, { body, headers: { "content-type": "application/yaml" } });
}

async function exportedBy(server: TestAdmin, accept: string): Promise<string> {
  return (await server.request("GET", "/v1/export", { headers: { accept } })).text;
}

function putItem(object: Json): Json {
  return { method: "put", object };
}

const name = fc.stringMatching(/^[a-z]([a-z0-9-]{0,8}[a-z0-9])?$/u);
const label = fc.string({ maxLength: 20 }).filter((text) => text.isWellFormed());
const service = fc.record({
  kind: fc.constant("Service"),
  name,
  namespace: fc.constantFrom("default", "shop", "a"),
  labels: fc.dictionary(name, label, { maxKeys: 3 }),
  spec: fc.record({
    endpoints: fc.record({
      static: fc.array(fc.record({ address: fc.ipV4(), port: fc.integer({ min: 1, max: 65_535 }), weight: fc.integer({ min: 1, max: 9 }) }), { maxLength: 3 }),
    }),
    connectTimeout: fc.constantFrom("1s", "250ms", "1m30s"),
  }),
});
const bundles = fc.record({
  kind: fc.constant("NodeGroup"),
  name,
  labels: fc.dictionary(name, label, { maxKeys: 2 }),
  spec: fc.record({ match: fc.record({ ids: fc.array(fc.stringMatching(/^[ -~]{1,20}$/u), { minLength: 1, maxLength: 3 }) }) }),
});
const objects = fc.uniqueArray(fc.oneof(service, bundles), {
  minLength: 1,
  maxLength: 12,
  selector: (object) => `${object.kind}/${"namespace" in object ? object.namespace : ""}/${object.name}`,
});

describe("export and import", () => {
  it("are a round trip into an empty store, in both forms", async () => {
    await fc.assert(
      fc.asyncProperty(objects, fc.constantFrom("application/yaml", "application/json"), async (written, mediaType) => {
        const [from, to] = [await startAdmin(), await startAdmin()];
        expect((await from.request("POST", "/v1/batch", { body: { items: written.map(putItem) } })).status).toBe(200);
        const exported = await exportedBy(from, mediaType);
        const carry = () => to.request("POST", "/v1/import", { body: exported, headers: { "content-type": mediaType } });
        expect((await carry()).status).toBe(200);
        expect(await exportedBy(to, mediaType)).toBe(exported);
        const again = (await carry()).body["changes"] as readonly JsonObject[];
        expect(again.map(({ change }) => change)).toEqual(written.map(() => "unchanged"));
        await Promise.all([from.close(), to.close()]);
      }),
      { numRuns: 12 },
    );
    // Each run makes two stores and two admins.
  }, 60_000);

  it("keep secrets without showing them", async () => {
    const { chain, privateKey } = await selfSigned({ hostnames: ["www.example.com"] });
    const items = [
      { kind: "Secret", name: "s", spec: { data: { password: "hunter2 correct horse" } } },
      { kind: "Certificate", name: "c", spec: { chain, privateKey } },
    ].map(putItem);
    expect((await test.request("POST", "/v1/batch", { body: { items } })).status).toBe(200);
    const exported = (await test.request("GET", "/v1/export", { headers: yaml })).text;
    expect(exported).toContain("fingerprint");
    expect(exported).not.toMatch(/hunter2|PRIVATE KEY|sealed/u);
    const revision = await test.store.revision();
    expect((await importYaml(test, exported)).body).toMatchObject({ revision, changes: [{ change: "unchanged" }, { change: "unchanged" }] });
    // Elsewhere there is nothing that the fingerprints could keep.
    const other = await startAdmin();
    const refused = await importYaml(other, exported);
    expect(refused).toMatchObject({ status: 422, body: { violations: [{ code: "UNKNOWN_FINGERPRINT" }, { code: "UNKNOWN_FINGERPRINT" }] } });
  });

  it("of what exists with other content needs a reason", async () => {
    const own = await startAdmin();
    const one = (port: number) => `kind: Service\nname: one\nspec: { endpoints: { static: [{ address: 127.0.0.1, port: ${port} }] } }\n`;
    const two = "kind: Service\nname: two\nspec: { endpoints: { static: [] } }\n";
    expect((await importYaml(own, one(1))).body["changes"]).toMatchObject([{ change: "created" }]);
    const refused = await importYaml(own, `${one(2)}---\n${two}`);
    expect(refused).toMatchObject({ status: 428, body: { violations: [{ object: { name: "one" } }] } });
    expect(await own.store.revision()).toBe(1);
    expect((await importYaml(own, `${one(2)}---\n${two}`, "?dryRun=true&force=x")).body).toMatchObject({
      dryRun: true,
      changes: [{ change: "replaced" }, { change: "created" }],
    });
    expect((await importYaml(own, `${one(2)}---\n${two}`, "?force=x")).body).toMatchObject({
      revision: 2,
      changes: [{ change: "replaced" }, { change: "created" }],
    });
  });

  it("tell where a document is wrong", async () => {
    const refused = await importYaml(test, "kind: Service\nname: a\n---\nkind: Sevice\nname: b\n---\n7\n");
    expect(refused.status).toBe(422);
    expect(refused.body["violations"]).toMatchObject([{ pointer: "/1/kind", hint: "Did you mean Service?" }, { pointer: "/2" }]);
    const inside = await importYaml(test, "objects:\n- kind: Service\n");
    expect(inside.body["violations"]).toMatchObject([{ pointer: "/objects/0", code: "MISSING_FIELD" }]);
  });

  it("choose by namespace, kind, label and revision", async () => {
    const own = await startAdmin();
    const bare = (kind: string, extra: JsonObject): Json => ({ kind, spec: kind === "Service" ? { endpoints: { static: [] } } : {}, ...extra });
    const items = [
      bare("Service", { name: "a", namespace: "x", labels: { tier: "web" } }),
      bare("Service", { name: "b", namespace: "y" }),
      bare("NodeGroup", { name: "g" }),
    ].map(putItem);
    await own.request("POST", "/v1/batch", { body: { items } });
    await own.request("PUT", "/v1/namespaces/x/services/later", { body: { spec: { endpoints: { static: [] } } } });
    await own.request("PUT", "/v1/namespaces/x/instances/i", { body: { spec: { service: "a", address: "127.0.0.1", port: 1 } } });
    const names = async (query: string) => {
      const answer = await own.request("GET", `/v1/export${query}`, { headers: { accept: "application/json" } });
      return (answer.body["objects"] as readonly JsonObject[]).map((object) => object["name"]);
    };
    expect(await names("")).toEqual(["a", "later", "b", "g"]);
    expect(await names("?namespace=x")).toEqual(["a", "later"]);
    expect(await names("?kinds=nodegroups")).toEqual(["g"]);
    expect(await names("?labels=tier%3Dweb")).toEqual(["a"]);
    expect(await names("?revision=1")).toEqual(["a", "b", "g"]);
    expect(await names("?kinds=Instance")).toEqual(["i"]);
    expect(await names("?namespace=nowhere")).toEqual([]);
  });
});

describe("secrets", () => {
  it("are in no answer at all", async () => {
    const own = await startAdmin();
    const path = "/v1/namespaces/default/secrets/s";
    const put = (text: string) => own.request("PUT", `${path}?force=x`, { body: { spec: { data: { password: text, other: "keeps hunter2" } } } });
    const answers = [await put("hunter2 one"), await put("hunter2 two")];
    const watched = await own.open("/v1/watch?after=0");
    answers.push(await own.request("PUT", `${path}?dryRun=true&force=x`, { body: { spec: { data: { password: "hunter2 three" } } } }));
    answers.push(await own.request("PUT", path, { body: {}, headers: { "if-match": '"1"' } }));
    for (const where of [
      path,
      `${path}?revision=1`,
      "/v1/secrets",
      `${path}/history`,
      "/v1/revisions?diff=true",
      "/v1/revisions/2",
      "/v1/diff?from=0",
      "/v1/diff?from=1",
      "/v1/export",
      "/v1/audit",
      "/v1/backup",
    ]) {
      const answer = await own.request("GET", where);
      expect(answer.status).toBe(200);
      answers.push(answer);
    }
    answers.push(await own.request("POST", `${path}/revert`, { body: { revision: 1 }, headers: { "if-match": "*" } }));
    answers.push(await own.request("PUT", `${path}?force=x`, { body: { spec: { data: { password: 7, other: { hunter2: "x" } } } } }));
    await own.running.close();
    const stream = await watched.text();
    expect(stream).toContain("event: commit");
    for (const text of [stream, ...answers.map((answer) => answer.text)]) expect(text).not.toMatch(/hunter2 |keeps/u);
    for (const answer of answers.slice(0, -3)) expect(answer.text).not.toContain('"sealed"');
  });

  it("are kept by what was read, and told apart by their fingerprints", async () => {
    const path = "/v1/namespaces/default/secrets/kept";
    const created = await test.request("PUT", path, { body: { spec: { data: { a: "one", b: "two" } } } });
    const etag = created.headers.get("etag") ?? "";
    expect((await test.request("PUT", path, { body: (await test.request("GET", path)).body, headers: { "if-match": etag } })).body["write"]).toMatchObject({
      change: "unchanged",
    });
    const same = await test.request("PUT", path, { body: { spec: { data: { a: "one", b: "two" } } }, headers: { "if-match": etag } });
    expect(same.body["write"]).toMatchObject({ change: "unchanged" });
    const changed = await test.request("PATCH", `${path}?dryRun=true`, { body: { spec: { data: { b: "three" } } }, headers: { "if-match": etag } });
    expect(changed.body["write"]).toMatchObject({ change: "replaced", diff: { lines: [expect.stringMatching(/^~ \/spec\/data\/b\/fingerprint: /u)] } });
    const foreign = { spec: { data: { a: { fingerprint: "0".repeat(32) } } } };
    expect(await test.request("PUT", path, { body: foreign, headers: { "if-match": etag } })).toMatchObject({
      status: 422,
      body: { violations: [{ code: "UNKNOWN_FINGERPRINT" }] },
    });
  });
});
