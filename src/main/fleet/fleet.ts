import { ephemeralPrefixes } from "../../admin/projection/ephemeral-record.ts";
import { QueryError } from "../../kit/query/query-error.ts";
import type { Logger, Metrics } from "../../kit/telemetry.ts";
import { createSnapshots, type Snapshots } from "../../snapshot/snapshots.ts";
import type { Store, WatchEvent } from "../../store/store.ts";
import { collectViewChanges } from "./feed-views.ts";
import { followStore } from "./follow-store.ts";
import { World, type WorldOptions } from "./world.ts";

/** What a fleet is made with. */
export interface FleetOptions extends WorldOptions {
  readonly store: Store;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Told every event of the store's watch, after the views have taken it: one watch feeds the whole replica. */
  readonly onEvent?: (event: WatchEvent) => void;
  /** Prefixes of records that `onEvent` wants beside those of objects. */
  readonly records?: readonly string[];
}

/** The pipeline of one replica: store batches in, snapshots out. */
export interface Fleet {
  readonly world: World;
  readonly snapshots: Snapshots;
  /** False while the store cannot be reached; the last state stays in force. */
  readonly storeReachable: boolean;
  /** Resolves when the first whole state is in the snapshots. */
  readonly ready: Promise<void>;
  /** Rejects when the store's watch ends by an error; resolves after `close`. */
  readonly ended: Promise<void>;
  close(): Promise<void>;
}

/** Starts to follow the store. Nothing is published before the first whole state is there. */
export function createFleet(options: FleetOptions): Fleet {
  const world = new World(options);
  const snapshots = createSnapshots();
  const stop = new AbortController();
  const takeChanges = collectViewChanges(world.resources);
  const meters = fleetMeters(options.metrics);
  const state = { reachable: true };
  const follower = {
    onBatch: (revision: number) => {
      const start = performance.now();
      flushWhatCan(world, options.logger);
      snapshots.apply({ revision, changes: takeChanges() });
      meters.build.observe((performance.now() - start) / 1000);
      meters.revision.set(revision);
    },
    onEvent: options.onEvent ?? (() => undefined),
    onOutage: (out: boolean) => {
      state.reachable = !out;
      meters.reachable.set(out ? 0 : 1);
    },
  };
  const ended = followStore(options.store, world, {
    follower,
    signal: stop.signal,
    logger: options.logger,
    records: [...new Set([...ephemeralPrefixes, ...(options.records ?? [])])],
  });
  return {
    world,
    snapshots,
    get storeReachable() {
      return state.reachable;
    },
    ready: Promise.race([snapshots.whenReady(), ended]),
    ended,
    close: async () => {
      stop.abort();
      await ended.catch(() => undefined);
    },
  };
}

/**
 * Brings everything up to date. What cannot be computed – an object that a newer program wrote, a secret sealed with another key – keeps
 * its last good value and is told; everything else goes on (P2).
 */
function flushWhatCan(world: World, logger: Logger): void {
  try {
    world.engine.flush();
  } catch (error) {
    if (!(error instanceof QueryError) || error.code !== "ERR_QUERY_COMPUTE") throw error;
    for (const failure of error.failures)
      logger.error("Part of the configuration cannot be made, its last good form stays", {
        part: failure.collection,
        key: failure.key,
        error: String(failure.cause),
      });
  }
}

function fleetMeters(metrics: Metrics) {
  const reachable = metrics.gauge({ name: "sluice_store_reachable", help: "1 while the store answers, 0 during an outage", joined: "min" });
  reachable.set(1);
  return {
    build: metrics.histogram({
      name: "sluice_build_seconds",
      help: "Time from a store batch to the views' new content",
      buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
    }),
    revision: metrics.gauge({ name: "sluice_revision", help: "Newest durable revision that this replica has built", joined: "min" }),
    reachable,
  };
}
