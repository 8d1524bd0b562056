import { expect, test } from "vitest";
import { gateway } from "../../../test/kit/objects/gateway.ts";
import { nodeGroup, policy } from "../../../test/kit/objects/others.ts";
import { isFleetWide } from "./fleet-wide.ts";

test.each([
  ["a node group", nodeGroup("edge"), true],
  ["a policy for the fleet", policy("p", { kind: "Fleet" }, {}), true],
  ["a policy that names the fleet last", policy("p", {}, { targets: [{ kind: "Namespace" }, { kind: "Fleet" }] }), true],
  ["a policy for a namespace", policy("p", { kind: "Namespace" }, {}), false],
  ["a gateway", gateway("g").with({ targets: [{ kind: "Fleet" }] }), false],
])("%s: %#", (_, object, expected) => {
  expect(isFleetWide(object.build())).toBe(expected);
});
