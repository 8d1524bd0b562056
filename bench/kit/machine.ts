import { execFileSync } from "node:child_process";
import { availableParallelism, cpus, release, totalmem, type } from "node:os";

/** The shape of the machine that a result belongs to. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly system: string;
  readonly node: string;
}

/** The program that a result belongs to. */
export interface Revision {
  readonly commit: string;
  /** True when files differed from the commit. */
  readonly isDirty: boolean;
}

/** What this process runs on. */
export function thisMachine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release().split(/[-+]/, 1)[0]} ${process.arch}`,
    node: process.version,
  };
}

/** The commit of the working tree; `unknown` outside of one. Results of earlier benches do not make it dirty. */
export function thisRevision(folder: string): Revision {
  const git = (...args: readonly string[]) => execFileSync("git", args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  try {
    return { commit: git("rev-parse", "HEAD"), isDirty: git("status", "--porcelain", "--", "src", "bench", ":!bench/results", "package-lock.json") !== "" };
  } catch {
    return { commit: "unknown", isDirty: true };
  }
}
