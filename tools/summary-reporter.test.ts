import { spawnSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { tempFolder } from "../test/kit/binary/temp-folder.ts";

const repository = join(import.meta.dirname, "..");

const config = `
import { defineConfig } from "vitest/config";
import { SummaryReporter } from "${repository}/tools/summary-reporter.ts";
export default defineConfig({ test: { include: ["**/*.check.ts"], reporters: ["default", new SummaryReporter()] } });
`;

/** Runs vitest in a folder of its own on the given files, with this repository's reporter. */
async function runTests(
  files: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>> = {},
): Promise<{ status: number | null; lines: string[] }> {
  const root = await tempFolder("reporter");
  symlinkSync(join(repository, "node_modules"), join(root, "node_modules"));
  mkdirSync(join(root, "checks"));
  writeFileSync(join(root, "package.json"), '{ "type": "module" }');
  writeFileSync(join(root, "vitest.config.ts"), config);
  for (const [name, content] of Object.entries(files))
    writeFileSync(join(root, "checks", `${name}.check.ts`), `import { expect, it } from "vitest";\n${content}`);
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("VITEST")));
  const vitest = join(repository, "node_modules", "vitest", "vitest.mjs");
  const { status, stdout } = spawnSync(process.execPath, [vitest, "run"], { cwd: root, encoding: "utf8", env: { ...inherited, NO_COLOR: "1", ...env } });
  return { status, lines: stdout.trimEnd().split("\n") };
}

const passing = 'it("holds", () => expect(1).toBe(1));';

it("ends in a line of counts, and in reasons for what was skipped", async () => {
  const { status, lines } = await runTests({
    passing: `${passing}\nit("holds too", () => expect(2).toBe(2));`,
    skipping: 'it("a", ({ skip }) => skip("no moon"));\nit("b", ({ skip }) => skip("no moon"));\nit.skip("c", () => undefined);',
  });
  expect(status).toBe(0);
  expect(lines.slice(-3)).toEqual(["skipped 2: no moon", "skipped 1: no reason given", "2 passed, 0 failed, 3 skipped"]);
});

it("counts what failed, a file that cannot be read, a hook that failed and an error outside of tests", async () => {
  const { status, lines } = await runTests({
    failing: `${passing}\nit("fails", () => expect(1).toBe(2));`,
    unreadable: 'import "./not-there.ts";\nit("never", () => undefined);',
    unhandled: 'it("holds", async () => {\n  void Promise.reject(new Error("Nobody waits"));\n  await new Promise((resolve) => setTimeout(resolve, 50));\n});',
    hook: 'import { beforeAll } from "vitest";\nbeforeAll(() => {\n  throw new Error("No");\n});\nit("never", () => undefined);',
  });
  expect(status).not.toBe(0);
  expect(lines.at(-1)).toBe("2 passed, 4 failed, 1 skipped");
});

it("a suite whose program is missing is skipped with the reason, and fails where it is required", async () => {
  const suite = `
    import { describeWith, needBinary } from "${repository}/test/kit/binary/require.ts";
    describeWith("with Envoy", ["envoy"], () => { it("runs", () => undefined); });
    it("needs one inside", async (context) => { expect(await needBinary("envoy", context)).toBe("never"); });
  `;
  const skipped = await runTests({ suite }, { SLUICE_ENVOY: "/no/envoy", SLUICE_REQUIRE: "etcd" });
  expect(skipped.status).toBe(0);
  expect(skipped.lines.at(-2)).toMatch(/^skipped 2: SLUICE_ENVOY is of no use: \/no\/envoy does not start: /);
  expect(skipped.lines.at(-1)).toBe("0 passed, 0 failed, 2 skipped");
  const required = await runTests({ suite }, { SLUICE_ENVOY: "/no/envoy", SLUICE_REQUIRE: "envoy,etcd" });
  expect(required.status).not.toBe(0);
  expect(required.lines.at(-1)).toBe("0 passed, 2 failed, 0 skipped");
});
