import { it } from "vitest";
import { describeWith } from "../kit/binary/require.ts";
import { expectNothingFailed, runEdits } from "../kit/load/run-edits.ts";
import { seededRandom } from "../kit/load/seeded-random.ts";

describeWith("random edits under load, 20 streams open", ["envoy"], () => {
  it.each(["delta", "sotw"] as const)("fail no request and close no stream (%s)", async (variant) => {
    const random = seededRandom();
    expectNothingFailed(await runEdits({ variant, edits: 60, random, perSecond: 100 }), random);
  });
});
