import { readdir, readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { ruleTable } from "./rule-table.ts";

/** The variants that the cases of each rule cover, read from the files beside this one. */
async function coveredVariants(): Promise<Map<number, Set<string>>> {
  const covered = new Map<number, Set<string>>();
  const files = (await readdir(import.meta.dirname)).filter((file) => file.endsWith(".test.ts") && file !== "rule-table.test.ts");
  for (const file of files) {
    const cases = (await readFile(`${import.meta.dirname}/${file}`, "utf8")).split(/^xdsCase\(/mu).slice(1);
    for (const text of cases) {
      const rule = Number(/^\s*(\d+)/u.exec(text)?.[1]);
      const only = /only: "(sotw|delta)"/u.exec(text)?.[1];
      const variants = covered.get(rule) ?? new Set<string>();
      for (const variant of only === undefined ? ["sotw", "delta"] : [only]) variants.add(variant);
      covered.set(rule, variants);
    }
  }
  return covered;
}

it("every rule has a case in each variant that it applies to, or a reason", async () => {
  const covered = await coveredVariants();
  expect(ruleTable.map(({ number }) => number)).toEqual(Array.from({ length: 42 }, (_, index) => index + 1));
  for (const { number, title, applies } of ruleTable) {
    const variants = covered.get(number) ?? new Set();
    if (typeof applies === "string") expect(variants.size, `rule ${number} (${title}) has a case and a reason`).toBe(0);
    else for (const variant of applies) expect(variants.has(variant), `rule ${number} (${title}) has no case for ${variant}`).toBe(true);
  }
  for (const rule of covered.keys()) expect(ruleTable.some(({ number }) => number === rule)).toBe(true);
});
