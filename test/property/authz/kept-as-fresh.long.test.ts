import { expect, it } from "vitest";
import { compareKeptWithFresh } from "../../kit/authz/kept-as-fresh.ts";

it("a decision that is kept is the one that would be made now, of a hundred thousand requests", () => {
  const { difference, requests, decided } = compareKeptWithFresh({ policies: 500, requests: 200 });
  expect(difference).toBeUndefined();
  expect(requests).toBe(100_000);
  expect(decided).toBeLessThan(requests * 0.9);
}, 600_000);
