// Runs the tests:  npm test [-- PATH … and options of vitest]    npm run test:long [-- PATH …]
import { spawn } from "node:child_process";
import { join } from "node:path";

const [first, ...others] = process.argv.slice(2);
const isLong = first === "--long";
const args = isLong ? others : process.argv.slice(2);
const vitest = join(import.meta.dirname, "..", "node_modules", "vitest", "vitest.mjs");
const env = { ...process.env, ...(isLong ? { SLUICE_LONG: "1" } : {}) };
const child = spawn(process.execPath, [vitest, "run", ...args], { stdio: "inherit", env });
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => child.kill(signal));
child.once("exit", (code, signal) => {
  process.exitCode = code ?? (signal === null ? 1 : 130);
});
