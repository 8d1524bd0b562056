import { readFile } from "node:fs/promises";
import { compileMask } from "../../authz/decide/record/mask.ts";
import { type DecisionLog, RecordedDecisions } from "../../authz/log/decision-log.ts";
import type { LogSink, LogSpill } from "../../authz/log/log-chunk.ts";
import { LogQueue } from "../../authz/log/log-queue.ts";
import { fileSink } from "../../authz/log/sink/file-sink.ts";
import { httpSink } from "../../authz/log/sink/http-sink.ts";
import { stdoutSink } from "../../authz/log/sink/stdout-sink.ts";
import { openFileSpill } from "../../authz/log/spill/file-spill.ts";
import { MemorySpill } from "../../authz/log/spill/memory-spill.ts";
import type { Clock } from "../../kit/clock.ts";
import type { Logger, Metrics } from "../../kit/telemetry.ts";
import type { AuthLogSettings } from "../settings/authz-settings.ts";
import { messageOf, StartError } from "../start-error.ts";

const rotation = { bytes: 100 * 1_048_576, files: 10 } as const;
const spillBytes = 1_073_741_824;

/** What a decision log is opened with. */
export interface OpenDecisionLogOptions {
  readonly settings: AuthLogSettings;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Gets what has to be closed. */
  readonly stack: AsyncDisposableStack;
}

/** Opens the log of decisions; undefined when there is to be none. Throws a `StartError` when the spill's folder cannot be used. */
export async function openDecisionLog({ settings, clock, logger, metrics, stack }: OpenDecisionLogOptions): Promise<DecisionLog | undefined> {
  const sink = sinkOf(settings, logger);
  if (sink === undefined) return undefined;
  const queue = new LogQueue({ sink, spill: await openSpill(settings.spill), clock, logger, metrics });
  stack.defer(() => queue.close());
  const { sample, headers } = settings;
  return new RecordedDecisions({ sample, headers, mask: compileMask(settings.mask) ?? ((record) => record), write: queue.write });
}

function sinkOf({ sink, tokenFile }: AuthLogSettings, logger: Logger): LogSink | undefined {
  switch (sink.kind) {
    case "off":
      return undefined;
    case "stdout":
      return stdoutSink();
    case "file":
      return fileSink(sink.path, rotation, logger);
    case "http":
      return httpSink({ url: sink.url, authorization: tokenFile === undefined ? undefined : () => bearer(tokenFile) });
  }
}

async function bearer(file: string): Promise<string> {
  return `Bearer ${(await readFile(file, "utf8")).trim()}`;
}

async function openSpill(folder: string | undefined): Promise<LogSpill> {
  if (folder === undefined) return new MemorySpill({ bytes: 0 });
  try {
    return await openFileSpill({ folder, bytes: spillBytes, process: process.pid, isAlive });
  } catch (cause) {
    throw new StartError("ERR_FILE", `Folder ${folder} for records of decisions cannot be used: ${messageOf(cause)}`, { cause });
  }
}

/** Asking a process for nothing tells whether it is there; one of another user is. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
