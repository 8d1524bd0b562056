import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { BinaryName } from "./binary-name.ts";

const run = promisify(execFile);
const timeoutMs = 20_000;

/** How a program is asked for its version, where the answer has it, and which versions this project works with. */
export interface VersionRule {
  readonly args: readonly string[];
  readonly pattern: RegExp;
  /** The oldest version that will do; newer ones are taken as they come. */
  readonly oldest: string;
}

/** The stated ranges. They hold for programs found on `$PATH`; one that a person names by its variable is taken at any version. */
export const versionRules: Readonly<Record<BinaryName, VersionRule>> = {
  envoy: { args: ["--version"], pattern: /version: \w+\/(\d+\.\d+\.\d+)/, oldest: "1.40.0" },
  etcd: { args: ["--version"], pattern: /etcd Version: (\d+\.\d+\.\d+)/, oldest: "3.4.0" },
  redis: { args: ["--version"], pattern: /\bv=(\d+\.\d+\.\d+)/, oldest: "6.2.0" },
  go: { args: ["version"], pattern: /\bgo(\d+\.\d+(?:\.\d+)?)/, oldest: "1.26.0" },
};

/** The version that the program at `path` tells, or why it tells none. */
export async function versionOf(name: BinaryName, path: string): Promise<{ version: string } | { missing: string }> {
  const { args, pattern } = versionRules[name];
  try {
    const { stdout } = await run(path, [...args], { timeout: timeoutMs });
    const version = pattern.exec(stdout)?.[1];
    return version === undefined ? { missing: `${path} does not tell its version as ${name} does` } : { version };
  } catch (error) {
    return { missing: `${path} does not start: ${error instanceof Error ? error.message.trim() : String(error)}` };
  }
}

/** Whether dotted version `found` is `oldest` or newer. */
export function isAtLeast(found: string, oldest: string): boolean {
  const parts = found.split(".").map(Number);
  for (const [place, wanted] of oldest.split(".").map(Number).entries()) {
    const part = parts[place] ?? 0;
    if (part !== wanted) return part > wanted;
  }
  return true;
}
