import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type TokenVector, wycheproofDifferences, wycheproofVectors } from "../../kit/authz/wycheproof.ts";

describe.each(wycheproofVectors())("$file: $group", ({ vectors }) => {
  it.each(vectors.map((vector) => [`${vector.id} ${vector.comment}`, vector] as const))("%s", async (_, vector) => {
    const expected = wycheproofDifferences.has(vector.id) ? vector.result !== "valid" : vector.result === "valid";
    expect(await vector.verify()).toBe(expected);
  });
});

it("runs every vector of the files", () => {
  const ran = wycheproofVectors().flatMap(({ vectors }) => vectors);
  const numbers = ["json_web_signature_test.json", "json_web_key_test.json"].map((file) => {
    const text = readFileSync(join(import.meta.dirname, "../../vectors/wycheproof", file), "utf8");
    return (JSON.parse(text) as { readonly numberOfTests: number }).numberOfTests;
  });
  expect(ran).toHaveLength(numbers.reduce((sum, number) => sum + number, 0));
  expect(ran.filter((vector: TokenVector) => vector.result === "valid").length).toBeGreaterThan(40);
});
