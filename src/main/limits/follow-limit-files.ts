import type { Clock } from "../../kit/clock.ts";
import type { Logger, Metrics } from "../../kit/telemetry.ts";
import type { Domains } from "../../ratelimit/source/domain-source.ts";
import { type FileProblem, type LimitFile, readLimitFiles } from "../../ratelimit/source/read-limit-files.ts";
import { readFolder, signatureOf, watchLimitFiles } from "../../ratelimit/source/watch-limit-files.ts";
import { messageOf, StartError } from "../start-error.ts";
import { loadCounter } from "./load-counter.ts";

/** Options of {@link followLimitFiles}. */
export interface FollowOptions {
  readonly folder: string;
  readonly merge: boolean;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly onDomains: (domains: Domains) => void;
}

/**
 * Reads a folder of limit files and follows it. At the start every problem is fatal; later on files with a problem change nothing, and the last
 * good ones stay in force.
 */
export async function followLimitFiles(options: FollowOptions): Promise<() => void> {
  const { folder, clock, logger, onDomains } = options;
  const loads = loadCounter(options.metrics);
  const signature = await atStart(() => signatureOf(folder), folder);
  const first = readLimitFiles(await atStart(() => readFolder(folder), folder), options);
  if ("problems" in first) throw new StartError("ERR_LIMITS", `Limits in ${folder} cannot be used:\n${problemText(first.problems)}`);
  if (first.domains.size === 0) logger.warn("Folder of limits has no configuration, every request passes", { folder });
  loads.add(1, { outcome: "success" });
  onDomains(first.domains);
  const onChange = (files: readonly LimitFile[]): void => {
    const read = readLimitFiles(files, options);
    if ("problems" in read) {
      loads.add(1, { outcome: "error" });
      logger.error("Limits cannot be used, the last good ones stay in force", { folder, problems: read.problems.map(lineOf) });
      return;
    }
    loads.add(1, { outcome: "success" });
    logger.info("Limits loaded", { folder, domains: read.domains.size });
    onDomains(read.domains);
  };
  return watchLimitFiles(
    { folder, clock, onChange, onError: (error) => logger.error("Folder of limits cannot be read", { folder, error: error.message }) },
    signature,
  );
}

async function atStart<T>(read: () => Promise<T>, folder: string): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    throw new StartError("ERR_LIMITS", `Folder of limits ${folder} cannot be read: ${messageOf(cause)}`, { cause });
  }
}

function problemText(problems: readonly FileProblem[]): string {
  return problems.map((problem) => `  ${lineOf(problem)}`).join("\n");
}

function lineOf({ file, line, detail, hint }: FileProblem): string {
  return `${file}:${line} ${detail}${hint === undefined ? "" : ` (${hint})`}`;
}
