import { startControlPlane } from "./control-plane.ts";
import type { ProcessParts, RunningRoles } from "./process-parts.ts";
import type { ServeSettings } from "./settings/serve-settings.ts";
import { needsNoStore, startWithoutStore } from "./start-without-store.ts";

/** Starts every role that the settings name, with a store where one is needed. Throws a `StartError` or `StoreError` with one sentence when that is not possible. */
export function startRoles(settings: ServeSettings, parts: ProcessParts): Promise<RunningRoles> {
  return needsNoStore(settings) ? startWithoutStore(settings, parts) : startControlPlane(settings, parts);
}
