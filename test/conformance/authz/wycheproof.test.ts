import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type TokenVector, wycheproofVectors } from "../../kit/authz/wycheproof.ts";

/** Where the vectors and we differ, and why. */
const differences = new Map([
  ["jws 346", "The key is for PS256, the token says PS384; a key is used for the algorithm that it names (RFC 7517 §4.4)"],
  ["jws 347", "The key is for ES521, which is no algorithm"],
  ["jws 350", "As 346"],
  ["jws 351", "As 347"],
  ["jws 367", "Its token is the valid one of 357 to the letter"],
  ["jws 370", "As 367"],
  ["jws 372", "Takes a character outside of base64url in the header, as decoders do that skip it; RFC 7515 §2 has no such character"],
  ["jws 373", "The same in the payload"],
]);

describe.each(wycheproofVectors())("$file: $group", ({ vectors }) => {
  it.each(vectors.map((vector) => [`${vector.id} ${vector.comment}`, vector] as const))("%s", (_, vector) => {
    const expected = differences.has(vector.id) ? vector.result !== "valid" : vector.result === "valid";
    expect(vector.verify()).toBe(expected);
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
