import type { Clock } from "../kit/clock.ts";
import type { Logger } from "../kit/telemetry.ts";
import type { Store } from "../store/store.ts";
import { messageOf } from "./start-error.ts";

/** How often the leader forgets old history. */
const everyMs = 3_600_000;

/** How long history is kept: both must be exceeded before a commit is forgotten. */
export interface HistoryLimits {
  /** This many of the newest commits stay, however old. */
  readonly keep: number;
  /** Commits younger than this stay, however many; milliseconds. */
  readonly ageMs: number;
}

/** What housekeeping works with. */
export interface HousekeepingOptions {
  readonly store: Pick<Store, "compact" | "elect">;
  readonly replica: string;
  readonly limits: HistoryLimits;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Forgets old history once an hour, on the one replica that leads. The answer ends it. */
export function startHousekeeping(options: HousekeepingOptions): () => Promise<void> {
  const { store, replica, clock, logger } = options;
  const stop = new AbortController();
  let cancel = (): void => undefined;
  const work = (): void => {
    void compact(options);
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

async function compact({ store, limits, clock, logger }: HousekeepingOptions): Promise<void> {
  try {
    const olderThan = new Date(Math.max(0, clock.now() - limits.ageMs)).toISOString();
    const { oldest } = await store.compact({ keep: limits.keep, olderThan });
    logger.debug("Old history is forgotten", { oldest });
  } catch (error) {
    // The next hour brings the next attempt.
    logger.warn("Old history cannot be forgotten now", { error: messageOf(error) });
  }
}
