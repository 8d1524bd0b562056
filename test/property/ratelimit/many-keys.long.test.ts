import { expect, it } from "vitest";
import { decideManyKeys } from "../../kit/limits/many-keys.ts";

it("keeps no more after ten million keys than after a million", async () => {
  const { counters, series, growth } = await decideManyKeys(10_000_000, 20_000);
  expect(counters).toBeLessThanOrEqual(20_000);
  expect(series).toBeLessThanOrEqual(10_001);
  expect(growth).toBeLessThan(16 * 2 ** 20);
}, 1_800_000);
