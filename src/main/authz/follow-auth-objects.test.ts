import { expect, it } from "vitest";
import { testModel, testSealKey } from "../../../test/kit/translate/translate.ts";
import type { JsonObject } from "../../kit/json.ts";
import { silentLogger } from "../../kit/telemetry.ts";
import type { StoredObject } from "../../model/object/object.ts";
import { policies } from "../../policy/registry.ts";
import { World } from "../fleet/world.ts";
import { createAuthFacts } from "./auth-book.ts";
import { followAuthObjects } from "./follow-auth-objects.ts";

const model = testModel();
const at = "2026-01-01T00:00:00Z";

function revocation(name: string, spec: JsonObject): StoredObject {
  return { kind: "Revocation", namespace: "default", name, labels: {}, spec, revision: 1, createdAt: at, updatedAt: at, owner: "" };
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
