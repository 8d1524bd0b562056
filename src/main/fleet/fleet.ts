import { ephemeralPrefixes } from "../../admin/projection/ephemeral-record.ts";
import { inForceFor } from "../../discovery/quarantine/held-object.ts";
import { QuarantineGate } from "../../discovery/quarantine/quarantine-gate.ts";
import { objectOfKey } from "../../discovery/quarantine/quarantine-record.ts";
import { type HeldObject, type QuarantineChanges, QuarantineTable } from "../../discovery/quarantine/quarantine-table.ts";
import type { ResourceId } from "../../discovery/quarantine/resource-id.ts";
import { QueryError } from "../../kit/query/query-error.ts";
import type { Logger, Metrics } from "../../kit/telemetry.ts";
import type { ViewChange } from "../../snapshot/resource.ts";
import { createSnapshots, type Snapshots } from "../../snapshot/snapshots.ts";
import { type RecordChange, recordPrefix, type Store, type WatchEvent } from "../../store/store.ts";
import { KeptPlans } from "../quarantine/kept-plans.ts";
import { systemClock } from "../system.ts";
import { candidateOf } from "./candidate.ts";
import { collectViewChanges } from "./feed-views.ts";
import { followStore } from "./follow-store.ts";
import { InForceLog } from "./in-force-log.ts";
import { World, type WorldOptions } from "./world.ts";

/** What a fleet is made with. */
export interface FleetOptions extends WorldOptions {
  readonly store: Store;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Told every event of the store's watch, after the views have taken it: one watch feeds the whole replica. */
  readonly onEvent?: (event: WatchEvent) => void;
  /** Told of records of quarantines, before the views obey them. */
  readonly onQuarantines?: (changes: QuarantineChanges) => void;
  /** Prefixes of records that `onEvent` wants beside those of objects. */
  readonly records?: readonly string[];
}

/** The pipeline of one replica: store batches in, snapshots out. */
export interface Fleet {
  readonly world: World;
  readonly snapshots: Snapshots;
  /** What proxies refused, and what is held back for it. */
  readonly quarantines: QuarantineTable;
  /** The plans that last good routes name, for the roles that decide by them. */
  readonly keptPlans: KeptPlans;
  /** How objects were in force lately. */
  readonly inForce: InForceLog;
  /** False while the store cannot be reached; the last state stays in force. */
  readonly storeReachable: boolean;
  /** Resolves when the first whole state is in the snapshots. */
  readonly ready: Promise<void>;
  /** Rejects when the store's watch ends by an error; resolves after `close`. */
  readonly ended: Promise<void>;
  /** Takes the ids of each group's proxies, sorted; they change what proxies that divide limits are told, and nothing else. */
  readonly setMembers: (members: ReadonlyMap<string, readonly string[]>) => void;
  close(): Promise<void>;
}

/** Starts to follow the store. Nothing is published before the first whole state is there. */
export function createFleet(options: FleetOptions): Fleet {
  const world = new World(options);
  const snapshots = createSnapshots({ now: () => systemClock.now() });
  const stop = new AbortController();
  const takeChanges = collectViewChanges(world.resources);
  const inForce = new InForceLog(world);
  const [quarantines, keptPlans] = [new QuarantineTable(options), new KeptPlans()];
  const holdBack = createHoldBack({ world, table: quarantines, keptPlans, onQuarantines: options.onQuarantines });
  const meters = fleetMeters(options.metrics);
  const state = { reachable: true };
  const publish = (revision: number): void => {
    inForce.begin(revision);
    flushWhatCan(world, options.logger);
    inForce.ready();
    snapshots.apply({ revision, changes: holdBack.pass(takeChanges()) });
  };
  const follower = {
    onBatch: (revision: number) => {
      const start = performance.now();
      publish(revision);
      meters.build.observe((performance.now() - start) / 1000);
      meters.revision.set(revision);
    },
    onQuarantine: (changes: readonly RecordChange[], reset: boolean) => holdBack.take(changes, reset),
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
    records: [...new Set([...ephemeralPrefixes, recordPrefix.quarantine, ...(options.records ?? [])])],
  });
  return {
    world,
    snapshots,
    quarantines,
    keptPlans,
    inForce,
    get storeReachable() {
      return state.reachable;
    },
    ready: Promise.race([snapshots.whenReady(), ended]),
    ended,
    setMembers: (members) => {
      if (world.setMembers(members) && snapshots.ready) publish(snapshots.revision);
    },
    close: async () => {
      stop.abort();
      await ended.catch(() => undefined);
    },
  };
}

interface HoldBack {
  /** Takes records of quarantines; objects that are held back change with the next flush. */
  take(changes: readonly RecordChange[], reset: boolean): void;
  /** What the views get of a flush, and of the records taken since the last one. */
  pass(changes: readonly ViewChange[]): readonly ViewChange[];
}

interface HoldBackParts {
  readonly world: World;
  readonly table: QuarantineTable;
  readonly keptPlans: KeptPlans;
  readonly onQuarantines: FleetOptions["onQuarantines"] | undefined;
}

function createHoldBack({ world, table, keptPlans, onQuarantines }: HoldBackParts): HoldBack {
  const gate = new QuarantineGate({ table, candidateOf: (id) => candidateOf(world, id) });
  const rechecked: ResourceId[] = [];
  return {
    take: (changes, reset) => {
      const changed = table.apply(changes, reset);
      onQuarantines?.(changed);
      const { resources, objects } = changed;
      keptPlans.take(resources, table);
      rechecked.push(...resources);
      for (const text of objects) holdObject(world, text, table.object(text));
    },
    pass: (changes) => {
      const passed = gate.pass(changes);
      return rechecked.length === 0 ? passed : [...passed, ...gate.recheck(rechecked.splice(0))];
    },
  };
}

function holdObject(world: World, text: string, held: HeldObject | undefined): void {
  const key = objectOfKey(text);
  if (key === undefined) return;
  world.hold(key, held && ((written) => inForceFor(held.record, written)));
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
