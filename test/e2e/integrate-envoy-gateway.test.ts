import { join } from "node:path";
import { expect, it } from "vitest";
import { describeWith } from "../kit/binary/require.ts";
import { gatewayObjects, gatewayOutput } from "../kit/integrate/hosts/envoy-gateway.ts";
import { startRecorded } from "../kit/integrate/hosts/recorded.ts";
import { itEnforces } from "../kit/integrate/it-enforces.ts";

const recorded = join(import.meta.dirname, "testdata/integrate-envoy-gateway.xds.yaml");

describeWith("sluice integrate envoy-gateway: what Envoy Gateway makes of it, in a real Envoy", ["envoy"], () => {
  it("is made of these objects; when they change, the long form of this test has to record it anew", async () => {
    await expect(await gatewayObjects()).toMatchFileSnapshot("testdata/integrate-envoy-gateway.objects.yaml");
  });

  itEnforces({ generate: gatewayOutput, startProxy: (_, places) => startRecorded(recorded, places) });
});
