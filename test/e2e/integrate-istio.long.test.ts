import { expect, it } from "vitest";
import { stringify } from "yaml";
import { describeWith } from "../kit/binary/require.ts";
import { istioObjects, translateWithIstio, validateWithIstioctl } from "../kit/integrate/hosts/istio.ts";

/** Building Istio's tools takes minutes, once. */
const buildMs = 20 * 60_000;

describeWith("sluice integrate istio: Istio's own tools", ["go"], () => {
  it(
    "istioctl validates the objects",
    async () => {
      const { objects } = await istioObjects();
      expect(await validateWithIstioctl(objects)).not.toMatch(/error|unknown/iu);
      await expect(validateWithIstioctl(objects.replace("INSERT_BEFORE", "INSERT_BESIDE"))).rejects.toThrow("INSERT_BESIDE");
    },
    buildMs,
  );

  it(
    "Istio's code makes the configuration that test/e2e/integrate-istio.test.ts runs",
    async () => {
      const made = await translateWithIstio(await istioObjects());
      const note = "# Made by Istio's own code (istio-translate, version in its go.mod) in integrate-istio.long.test.ts; do not edit\n";
      await expect(`${note}${stringify(made, { aliasDuplicateObjects: false, lineWidth: 0 })}`).toMatchFileSnapshot("testdata/integrate-istio.xds.yaml");
    },
    buildMs,
  );
});
