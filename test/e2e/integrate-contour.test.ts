import { join } from "node:path";
import { expect, it } from "vitest";
import { describeWith } from "../kit/binary/require.ts";
import { contourObjects, contourOutput } from "../kit/integrate/hosts/contour.ts";
import { startRecorded } from "../kit/integrate/hosts/recorded.ts";
import { itEnforces } from "../kit/integrate/it-enforces.ts";

const recorded = join(import.meta.dirname, "testdata/integrate-contour.xds.yaml");

describeWith("sluice integrate contour: what Contour makes of it, in a real Envoy", ["envoy"], () => {
  it("is made of these objects; when they change, the long form of this test has to record it anew", async () => {
    const { config, objects } = await contourObjects();
    await expect(`${config}---\n${objects}`).toMatchFileSnapshot("testdata/integrate-contour.objects.yaml");
  });

  itEnforces({ generate: contourOutput, startProxy: (_, places) => startRecorded(recorded, places) });
});
