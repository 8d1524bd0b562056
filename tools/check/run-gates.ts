import { spawn } from "node:child_process";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import type { Gate } from "./gates.ts";

/** What a gate said. */
export interface GateResult {
  readonly gate: Gate;
  readonly isGreen: boolean;
  readonly output: string;
  readonly seconds: number;
}

/** Where gates run, and who is told of each as it ends. */
export interface RunOptions {
  /** Root of the tree to check. */
  readonly root: string;
  /** Folder with the tools. */
  readonly bin: string;
  /** How many run at the same time. */
  readonly width: number;
  readonly onResult: (result: GateResult) => void;
}

/** Runs all gates, also after one is red, and answers what each said, in their order. */
export async function runGates(gates: readonly Gate[], options: RunOptions): Promise<GateResult[]> {
  const results: GateResult[] = [];
  const waiting = [...gates.entries()];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [place, gate] = next;
      const result = await runGate(gate, options);
      results[place] = result;
      options.onResult(result);
    }
  };
  await Promise.all(Array.from({ length: options.width }, work));
  return results;
}

/** Runs one gate to its end. */
export async function runGate(gate: Gate, { root, bin }: Pick<RunOptions, "root" | "bin">): Promise<GateResult> {
  const started = performance.now();
  const [program, ...args] = gate.command;
  const path = program === "node" ? process.execPath : join(bin, program);
  const { code, output } = await capture(path, args, root);
  const isSilent = code === 0 && gate.mustSay !== undefined && !gate.mustSay.test(output);
  const seconds = (performance.now() - started) / 1000;
  const said = isSilent ? `${output}\n${program} ended with 0 but seems to have read nothing: ${String(gate.mustSay)} is not in its output\n` : output;
  return { gate, isGreen: code === 0 && !isSilent, output: said, seconds };
}

/** Without colours: some tools take any FORCE_COLOR, even 0, for a yes. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const { FORCE_COLOR: _, ...env } = process.env;
  return { ...env, NO_COLOR: "1" };
}

function capture(path: string, args: readonly string[], cwd: string): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(path, [...args], { cwd, stdio: ["ignore", "pipe", "pipe"], env: plainEnvironment() });
    let output = "";
    const add = (chunk: Buffer): void => {
      output += chunk.toString();
    };
    child.stdout.on("data", add);
    child.stderr.on("data", add);
    child.once("error", (error) => resolve({ code: 127, output: `${path} cannot be started: ${error.message}\n` }));
    child.once("close", (code) => resolve({ code: code ?? 1, output: stripVTControlCharacters(output) }));
  });
}
