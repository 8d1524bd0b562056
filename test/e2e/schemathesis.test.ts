import { describe, expect, it, type TestContext } from "vitest";
import { startAdmin } from "../kit/admin/start-admin.ts";
import { skipOrFail } from "../kit/binary/require.ts";
import { findSchemathesis } from "../kit/schemathesis/find-schemathesis.ts";
import { startFilledAdmin, toWhatIsThere } from "../kit/schemathesis/one-of-each.ts";
import { runSchemathesis } from "../kit/schemathesis/run-schemathesis.ts";

async function schemathesis(context: TestContext): Promise<{ readonly path: string }> {
  const found = await findSchemathesis();
  return "missing" in found ? skipOrFail("schemathesis", found.missing, context) : found;
}

describe("schemathesis", () => {
  it("finds no defect and no undeclared answer among requests to what is there", async (context) => {
    const found = await schemathesis(context);
    const test = await startFilledAdmin();
    const result = await runSchemathesis(test, { ...found, phases: "examples,fuzzing", maxExamples: 2, config: toWhatIsThere });
    expect(result.exit, result.log).toBe(0);
    expect(result.cases).toBeGreaterThan(150);
  });

  it("finds a planted defect and a planted undeclared answer", async (context) => {
    const found = await schemathesis(context);
    const test = await startAdmin();
    test.fleet.nodes = () => Promise.reject(new TypeError("Planted"));
    const defect = await runSchemathesis(test, { ...found, phases: "fuzzing", maxExamples: 2, operation: "listNodes" });
    expect(defect).toMatchObject({ exit: 1, log: expect.stringContaining("Server error") });
    test.fleet.nodes = () => Promise.resolve([{ planted: true } as never]);
    const undeclared = await runSchemathesis(test, { ...found, phases: "fuzzing", maxExamples: 2, operation: "listNodes" });
    expect(undeclared).toMatchObject({ exit: 1 });
  });
});
