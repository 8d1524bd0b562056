import { expect, it } from "vitest";
import { celOutcomes } from "../../../../test/kit/authz/cel-spec.ts";

it("whatever is not refused has the value that the specification of CEL wants", () => {
  const outcomes = celOutcomes();
  expect(outcomes.filter(({ outcome }) => outcome === "wrong")).toEqual([]);
  expect(outcomes.filter(({ outcome }) => outcome === "right").length).toBeGreaterThanOrEqual(500);
});
