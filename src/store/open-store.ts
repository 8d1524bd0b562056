import type { Clock, Random } from "../kit/clock.ts";
import type { Logger } from "../kit/telemetry.ts";
import type { EtcdSettings } from "./etcd/etcd-settings.ts";
import { newMemoryStore } from "./memory/memory-store.ts";
import { openSqliteStore } from "./sqlite/sqlite-store.ts";
import type { Store } from "./store.ts";

/** Which engine keeps the state, and where. */
export type StoreSettings = MemorySettings | SqliteSettings | EtcdSettings;

/** Nothing is kept. */
export interface MemorySettings {
  readonly kind: "memory";
}

/** One file on this machine, for one process. */
export interface SqliteSettings {
  readonly kind: "sqlite";
  /** Made when there is none. */
  readonly folder: string;
  /** Name of the database in the folder; default `sluice.db`. */
  readonly file?: string;
  /** True: read beside the process that has the store, for a backup while it runs. Nothing can be written or watched. */
  readonly readOnly?: boolean;
}

/** What a store needs from the program around it. */
export interface StoreContext {
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}

/** Opens the store that the settings name. Rejects with a `StoreError` whose sentence says what is wrong and what would be right. */
export async function openStore(settings: StoreSettings, context: StoreContext): Promise<Store> {
  switch (settings.kind) {
    case "memory":
      return newMemoryStore(context);
    case "sqlite":
      return openSqliteStore(settings, context);
    case "etcd": {
      // Loading the client takes a third of a second, which the embedded stores do not need.
      const { openEtcdStore } = await import("./etcd/etcd-store.ts");
      return openEtcdStore(settings, context);
    }
  }
}
