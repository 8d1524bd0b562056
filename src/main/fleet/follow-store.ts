import { keyOfEphemeralRecord, readEphemeralRecord } from "../../admin/projection/ephemeral-record.ts";
import type { Logger } from "../../kit/telemetry.ts";
import { ephemeralKinds, type Kind, kinds } from "../../model/object/object.ts";
import { type RecordChange, recordPrefix, type Store, type WatchEvent } from "../../store/store.ts";
import type { World, WorldChange } from "./world.ts";

/** Told after each batch: the newest durable revision that the world contains. */
export interface StoreFollower {
  onBatch(revision: number): void;
  /** Records of quarantines; before the batch that they are part of. `reset`: these are all. */
  onQuarantine(changes: readonly RecordChange[], reset: boolean): void;
  onOutage(out: boolean): void;
  /** Every event of the watch, after the world and the views have taken it. */
  onEvent(event: WatchEvent): void;
}

const durableKinds: readonly Kind[] = kinds.filter((kind) => !ephemeralKinds.has(kind));

/**
 * Moves the store's watch into the world, one batch a revision, until `signal` aborts. The first call of `onBatch` comes with the whole
 * state, those without history included, so that nothing is published half.
 */
export async function followStore(
  store: Store,
  world: World,
  options: { readonly follower: StoreFollower; readonly signal: AbortSignal; readonly logger: Logger; readonly records: readonly string[] },
): Promise<void> {
  const progress = { revision: 0, objects: false, records: false };
  for await (const event of store.watch({ records: options.records, signal: options.signal })) {
    applyEvent(event, { world, progress, ...options });
    if (progress.objects && progress.records && changesWorld(event)) options.follower.onBatch(progress.revision);
    options.follower.onEvent(event);
  }
}

interface Progress {
  revision: number;
  objects: boolean;
  records: boolean;
}

function changesWorld(event: WatchEvent): boolean {
  return event.kind === "snapshot" || event.kind === "commit" || event.kind === "records";
}

interface FollowContext {
  readonly world: World;
  readonly progress: Progress;
  readonly follower: StoreFollower;
  readonly logger: Logger;
}

function applyEvent(event: WatchEvent, { world, progress, follower, logger }: FollowContext): void {
  switch (event.kind) {
    case "snapshot":
      if (event.relisted)
        logger.warn("Commits were compacted away while this replica was not watching, the state was listed anew", { revision: event.revision });
      world.replace(event.objects, durableKinds);
      progress.revision = event.revision;
      progress.objects = true;
      return;
    case "commit":
      world.set(event.record.changes);
      progress.revision = event.record.revision;
      return;
    case "records":
      applyRecords(event.changes, world, event.reset);
      follower.onQuarantine(
        event.changes.filter(({ key }) => key.startsWith(recordPrefix.quarantine)),
        event.reset,
      );
      progress.records = true;
      return;
    case "outage":
      logger.error("Store cannot be reached, the last state stays in force", { error: event.error.message });
      follower.onOutage(true);
      return;
    case "restored":
      logger.info("Store is back");
      follower.onOutage(false);
  }
}

function applyRecords(changes: readonly RecordChange[], world: World, reset: boolean): void {
  const objects = changes.flatMap(objectChange);
  if (reset)
    world.replace(
      objects.flatMap(({ after }) => after ?? []),
      [...ephemeralKinds],
    );
  else world.set(objects);
}

/** Records of other makers, and of newer programs, are no objects. */
function objectChange({ key, value }: RecordChange): readonly WorldChange[] {
  const object = keyOfEphemeralRecord(key);
  return object === undefined ? [] : [{ key: object, after: readEphemeralRecord(value) }];
}
