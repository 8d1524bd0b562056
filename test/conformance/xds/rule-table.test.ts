import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readResults } from "../../../tools/reference/xds-conformance.ts";
import { differences } from "./differences.ts";
import { keyOf } from "./kit/conformance-result.ts";
import { partsOf, type Variant } from "./kit/variant.ts";
import { ruleTable, variantsOf } from "./rule-table.ts";

interface FoundCase {
  readonly rule: number;
  readonly title: string;
  readonly only: string | undefined;
  readonly over: string | undefined;
}

/** The cases in the files beside this one. */
async function foundCases(): Promise<readonly FoundCase[]> {
  const files = (await readdir(import.meta.dirname)).filter((file) => file.endsWith(".test.ts") && file !== "rule-table.test.ts");
  const texts = await Promise.all(files.map((file) => readFile(`${import.meta.dirname}/${file}`, "utf8")));
  return texts
    .flatMap((text) => text.split(/^xdsCase\(/mu).slice(1))
    .map((text) => ({
      rule: Number(/^\s*(\d+)/u.exec(text)?.[1]),
      title: /^\s*\d+,\s*"((?:[^"\\]|\\.)*)"/u.exec(text)?.[1] ?? "",
      only: /only: "(sotw|delta)"/u.exec(text)?.[1],
      over: /over: "(ads|types)"/u.exec(text)?.[1],
    }));
}

function covers({ only, over }: FoundCase, variant: Variant): boolean {
  const { protocol, transport } = partsOf(variant);
  return (only ?? protocol) === protocol && (over ?? transport) === transport;
}

it("every rule has a case in each variant that it applies to, and a reason for the others", async () => {
  const cases = await foundCases();
  expect(ruleTable.map(({ number }) => number)).toEqual(Array.from({ length: 42 }, (_, index) => index + 1));
  for (const { number, title, applies, otherwise } of ruleTable) {
    const own = cases.filter(({ rule }) => rule === number);
    for (const variant of applies)
      expect(
        own.some((one) => covers(one, variant)),
        `rule ${number} (${title}) has no case for ${variant}`,
      ).toBe(true);
    expect(otherwise === undefined, `rule ${number} (${title}) has a reason where it applies everywhere, or none where it does not`).toBe(applies.length === 4);
  }
});

describe("the committed results", () => {
  const results = readResults(join(import.meta.dirname, "..", "..", ".."));

  it("are of the cases that there are", async () => {
    const expected = new Set((await foundCases()).flatMap(keysOf));
    for (const { name, cases } of results) expect([name, cases.map(keyOf).toSorted()]).toEqual([name, [...expected].toSorted()]);
  });

  it("say of Sluice that every case passes", () => {
    expect(results.find(({ name }) => name === "sluice")?.cases.filter(({ outcome }) => outcome !== "pass")).toEqual([]);
  });

  it("have a reason for each rule that a peer does not pass, and for no other", () => {
    for (const { name, cases } of results) {
      const failed = new Set(cases.filter(({ outcome }) => outcome !== "pass").map(({ rule }) => String(rule)));
      expect([name, Object.keys(differences[name] ?? {}).toSorted()]).toEqual([name, [...failed].toSorted()]);
    }
  });
});

function keysOf(found: FoundCase): readonly string[] {
  return variantsOf(found.rule)
    .filter((variant) => covers(found, variant))
    .map((variant) => keyOf({ rule: found.rule, title: found.title, variant }));
}
