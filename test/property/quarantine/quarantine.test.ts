import { it } from "vitest";
import { expectGoodInForce } from "./refusing-world.ts";

it("good changes are in force whatever is refused meanwhile, in sequences that are the same each time", async () => {
  await expectGoodInForce({ numRuns: 12, seed: 1 });
}, 120_000);
