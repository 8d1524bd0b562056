import { dirname } from "node:path";
import type { Logger } from "../kit/telemetry.ts";
import { createPrometheusMetrics } from "../telemetry/prometheus-metrics.ts";
import { openLogger } from "./open-logger.ts";
import type { RunningRoles } from "./process-parts.ts";
import type { ServeSettings } from "./settings/serve-settings.ts";
import { startRoles } from "./start-roles.ts";
import { needsNoStore } from "./start-without-store.ts";
import { openStateFolder, prepareFolder, type StateFolder } from "./state/state-folder.ts";
import { supervise } from "./workers/supervise.ts";

/** Runs the control plane until `signal` aborts (then it stops gracefully) or it cannot go on (then it throws). */
export async function serve(settings: ServeSettings, signal: AbortSignal): Promise<void> {
  const logger = openLogger(settings);
  const folder = needsNoStore(settings) ? undefined : takeFolder(settings);
  try {
    await runUntil(await start(settings, logger), { signal, logger });
  } finally {
    folder?.close();
  }
}

function start(settings: ServeSettings, logger: Logger): Promise<RunningRoles> {
  return settings.workers > 1 ? supervise(settings, logger) : startRoles(settings, { logger, metrics: createPrometheusMetrics({ process: true }) });
}

async function runUntil(running: RunningRoles, { signal, logger }: { readonly signal: AbortSignal; readonly logger: Logger }): Promise<void> {
  logger.info("Ready", running.places);
  try {
    await Promise.race([aborted(signal), running.ended]);
    logger.info("Stopping");
  } finally {
    await running.close();
  }
  logger.info("Stopped");
}

/** The embedded store belongs to one process; replicas on etcd may share the folder of their keys. */
function takeFolder(settings: ServeSettings): StateFolder | undefined {
  if (settings.store.kind === "sqlite") return openStateFolder(settings.stateDir, "sluice serve");
  if (dirname(settings.adminKeyFile) === settings.stateDir) prepareFolder(settings.stateDir);
  return undefined;
}

/** Resolves when the signal aborts. */
export function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
