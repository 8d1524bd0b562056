import { expect } from "vitest";
import type { SeededRandom } from "../load/seeded-random.ts";
import type { ExplainedEnvoy } from "./explained-envoy.ts";

/** Requests that each table gets. */
const perTable = 25;

/** Compares explain with Envoy, table by table, and sees that no kind of outcome was missing. */
export async function expectAgreement(envoy: ExplainedEnvoy, random: SeededRandom, tables: number): Promise<void> {
  const met = new Set<string>();
  for (let table = 1; table <= tables; table += 1) {
    const { found, outcomes } = await envoy.compare(random, perTable);
    expect(found, `SLUICE_SEED=${random.seed}, table ${table}`).toEqual([]);
    for (const outcome of outcomes) met.add(outcome);
  }
  expect([...met].sort()).toEqual(["answered", "no-backend", "no-host", "no-rule", "redirected", "routed"]);
}
