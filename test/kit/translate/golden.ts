import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { goldenText } from "./translate.ts";

/**
 * Every `x.in.yaml` of a folder (objects as users write them) has its `x.out.yaml` (what Envoy gets, and findings) beside it.
 * `npm run golden` rewrites them; an output without input is an error, because nothing keeps it true.
 */
export function describeGoldens(folder: string): void {
  describe("golden files", () => {
    const files = readdirSync(folder);
    const inputs = files.filter((file) => file.endsWith(".in.yaml"));
    it.each(inputs)("%s", async (input) => {
      await expect(goldenText(readFileSync(join(folder, input), "utf8"))).toMatchFileSnapshot(join(folder, input.replace(".in.yaml", ".out.yaml")));
    });
    it("has no output without input", () => {
      const orphans = files.filter((file) => file.endsWith(".out.yaml") && !inputs.includes(file.replace(".out.yaml", ".in.yaml")));
      expect(orphans).toEqual([]);
    });
  });
}
