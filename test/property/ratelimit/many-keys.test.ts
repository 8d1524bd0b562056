import { expect, it } from "vitest";
import { decideManyKeys } from "../../kit/limits/many-keys.ts";

it("keeps no more after 60,000 keys than after a tenth of them", async () => {
  const { counters, series, growth } = await decideManyKeys(60_000, 5000);
  expect(counters).toBeLessThanOrEqual(5000);
  // 10,000 names, and one that stands for the rest.
  expect(series).toBeLessThanOrEqual(10_001);
  expect(growth).toBeLessThan(16 * 2 ** 20);
}, 120_000);
