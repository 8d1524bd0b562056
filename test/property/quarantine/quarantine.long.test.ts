import { it } from "vitest";
import { expectGoodInForce } from "./refusing-world.ts";

it("good changes are in force whatever is refused meanwhile, in any sequence", async () => {
  await expectGoodInForce({ numRuns: 200 });
});
