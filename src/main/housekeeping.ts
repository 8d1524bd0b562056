import { trimAudit } from "../admin/audit/trim-audit.ts";
import { readEphemeralRecord } from "../admin/projection/ephemeral-record.ts";
import { consumerOfLastUse, lastUseRecord, readLastUseRecord } from "../admin/projection/last-use-record.ts";
import { endOf } from "../authz/decide/revocation/revocation-index.ts";
import type { Clock } from "../kit/clock.ts";
import type { Logger } from "../kit/telemetry.ts";
import type { RevocationSpec } from "../model/object/revocation.ts";
import { recordPrefix, type Store, type StoreRecord } from "../store/store.ts";
import { messageOf } from "./start-error.ts";

/** How often the leader forgets old history, revocations that are over, and when credentials were used that are gone. */
const everyMs = 3_600_000;

/** How long history is kept: both must be exceeded before a commit, or another entry of the audit log, is forgotten. */
export interface HistoryLimits {
  /** This many of the newest stay, however old. */
  readonly keep: number;
  /** Younger ones than this stay, however many; milliseconds. */
  readonly ageMs: number;
}

/** What housekeeping works with. */
export interface HousekeepingOptions {
  readonly store: Pick<Store, "compact" | "elect" | "get" | "listRecords" | "putRecord" | "deleteRecord">;
  readonly replica: string;
  readonly limits: HistoryLimits;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Forgets old history, revocations that are over, and uses of credentials that are gone, once an hour, on the one replica that leads. The answer ends it. */
export function startHousekeeping(options: HousekeepingOptions): () => Promise<void> {
  const { store, replica, clock, logger } = options;
  const stop = new AbortController();
  let cancel = (): void => undefined;
  const work = (): void => {
    void forgetHistory(options);
    void forgetRevocations(options);
    void forgetUses(options);
    cancel = clock.schedule(everyMs, work);
  };
  const onChange = (leading: boolean): void => {
    cancel();
    cancel = (): void => undefined;
    logger.debug(leading ? "This replica leads" : "This replica does not lead any more");
    if (leading) work();
  };
  const ended = store.elect("housekeeping", { candidate: replica, signal: stop.signal, onChange }).catch((error: unknown) => {
    logger.error("This replica cannot lead, old history may stay", { error: messageOf(error) });
  });
  return async () => {
    stop.abort();
    cancel();
    await ended;
  };
}

async function forgetHistory({ store, limits, clock, logger }: HousekeepingOptions): Promise<void> {
  try {
    const kept = { keep: limits.keep, olderThan: new Date(Math.max(0, clock.now() - limits.ageMs)).toISOString() };
    const { oldest } = await store.compact(kept);
    const entries = await trimAudit(store, kept);
    logger.debug("Old history is forgotten", { oldest, entries });
  } catch (error) {
    // The next hour brings the next attempt.
    logger.warn("Old history cannot be forgotten now", { error: messageOf(error) });
  }
}

/** What is over revokes nothing any more. Each is deleted as it was read: one that was prolonged meanwhile stays. */
async function forgetRevocations({ store, clock, logger }: HousekeepingOptions): Promise<void> {
  try {
    const records = await store.listRecords(recordPrefix.revocation);
    const over = records.filter(({ value }) => {
      const object = readEphemeralRecord(value);
      return object !== undefined && endOf(object.spec as unknown as RevocationSpec) <= clock.now();
    });
    for (const { key, etag } of over) await store.deleteRecord(key, { expected: etag });
    if (over.length > 0) logger.info("Revocations that are over are deleted", { count: over.length });
  } catch (error) {
    logger.warn("Revocations that are over cannot be deleted now", { error: messageOf(error) });
  }
}

/** Nobody asks when a credential was used that is gone. */
async function forgetUses({ store, logger }: HousekeepingOptions): Promise<void> {
  try {
    for (const record of await store.listRecords(recordPrefix.use)) await forgetUsesIn(record, store);
  } catch (error) {
    logger.warn("Uses of credentials that are gone cannot be forgotten now", { error: messageOf(error) });
  }
}

/** The Consumer is read after its record: what was added and used meanwhile is known. A record that was written meanwhile waits for the next hour. */
async function forgetUsesIn({ key, value, etag: expected }: StoreRecord, store: HousekeepingOptions["store"]): Promise<void> {
  const consumer = consumerOfLastUse(key);
  const times = Object.entries(readLastUseRecord(value) ?? {});
  if (consumer === undefined || times.length === 0) return;
  const { credentials = {} } = ((await store.get(consumer))?.spec ?? {}) as { readonly credentials?: object };
  const kept = times.filter(([name]) => Object.hasOwn(credentials, name));
  if (kept.length === 0) await store.deleteRecord(key, { expected });
  else if (kept.length < times.length) await store.putRecord(key, lastUseRecord(Object.fromEntries(kept)), { expected });
}
