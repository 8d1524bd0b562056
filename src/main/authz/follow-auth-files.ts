import type { Clock } from "../../kit/clock.ts";
import type { Logger, Metrics } from "../../kit/telemetry.ts";
import type { LocatedProblem } from "../../model/yaml/read-documents.ts";
import { type FolderFile, watchFolder } from "../files/watch-folder.ts";
import { messageOf, StartError } from "../start-error.ts";
import { type AuthFiles, readAuthFiles } from "./read-auth-files.ts";

/** Options of {@link followAuthFiles}. */
export interface FollowAuthFilesOptions {
  readonly folder: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly onFiles: (files: AuthFiles) => void;
}

/**
 * Reads a folder of policies and consumers and follows it until the answer is called. At the start every problem is fatal; later on files
 * with a problem change nothing, and the last good ones stay in force.
 */
export async function followAuthFiles({ folder, clock, logger, metrics, onFiles }: FollowAuthFilesOptions): Promise<() => void> {
  const loads = metrics.counter({ name: "sluice_authz_config_loads_total", help: "Times that policies were loaded from files", labels: ["outcome"] });
  const onChange = (files: readonly FolderFile[]): void => {
    const read = readAuthFiles(files);
    if ("problems" in read) {
      loads.add(1, { outcome: "error" });
      logger.error("Policies cannot be used, the last good ones stay in force", { folder, problems: read.problems.map(problemText) });
      return;
    }
    loads.add(1, { outcome: "success" });
    logger.info("Policies loaded", { folder, policies: read.plans.size, consumers: read.consumers.length });
    onFiles(read);
  };
  const onError = (error: Error): void => logger.error("Folder of policies cannot be read", { folder, error: error.message });
  const watched = await watchFolder({ folder, clock, onChange, onError }).catch((cause: unknown) => {
    throw new StartError("ERR_AUTHZ", `Folder of policies ${folder} cannot be read: ${messageOf(cause)}`, { cause });
  });
  const first = readAuthFiles(watched.files);
  if ("problems" in first) {
    watched.stop();
    throw new StartError("ERR_AUTHZ", `Policies in ${folder} cannot be used:\n${first.problems.map((problem) => `  ${problemText(problem)}`).join("\n")}`);
  }
  if (first.plans.size === 0) logger.warn("Folder has no policy, every request is refused", { folder });
  loads.add(1, { outcome: "success" });
  onFiles(first);
  return () => watched.stop();
}

function problemText({ file, line, column, detail, hint }: LocatedProblem): string {
  return `${file}:${line}:${column} ${detail}${hint === undefined ? "" : ` (${hint})`}`;
}
