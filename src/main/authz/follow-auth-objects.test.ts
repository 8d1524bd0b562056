import { expect, it } from "vitest";
import { readObjects, testModel, testSealKey } from "../../../test/kit/translate/translate.ts";
import type { JsonObject } from "../../kit/json.ts";
import { type Logger, silentLogger } from "../../kit/telemetry.ts";
import type { StoredObject } from "../../model/object/object.ts";
import { policies } from "../../policy/registry.ts";
import { World } from "../fleet/world.ts";
import { createAuthFacts } from "./auth-book.ts";
import { followAuthObjects } from "./follow-auth-objects.ts";

const model = testModel();
const at = "2026-01-01T00:00:00Z";

function revocation(name: string, spec: JsonObject): StoredObject {
  return object("Revocation", { name, spec });
}

function object(kind: StoredObject["kind"], { name, spec }: { readonly name: string; readonly spec: JsonObject }): StoredObject {
  return { kind, namespace: "default", name, labels: {}, spec, revision: 1, createdAt: at, updatedAt: at, owner: "" };
}

it("a revocation of a newer version is known by its name, until it goes or can be read", () => {
  const world = new World({ model, policies, sealKey: testSealKey });
  const { unreadable } = followAuthObjects(world, { model, facts: createAuthFacts(testSealKey), logger: silentLogger });
  const seen = (objects: readonly StoredObject[]): readonly string[] => {
    world.replace(objects);
    world.engine.flush();
    return [...unreadable];
  };
  const plain = revocation("plain", { token: { id: "a" } });
  const newer = revocation("newer", { device: { id: "a" } });
  expect(seen([plain, newer])).toEqual(["default/newer"]);
  expect(seen([plain])).toEqual([]);
  expect(seen([plain, newer, revocation("newest", { planet: {} })])).toEqual(["default/newer", "default/newest"]);
  expect(seen([plain, revocation("newer", { token: { id: "b" } }), revocation("newest", { planet: {} })])).toEqual(["default/newest"]);
});

it("a consumer that a newer version wrote is nobody here, so that what the older form allowed lets nobody in", () => {
  const world = new World({ model, policies, sealKey: testSealKey });
  const facts = createAuthFacts(testSealKey);
  followAuthObjects(world, { model, facts, logger: silentLogger });
  const write = (spec: JsonObject): void => {
    world.replace([object("Consumer", { name: "acme", spec })]);
    world.engine.flush();
  };
  const credentials = { idp: { jwt: { issuer: "https://idp.example.com", claims: { sub: "alice" } } } };
  write({ credentials });
  expect(facts.consumers.size).toBe(1);
  // The graph, which warns of credentials that consumers share, tells that it keeps the last good form; authorization does not.
  expect(() => write({ credentials: { ...credentials, phone: { passkey: { id: "a" } } } })).toThrow("Consumer parsed");
  expect(facts.consumers.size).toBe(0);
  write({ credentials });
  expect(facts.consumers.size).toBe(1);
});

const routes = `
kind: NodeGroup
name: edge
spec: {}
---
kind: Gateway
name: web
spec: { level: 3, listeners: [{ name: http, port: 8080, protocol: http, allowedRoutes: { from: all } }] }
---
kind: Service
name: shop
spec: { endpoints: { static: [{ address: 127.0.0.1, port: 9001 }] } }
---
kind: Route
name: shop
spec:
  parents: [{ name: web }]
  rules:
    - { name: a, matches: [{ path: { exact: /a } }], backends: [{ service: shop }], auth: { identify: [{ apiKey: {} }] } }
    - { name: b, matches: [{ path: { exact: /b } }], backends: [{ service: shop }], auth: { identify: [{ anonymous: {} }], authorize: { rules: [{ when: "request.method == 'OLD'" }] } } }
    - { name: c, matches: [{ path: { exact: /c } }], backends: [{ service: shop }], auth: { identify: [{ basic: {} }] } }
    - { name: d, matches: [{ path: { exact: /d } }], backends: [{ service: shop }], auth: { identify: [{ signature: { components: [constructor] } }] } }
`;

const targetOf = (rule: string): string => `default/shop/${rule}`;

it("a plan that cannot be read takes no other with it", () => {
  const told: unknown[] = [];
  const logger: Logger = { ...silentLogger, error: (message, fields) => told.push([message, fields?.["target"]]) };
  const world = new World({ model, policies, sealKey: testSealKey });
  const { shelf } = followAuthObjects(world, { model, facts: createAuthFacts(testSealKey), logger });
  const newer = JSON.stringify(readObjects(routes)).replace("request.method == 'OLD'", "request.newer");
  world.replace(JSON.parse(newer) as readonly StoredObject[]);
  world.engine.flush();
  expect(told).toEqual([["Plan of authorization cannot be read, its requests do not get in", targetOf("b")]]);
  expect(["a", "b", "c", "d"].map((rule) => shelf.current(targetOf(rule)) !== undefined)).toEqual([true, false, true, true]);
});
