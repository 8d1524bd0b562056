import { join } from "node:path";
import { expect, it } from "vitest";
import { describeWith } from "../kit/binary/require.ts";
import { istioObjects, istioOutput } from "../kit/integrate/hosts/istio.ts";
import { startRecorded } from "../kit/integrate/hosts/recorded.ts";
import { itEnforces } from "../kit/integrate/it-enforces.ts";

const recorded = join(import.meta.dirname, "testdata/integrate-istio.xds.yaml");

describeWith("sluice integrate istio: what Istio makes of it, in a real Envoy", ["envoy"], () => {
  it("is made of these objects; when they change, the long form of this test has to record it anew", async () => {
    const { mesh, objects } = await istioObjects();
    await expect(`${mesh}---\n${objects}`).toMatchFileSnapshot("testdata/integrate-istio.objects.yaml");
  });

  itEnforces({ generate: istioOutput, startProxy: (_, places) => startRecorded(recorded, places) });
});
