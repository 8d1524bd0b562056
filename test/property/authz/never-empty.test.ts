import { expect, it } from "vitest";
import { askWithBrokenParts } from "../../kit/authz/broken-parts.ts";

it("whatever is asked and whatever throws meanwhile, there is one answer, it is never empty, and nobody gets in after something threw", async () => {
  const { wrong, requests, faults, allowed, thrown } = await askWithBrokenParts({ policies: 40, requests: 12 });
  expect(wrong).toBeUndefined();
  // Enough is let in, and whatever the service asks has thrown; otherwise nothing is shown.
  expect(allowed).toBeGreaterThan(requests / 20);
  expect(faults).toBeGreaterThan(requests * 3);
  const parts = ["find", "generation", "silentMs", "findCertificate", "decided", "failed", "note", "add"];
  expect(parts.filter((part) => (thrown.get(part) ?? 0) < 5)).toEqual([]);
  expect(thrown.size).toBeGreaterThan(parts.length);
});
