import { it } from "vitest";
import { describeWith } from "../kit/binary/require.ts";
import { expectAgreement } from "../kit/explain/expect-agreement.ts";
import { ExplainedEnvoy } from "../kit/explain/explained-envoy.ts";
import { seededRandom } from "../kit/load/seeded-random.ts";

describeWith("explain beside a real Envoy", ["envoy"], () => {
  it("names the same route and cluster for 10,000 random requests over 400 random tables", async () => {
    await expectAgreement(await ExplainedEnvoy.start(), seededRandom(), 400);
  });
});
