import { dirname } from "node:path";
import { startControlPlane } from "./control-plane.ts";
import { openLogger } from "./open-logger.ts";
import type { ServeSettings } from "./settings/serve-settings.ts";
import { openStateFolder, prepareFolder, type StateFolder } from "./state/state-folder.ts";

/** Runs the control plane until `signal` aborts (then it stops gracefully) or it cannot go on (then it throws). */
export async function serve(settings: ServeSettings, signal: AbortSignal): Promise<void> {
  const logger = openLogger(settings);
  const folder = takeFolder(settings);
  try {
    const controlPlane = await startControlPlane(settings, logger);
    try {
      await Promise.race([aborted(signal), controlPlane.ended]);
      logger.info("Stopping");
    } finally {
      await controlPlane.close();
    }
  } finally {
    folder?.close();
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
