import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { buildWithGo } from "../binary/build-go.ts";

const run = promisify(execFile);
const source = fileURLToPath(new URL("./source", import.meta.url));

/** What h2spec found. */
export interface H2specResult {
  readonly passed: number;
  readonly skipped: number;
  readonly failed: number;
  /** All that it printed, failures at the end. */
  readonly text: string;
}

/** The path of h2spec, built with Go once (a few seconds), or why there is none. */
export function findH2spec(): Promise<{ readonly path: string } | { readonly missing: string }> {
  return buildWithGo({ name: "h2spec", version: "2.2.1", source, target: "github.com/summerwind/h2spec/cmd/h2spec" });
}

/** Runs all of its cases, the strict ones too, against a server on loopback. */
export async function runH2spec(path: string, port: number, args: readonly string[] = []): Promise<H2specResult> {
  const options = { timeout: 10 * 60_000, maxBuffer: 16 * 2 ** 20 };
  const { stdout } = await run(path, ["-h", "127.0.0.1", "-p", String(port), "-S", "-o", "2", ...args], options).catch((error: { stdout: string }) => error);
  const counts = /(?<passed>\d+) passed, (?<skipped>\d+) skipped, (?<failed>\d+) failed/.exec(stdout)?.groups;
  if (counts === undefined) throw new Error(`h2spec did not come to its end: ${stdout.slice(-2000)}`);
  return { passed: Number(counts["passed"]), skipped: Number(counts["skipped"]), failed: Number(counts["failed"]), text: stdout };
}
