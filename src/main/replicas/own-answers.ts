import type { RecordChange } from "../../store/store.ts";
import { recordPrefix } from "../../store/store.ts";
import { LeasedRecord, type LeasedRecordOptions } from "./leased-record.ts";
import { type AskRecord, type AuthMemory, readAskRecord, replicaRecord } from "./replica-record.ts";

/** What it is made with. */
export interface OwnAnswersOptions extends Omit<LeasedRecordOptions, "key"> {
  readonly replica: string;
  /** That of the role authz; undefined without it. */
  readonly memory: AuthMemory | undefined;
}

/**
 * A replica that proxies ask with each request says that it is there, and answers those who want to know whether it has everything: a question is a record,
 * so whoever has heard of it by the store's watch has heard of every record that was written before it.
 */
export class OwnAnswers {
  readonly #record: LeasedRecord;
  readonly #asks = new Map<string, AskRecord>();
  readonly #heard = new Map<string, number>();
  readonly #memory: AuthMemory | undefined;

  constructor({ replica, memory, ...options }: OwnAnswersOptions) {
    this.#record = new LeasedRecord({ ...options, key: `${recordPrefix.replica}${replica}` });
    this.#memory = memory;
    this.#record.set(replicaRecord(this.#heard, memory));
  }

  /** Resolves when it was said that this replica is there, or could not be. */
  announced(): Promise<void> {
    return this.#record.attempt();
  }

  /** Takes records of questions. `reset`: these are all. */
  take(changes: readonly RecordChange[], reset: boolean): void {
    if (reset) this.#asks.clear();
    for (const { key, value } of changes) {
      if (!key.startsWith(recordPrefix.ask)) continue;
      const asker = key.slice(recordPrefix.ask.length);
      const ask = readAskRecord(value);
      if (ask === undefined) this.#asks.delete(asker);
      else this.#asks.set(asker, ask);
    }
    for (const asker of [...this.#heard.keys()]) if (!this.#asks.has(asker)) this.#heard.delete(asker);
  }

  /** Answers what can be answered by who decides by this revision, and by all records that were taken. */
  answer(revision: number): void {
    const due = [...this.#asks].filter(([asker, ask]) => ask.revision <= revision && this.#heard.get(asker) !== ask.number);
    if (due.length === 0) return;
    for (const [asker, { number }] of due) this.#heard.set(asker, number);
    this.#record.set(replicaRecord(this.#heard, this.#memory));
  }

  /** Takes the record away: nobody waits for this replica any more. */
  close(): Promise<void> {
    return this.#record.close();
  }
}
