import { defineConfig } from "vitest/config";
import { mutationAreaOf } from "./areas.ts";

/** The tests of the area that `SLUICE_MUTATION_AREA` names. */
export default defineConfig({
  test: {
    include: [...mutationAreaOf(process.env["SLUICE_MUTATION_AREA"] ?? "").tests],
    testTimeout: 30_000,
    pool: "forks",
    setupFiles: ["tools/mutation/fixed-seed.ts"],
    env: { SLUICE_PROPERTY_SHARE: "0.2" },
  },
});
