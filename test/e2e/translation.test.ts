import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { validateWithEnvoy } from "../kit/binary/envoy.ts";
import { describeWith } from "../kit/binary/require.ts";
import { staticBootstrap } from "../kit/translate/static-bootstrap.ts";
import { translate } from "../kit/translate/translate.ts";

const root = join(import.meta.dirname, "..", "..");

/** The groups that a document names. */
function groupsIn(yaml: string): readonly string[] {
  return [...yaml.matchAll(/^kind: NodeGroup\nname: (?<name>\S+)/gmu)].map(({ groups }) => groups?.["name"] ?? "");
}

describeWith("Envoy takes what the golden files say", ["envoy"], () => {
  // What src/integrate reads are documents of its own; the tests of integrate have what comes out taken by Envoy.
  const inputs = globSync("{src,test}/**/testdata/*.in.yaml", { cwd: root, exclude: ["src/integrate/**"] }).sort();

  it("there are golden files", () => {
    expect(inputs.length).toBeGreaterThan(15);
  });

  it.each(inputs)("%s", async (input) => {
    const yaml = readFileSync(join(root, input), "utf8");
    const { world } = translate(yaml);
    for (const group of groupsIn(yaml)) expect(await validateWithEnvoy(staticBootstrap(world, group))).toBeUndefined();
  });
});
