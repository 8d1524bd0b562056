import { expect, it } from "vitest";
import { stringify } from "yaml";
import { describeWith } from "../kit/binary/require.ts";
import { gatewayObjects, translateWithEgctl } from "../kit/integrate/hosts/envoy-gateway.ts";

/** Building egctl takes minutes, once. */
const buildMs = 20 * 60_000;

describeWith("sluice integrate envoy-gateway: Envoy Gateway's own egctl", ["go"], () => {
  it(
    "translates the objects into the configuration that test/e2e/integrate-envoy-gateway.test.ts runs",
    async () => {
      const { bootstrap, statuses } = await translateWithEgctl(await gatewayObjects());
      expect(statuses).toMatch(/"status": ?"True"/u);
      expect(statuses).not.toMatch(/"status": ?"False"/u);
      const note = "# Made by egctl x translate (version in its go.mod) in integrate-envoy-gateway.long.test.ts; do not edit\n";
      await expect(`${note}${stringify(bootstrap, { aliasDuplicateObjects: false, lineWidth: 0 })}`).toMatchFileSnapshot(
        "testdata/integrate-envoy-gateway.xds.yaml",
      );
    },
    buildMs,
  );

  it(
    "says which policy is wrong, so that the case above says something",
    async () => {
      const objects = (await gatewayObjects()).replace(/kind: Backend\nmetadata:\n {2}name: sluice-authz/u, "kind: Backend\nmetadata:\n  name: nothing");
      expect((await translateWithEgctl(objects)).statuses).toMatch(/"status": ?"False"/u);
    },
    buildMs,
  );
});
