import { expect, it } from "vitest";
import { compareKeptWithFresh } from "../../kit/authz/kept-as-fresh.ts";

it("a decision that is kept is the one that would be made now", () => {
  const { difference, requests, decided, outcomes } = compareKeptWithFresh({ policies: 30, requests: 150 });
  expect(difference).toBeUndefined();
  // Enough is used again, and every answer comes up; otherwise nothing is compared.
  expect(decided).toBeLessThan(requests * 0.9);
  expect(outcomes.get("allowed")).toBeGreaterThan(requests / 20);
  expect(outcomes.get("denied")).toBeGreaterThan(requests / 20);
});
