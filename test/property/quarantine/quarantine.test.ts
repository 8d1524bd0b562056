import { it } from "vitest";
import { expectGoodInForce, newSeed } from "./refusing-world.ts";

const seed = newSeed();

it(`good changes are in force whatever is refused meanwhile, in sequences of seed ${seed}`, async () => {
  await expectGoodInForce({ numRuns: 12, seed });
}, 120_000);
