/** What has to be undone when the test file is through. */
const tasks = new Set<() => void>();

/** Runs `task` once when the test file or the process ends, whichever comes first, also when it is told to end. Answers how to forget it. */
export function atEnd(task: () => void): () => void {
  tasks.add(task);
  return () => void tasks.delete(task);
}

function runAll(): void {
  for (const task of [...tasks].reverse()) task();
  tasks.clear();
}

process.once("exit", runAll);
// The test runner ends its workers by SIGTERM, and without a handler that is the end of it.
process.once("SIGTERM", () => {
  runAll();
  process.exit(143);
});
// Benches use the same helpers outside of the test runner, where there is nothing to hook into.
if (process.env["VITEST_WORKER_ID"] !== undefined) (await import("vitest")).afterAll(runAll);
