import { expect, it } from "vitest";
import { compareWithFaults } from "../../kit/authz/faulty-answers.ts";

it("whoever gets in has passed every layer, and nobody does when any one answer fails that the decision needs", async () => {
  const { wrong, requests, faults, allowed } = await compareWithFaults({ policies: 80, requests: 25 });
  expect(wrong).toBeUndefined();
  // Enough is let in, and enough needs an answer; otherwise nothing is shown.
  expect(allowed).toBeGreaterThan(requests / 20);
  expect(faults).toBeGreaterThan(requests / 8);
});
