// Runs the gates of tools/check/gates.ts, all of them or the named ones:  npm run check [-- GATE …]
import { join } from "node:path";
import { gates } from "./check/gates.ts";
import { type GateResult, runGates } from "./check/run-gates.ts";

const root = join(import.meta.dirname, "..");
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !gates.some((gate) => gate.name === name));
if (unknown.length > 0) {
  console.error(`Unknown: ${unknown.join(", ")}; the gates are ${gates.map((gate) => gate.name).join(", ")}`);
  process.exit(2);
}

const chosen = asked.length === 0 ? gates : gates.filter((gate) => asked.includes(gate.name));
const started = performance.now();
const results = await runGates(chosen, { root, bin: join(root, "node_modules", ".bin"), width: 2, onResult: printResult });
const red = results.filter((result) => !result.isGreen);
for (const { gate, output } of red) console.log(`\n── ${gate.name}: not proved that ${gate.proves}\n${output.trimEnd()}`);
const seconds = ((performance.now() - started) / 1000).toFixed(1);
console.log(
  red.length === 0
    ? `\nAll ${results.length} gates are green (${seconds} s)`
    : `\n${red.length} of ${results.length} gates are red (${seconds} s): ${red.map((result) => result.gate.name).join(", ")}`,
);
process.exitCode = red.length === 0 ? 0 : 1;

function printResult({ gate, isGreen, seconds: taken }: GateResult): void {
  console.log(`${isGreen ? "ok " : "RED"} ${gate.name.padEnd(12)} ${taken.toFixed(1).padStart(5)} s`);
}
