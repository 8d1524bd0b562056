import { dirname } from "node:path";
import type { Logger } from "../kit/telemetry.ts";
import { startControlPlane } from "./control-plane.ts";
import { openLogger } from "./open-logger.ts";
import type { ServeSettings } from "./settings/serve-settings.ts";
import { needsNoStore, startWithoutStore } from "./start-without-store.ts";
import { openStateFolder, prepareFolder, type StateFolder } from "./state/state-folder.ts";

/** Runs the control plane until `signal` aborts (then it stops gracefully) or it cannot go on (then it throws). */
export async function serve(settings: ServeSettings, signal: AbortSignal): Promise<void> {
  const logger = openLogger(settings);
  if (needsNoStore(settings)) return runUntil(await startWithoutStore(settings, logger), { signal, logger });
  const folder = takeFolder(settings);
  try {
    await runUntil(await startControlPlane(settings, logger), { signal, logger });
  } finally {
    folder?.close();
  }
}

interface Running {
  readonly ended: Promise<void>;
  close(): Promise<void>;
}

async function runUntil(running: Running, { signal, logger }: { readonly signal: AbortSignal; readonly logger: Logger }): Promise<void> {
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
