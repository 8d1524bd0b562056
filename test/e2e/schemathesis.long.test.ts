import { describe, expect, it } from "vitest";
import { startAdmin } from "../kit/admin/start-admin.ts";
import { skipOrFail } from "../kit/binary/require.ts";
import { findSchemathesis } from "../kit/schemathesis/find-schemathesis.ts";
import { startFilledAdmin, toWhatIsThere } from "../kit/schemathesis/one-of-each.ts";
import { runSchemathesis } from "../kit/schemathesis/run-schemathesis.ts";

describe("schemathesis, at length", () => {
  it("finds no defect and no undeclared answer among requests to what is there, every boundary of every parameter included", async (context) => {
    const found = await findSchemathesis();
    if ("missing" in found) return skipOrFail("schemathesis", found.missing, context);
    const test = await startFilledAdmin();
    const result = await runSchemathesis(test, { ...found, phases: "examples,coverage,fuzzing", maxExamples: 10, config: toWhatIsThere });
    expect(result.exit, result.log).toBe(0);
    expect(result.cases).toBeGreaterThan(10_000);
  });

  it("finds none among requests to anything, one after the other as the document's links lead", async (context) => {
    const found = await findSchemathesis();
    if ("missing" in found) return skipOrFail("schemathesis", found.missing, context);
    const result = await runSchemathesis(await startAdmin(), { ...found, phases: "fuzzing,stateful", maxExamples: 10 });
    expect(result.exit, result.log).toBe(0);
  });
});
