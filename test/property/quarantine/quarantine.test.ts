import { it } from "vitest";
import { expectGoodInForce } from "./refusing-world.ts";

// The long form looks for others.
it("good changes are in force whatever is refused meanwhile", async () => {
  await expectGoodInForce({ numRuns: 12, seed: 1 });
}, 120_000);
