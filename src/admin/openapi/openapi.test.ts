import { beforeAll, describe, expect, it } from "vitest";
import { startAdmin, type TestAdmin } from "../../../test/kit/admin/start-admin.ts";
import type { Json, JsonObject } from "../../kit/json.ts";

let test: TestAdmin;
beforeAll(async () => {
  test = await startAdmin();
});

/** Every object in a tree. */
function* objectsIn(value: Json): Generator<JsonObject> {
  if (typeof value !== "object" || value === null) return;
  if (!Array.isArray(value)) yield value as JsonObject;
  for (const member of Object.values(value)) yield* objectsIn(member as Json);
}

describe("the OpenAPI document", () => {
  it("is 3.1 and the one that is served", async () => {
    const served = await test.request("GET", "/openapi.json", { token: "" });
    expect(served.body["openapi"]).toBe("3.1.0");
    expect(served.body).toEqual(JSON.parse(JSON.stringify(test.document)));
  });

  it("has no reference that leads nowhere, and nothing of the tools it was made with", () => {
    for (const object of objectsIn(test.document)) {
      expect(object).not.toHaveProperty("$schema");
      expect(object).not.toHaveProperty("$defs");
      const target = object["$ref"];
      if (typeof target !== "string") continue;
      expect(target).toMatch(/^#\/components\/schemas\//u);
      expect((test.document["components"] as { schemas: JsonObject }).schemas).toHaveProperty(target.replace("#/components/schemas/", ""));
    }
  });

  it("has every operation once, with an id of its own, a summary and its problems", () => {
    const operations = Object.values(test.document["paths"] as JsonObject).flatMap((path) => Object.values(path as JsonObject)) as JsonObject[];
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(
      expect.arrayContaining(["putRoute", "listRoute", "listRouteInAllNamespaces", "deleteNodeGroup", "batch", "watch", "explain", "openapi"]),
    );
    for (const operation of operations) {
      expect(operation["summary"]).toMatch(/^[A-Z]/u);
      const responses = Object.keys(operation["responses"] as JsonObject);
      expect(responses).toEqual(expect.arrayContaining(["400", "405", "406", "500"]));
      expect(responses.some((status) => status.startsWith("2"))).toBe(true);
      if ((operation["security"] as readonly Json[]).length > 0) expect(responses).toEqual(expect.arrayContaining(["401", "403", "503"]));
      if (operation["requestBody"] !== undefined) expect(responses).toEqual(expect.arrayContaining(["413", "415"]));
    }
  });

  it("describes objects as the model does", () => {
    const { schemas } = test.document["components"] as { schemas: JsonObject };
    for (const kind of ["Gateway", "Route", "Service", "Secret", "NodeGroup", "EnvoyPatch"]) {
      expect(schemas[kind]).toMatchObject({ type: "object", additionalProperties: false, properties: { kind: { const: kind }, spec: {} } });
    }
    expect(Object.keys(schemas).filter((name) => name.startsWith("Shared")).length).toBeLessThan(5);
  });
});

describe("the page to try it", () => {
  it("loads everything from its own origin", async () => {
    const page = await test.request("GET", "/docs", { token: "", headers: { accept: "text/html" } });
    expect(page.headers.get("content-security-policy")).toContain("default-src 'self'");
    expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8");
    const sources = [...page.text.matchAll(/(?:src|href)="(?<address>[^"]+)"/gu)].map(({ groups }) => groups?.["address"] ?? "");
    expect(sources.sort()).toEqual(["/docs/start.js", "/docs/swagger-ui-bundle.js", "/docs/swagger-ui.css"]);
    for (const source of sources) expect(await test.request("GET", source, { token: "" })).toMatchObject({ status: 200, text: expect.stringMatching(/./u) });
    expect((await test.request("GET", "/docs/start.js", { token: "" })).text).toContain("validatorUrl: null");
  });
});
