import { type CredentialTimes, lastUseKey, lastUseRecord, minuteText, readLastUseRecord } from "../../admin/projection/last-use-record.ts";
import type { LastUses } from "../../authz/last-uses.ts";
import type { Clock } from "../../kit/clock.ts";
import type { Logger } from "../../kit/telemetry.ts";
import type { Store } from "../../store/store.ts";

/** What it is made with. */
export interface LastUseKeeperOptions {
  readonly store: Pick<Store, "getRecord" | "putRecord">;
  readonly uses: Pick<LastUses, "take">;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** From the end of one round to the next. */
const everyMs = 60_000;
/** A round of many consumers is a little work each second, so that neither the store nor a decision waits for it. */
const most = { together: 20, atEnd: 600 } as const;
const pauseMs = 1000;

/**
 * Writes which credentials were used, and when last: a record for each consumer, outside of the objects' history, joined with what other replicas have written.
 * A record is written at most once a minute, and only when there is something newer to say.
 */
export class LastUseKeeper {
  readonly #options: LastUseKeeperOptions;
  /** What this round has yet to write, by the record's key. */
  readonly #pending = new Map<string, CredentialTimes>();
  #isFailing = false;
  #isClosed = false;
  #writing: Promise<void> = Promise.resolve();
  #cancel: () => void = () => undefined;

  constructor(options: LastUseKeeperOptions) {
    this.#options = options;
    this.#later(everyMs);
  }

  /** Writes what there is, of 600 consumers at most, when nobody is decided about any more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancel();
    await this.#writing;
    this.#take();
    await this.#write(most.atEnd);
  }

  #later(delayMs: number): void {
    if (this.#isClosed) return;
    this.#cancel = this.#options.clock.schedule(delayMs, () => {
      if (this.#pending.size === 0) this.#take();
      this.#writing = this.#write(most.together).then(() => this.#later(this.#pending.size > 0 && !this.#isFailing ? pauseMs : everyMs));
    });
  }

  #take(): void {
    for (const { consumer, credentials } of this.#options.uses.take()) {
      const key = lastUseKey(consumer);
      const times = Object.fromEntries([...credentials].map(([name, time]) => [name, minuteText(time)]));
      this.#pending.set(key, newest(this.#pending.get(key) ?? {}, times));
    }
  }

  /** What cannot be written is tried again in the next round. An outage is told once. */
  async #write(count: number): Promise<void> {
    try {
      for (const [key, times] of [...this.#pending].slice(0, count)) {
        await this.#join(key, times);
        this.#pending.delete(key);
      }
      this.#isFailing = false;
    } catch (error) {
      if (!this.#isFailing) this.#options.logger.warn("When credentials were used last cannot be written, it is tried again", { error: String(error) });
      this.#isFailing = true;
    }
  }

  /** Whoever writes at the same time makes this read anew. What a newer program has written stays as it is. */
  async #join(key: string, times: CredentialTimes): Promise<void> {
    const { store } = this.#options;
    const found = await store.getRecord(key);
    const known = found === undefined ? {} : readLastUseRecord(found.value);
    if (known === undefined || Object.entries(times).every(([name, time]) => time <= (known[name] ?? ""))) return;
    const { kind } = await store.putRecord(key, lastUseRecord(newest(known, times)), { expected: found?.etag ?? "absent" });
    if (kind === "conflict") await this.#join(key, times);
  }
}

function newest(left: CredentialTimes, right: CredentialTimes): CredentialTimes {
  const newer = Object.entries(right).filter(([name, time]) => time > (left[name] ?? ""));
  return { ...left, ...Object.fromEntries(newer) };
}
