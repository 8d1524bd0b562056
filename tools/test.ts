// Runs the tests:  npm test [-- PATH … and options of vitest]    npm run test:long [-- PATH …]
import { join } from "node:path";
import { runChild } from "./ready/run-child.mjs";

const isLong = process.argv[2] === "--long";
const args = process.argv.slice(isLong ? 3 : 2);
const vitest = join(import.meta.dirname, "..", "node_modules", "vitest", "vitest.mjs");
const env = { ...process.env, ...(isLong ? { SLUICE_LONG: "1" } : {}) };
process.exitCode = await runChild(process.execPath, [vitest, "run", ...args], env);
