import type { LogFields, Logger } from "../kit/telemetry.ts";
import type { PrometheusMetrics } from "../telemetry/prometheus-metrics.ts";

/** What the roles of a process are started with. */
export interface ProcessParts {
  readonly logger: Logger;
  readonly metrics: PrometheusMetrics;
  /** What is missing besides before the process is ready, in words. Default: nothing. */
  readonly missing?: () => readonly string[];
}

/** Roles that run in this process. */
export interface RunningRoles {
  /** Where they listen, for the log. */
  readonly places: LogFields;
  /** Rejects when they cannot go on; resolves after `close`, or never. */
  readonly ended: Promise<void>;
  /** Ends what is under way gracefully. May be called twice. */
  close(): Promise<void>;
}
