import { expect, it } from "vitest";
import { stringify } from "yaml";
import { describeWith } from "../kit/binary/require.ts";
import { contourObjects, translateWithContour } from "../kit/integrate/hosts/contour.ts";

/** Building Contour's code takes minutes, once. */
const buildMs = 20 * 60_000;

describeWith("sluice integrate contour: Contour's own code", ["go"], () => {
  it(
    "makes the configuration that test/e2e/integrate-contour.test.ts runs",
    async () => {
      const { bootstrap, problems } = await translateWithContour(await contourObjects());
      expect(problems).toEqual([]);
      const note = "# Made by Contour's own code (contour-translate, version in its go.mod) in integrate-contour.long.test.ts; do not edit\n";
      await expect(`${note}${stringify(bootstrap, { aliasDuplicateObjects: false, lineWidth: 0 })}`).toMatchFileSnapshot("testdata/integrate-contour.xds.yaml");
    },
    buildMs,
  );

  it(
    "says what is wrong, so that the case above says something",
    async () => {
      const { config, objects } = await contourObjects();
      const { problems } = await translateWithContour({ config, objects: objects.replace("name: app\n", "name: nothing\n") });
      expect(problems.join("\n")).toContain("nothing");
    },
    buildMs,
  );
});
