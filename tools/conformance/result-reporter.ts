import { writeFileSync } from "node:fs";
import type { Reporter, TestCase, TestModule } from "vitest/node";
import { type CaseOutcome, type ConformanceResult, sortOutcomes } from "../../test/conformance/xds/kit/conformance-result.ts";

/** Writes what became of each case of a run. */
export class ResultReporter implements Reporter {
  readonly #server: string;
  readonly #file: string;

  constructor(server: string, file: string) {
    this.#server = server;
    this.#file = file;
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const cases = modules.flatMap((module) => [...module.children.allTests()].flatMap(outcomeOf));
    const result: ConformanceResult = { server: this.#server, cases: sortOutcomes(cases) };
    writeFileSync(this.#file, `${JSON.stringify(result, undefined, 2)}\n`);
  }
}

function outcomeOf(test: TestCase): readonly CaseOutcome[] {
  const about = test.meta().xds;
  if (about === undefined) return [];
  const { state } = test.result();
  return [{ ...about, outcome: state === "passed" ? "pass" : state === "failed" ? "fail" : "impossible" }];
}
