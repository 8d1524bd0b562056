import type { SerializedError } from "vitest";
import type { Reporter, TestModule } from "vitest/node";

/** Counts of one run. A file that cannot be read counts as one failed test, as does an error outside of any test. */
export interface Summary {
  passed: number;
  failed: number;
  skipped: number;
  /** Why tests were skipped, with how many each. */
  readonly reasons: Map<string, number>;
}

/** Counts the tests of a finished run. */
export function summarize(modules: readonly TestModule[], unhandled: readonly SerializedError[]): Summary {
  const summary: Summary = { passed: 0, failed: unhandled.length, skipped: 0, reasons: new Map() };
  for (const module of modules) {
    const failedBefore = summary.failed;
    for (const test of module.children.allTests()) count(summary, test.result());
    if (module.state() === "failed" && summary.failed === failedBefore) summary.failed++;
  }
  return summary;
}

function count(summary: Summary, result: { state: string; note?: string | undefined }): void {
  if (result.state === "passed") summary.passed++;
  else if (result.state === "skipped") {
    summary.skipped++;
    const reason = result.note ?? "no reason given";
    summary.reasons.set(reason, (summary.reasons.get(reason) ?? 0) + 1);
  } else summary.failed++;
}

/** Says why tests were skipped, and as the last line of the run `N passed, N failed, N skipped`. */
export class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const summary = summarize(modules, unhandled);
    for (const [reason, times] of summary.reasons) process.stdout.write(`skipped ${times}: ${reason}\n`);
    process.stdout.write(`${summary.passed} passed, ${summary.failed} failed, ${summary.skipped} skipped\n`);
  }
}
