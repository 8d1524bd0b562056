import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import { mutationAreaOf } from "./areas.ts";

/** Most mutants are noticed by the tests beside the code, which take less than the properties. */
class QuickFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isSlow = ({ moduleId }: TestSpecification): number => (moduleId.includes("/test/property/") ? 1 : 0);
    return files.toSorted((left, right) => isSlow(left) - isSlow(right));
  }
}

/** The tests of the area that `SLUICE_MUTATION_AREA` names. */
export default defineConfig({
  test: {
    include: [...mutationAreaOf(process.env["SLUICE_MUTATION_AREA"] ?? "").tests],
    testTimeout: 30_000,
    pool: "forks",
    isolate: false,
    sequence: { sequencer: QuickFirst },
    setupFiles: ["tools/mutation/fixed-seed.ts"],
    env: { SLUICE_PROPERTY_SHARE: "0.2" },
  },
});
