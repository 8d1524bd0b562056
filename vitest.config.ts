import { availableParallelism } from "node:os";
import { defineConfig, type TestProjectInlineConfiguration } from "vitest/config";
import { SummaryReporter } from "./tools/summary-reporter.ts";

/** `npm run test:long` runs the long forms, `*.long.test.ts`, and nothing else; `npm test` everything else. */
const isLong = process.env["SLUICE_LONG"] === "1";

interface Project {
  readonly name: string;
  /** Folders, or files without their endings. */
  readonly folders: readonly string[];
  readonly except?: readonly string[];
  readonly timeoutMs: number;
  /** Those of a higher number start when all of lower ones have ended. */
  readonly order?: number;
  /** Wants the whole machine: one file at a time. */
  readonly alone?: boolean;
}

/** Those that mostly wait for a clock or for one other program: nothing in them minds what runs beside them. */
const patient = ["schemathesis", "load-reports", "time-to-live", "integrate-check", "integrate-modelled", "re2", "validate-message"].map(
  (name) => `test/e2e/${name}`,
);

/** Those that put load on the machine and count every request that is lost, or judge how much of a processor is used. */
const loaded = ["edits-under-load", "kill", "limit-fleet", "outage", "policies-live", "workers"].map((name) => `test/e2e/${name}`);

const projects: readonly Project[] = [
  { name: "unit", folders: ["src", "tools", "test/kit", "bench"], timeoutMs: 10_000 },
  { name: "property", folders: ["test/property"], timeoutMs: 30_000 },
  { name: "feature", folders: ["test/feature"], timeoutMs: 30_000 },
  { name: "contract", folders: ["test/contract"], timeoutMs: 60_000 },
  { name: "conformance", folders: ["test/conformance"], timeoutMs: 60_000 },
  { name: "e2e-patient", folders: patient, timeoutMs: 300_000 },
  { name: "e2e", folders: ["test/e2e"], except: [...patient, ...loaded], timeoutMs: 120_000, order: 1 },
  { name: "e2e-loaded", folders: loaded, timeoutMs: 120_000, order: 2, alone: true },
];

const ending = `${isLong ? ".long" : ""}.test.ts`;
const within = (place: string): string => ([...patient, ...loaded].includes(place) ? `${place}${ending}` : `${place}/**/*${ending}`);

function toProject({ name, folders, except = [], timeoutMs, order = 0, alone = false }: Project): TestProjectInlineConfiguration {
  return {
    extends: true,
    test: {
      name,
      include: folders.map(within),
      exclude: [...except.map(within), ...(isLong ? [] : ["**/*.long.test.ts"])],
      testTimeout: isLong ? 20 * 60_000 : timeoutMs,
      hookTimeout: isLong ? 10 * 60_000 : Math.max(timeoutMs, 30_000),
      sequence: { groupOrder: order },
      ...(alone ? { fileParallelism: false } : {}),
    },
  };
}

export default defineConfig({
  test: {
    projects: projects.map(toProject),
    reporters: [["default", { summary: false }], new SummaryReporter()],
    pool: "forks",
    // Two on two processors, too, where one would be the default: a file keeps about half of them busy.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // Programs that tests start must not meet each other at the default ports of a role that a test is not about.
    env: { SLUICE_RATELIMIT_ADDRESS: "127.0.0.1:0", SLUICE_RATELIMIT_HTTP_ADDRESS: "127.0.0.1:0", SLUICE_AUTHZ_ADDRESS: "127.0.0.1:0" },
    restoreMocks: true,
    unstubEnvs: true,
    unstubGlobals: true,
  },
});
