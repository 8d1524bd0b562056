import type { Clock, Random } from "../kit/clock.ts";
import { silentLogger } from "../kit/telemetry.ts";
import type { Store } from "../store/store.ts";
import { openConfiguredStore } from "./open-store.ts";
import type { ServeSettings } from "./settings/serve-settings.ts";
import { StartError } from "./start-error.ts";
import { openStateFolder } from "./state/state-folder.ts";
import { systemClock, systemRandom } from "./system.ts";

/** What a command that works on the store itself gets. */
export interface StoreParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
}

/** Opens the store without a control plane, works on it, and lets go of it. The embedded one must not be in use. */
export async function withStore<T>(settings: ServeSettings, command: string, work: (parts: StoreParts) => Promise<T>): Promise<T> {
  if (settings.store.kind === "memory")
    throw new StartError("ERR_FILE", `A store in memory is gone when \`${command}\` ends: name the store by --store, sqlite:PATH or etcd:http://HOST:PORT`);
  const folder = settings.store.kind === "sqlite" ? openStateFolder(settings.stateDir, command) : undefined;
  try {
    const store = await openConfiguredStore(settings.store, { clock: systemClock, random: systemRandom, logger: silentLogger });
    try {
      return await work({ store, clock: systemClock, random: systemRandom });
    } finally {
      await store.close();
    }
  } finally {
    folder?.close();
  }
}
