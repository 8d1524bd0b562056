import type { Clock, Random } from "../../kit/clock.ts";
import type { Logger } from "../../kit/telemetry.ts";
import { type RecordChange, recordPrefix, type Store } from "../../store/store.ts";
import { LeasedRecord } from "./leased-record.ts";
import { askRecord, type ReplicaRecord, readAskRecord, readReplicaRecord } from "./replica-record.ts";

/** What it is made with. */
export interface ReplicaAnswersOptions {
  readonly store: Pick<Store, "lease" | "putRecord">;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}

/** Where the replicas stand that proxies ask with each request. */
export interface ReplicaStanding {
  /** How many decide by what was asked about. */
  readonly acked: number;
  /** Names of those that do not, as far as is known. */
  readonly pending: readonly string[];
  /** All do, and there are no others. */
  readonly isComplete: boolean;
}

/**
 * Asks all replicas that decide with each request whether they have everything that was written until now. Nothing is written unless somebody asks, and at
 * most ten times a second. Who is gone is not waited for longer than its lease.
 */
export class ReplicaAnswers {
  readonly #record: LeasedRecord;
  readonly #asker: string;
  readonly #known = new Map<string, ReplicaRecord>();
  readonly #listeners = new Set<() => void>();
  #asked = 0;
  #revision = 0;
  /** The newest own question that came back: every replica that was there before it is known. */
  #seen = 0;

  constructor({ random, ...options }: ReplicaAnswersOptions) {
    // Not the name of this replica: numbers begin anew with each process.
    this.#asker = Buffer.from(random.bytes(8)).toString("hex");
    this.#record = new LeasedRecord({ ...options, key: `${recordPrefix.ask}${this.#asker}` });
  }

  /** Asks who has this revision and all records; answers the question's number. */
  ask(revision: number): number {
    this.#asked += 1;
    this.#revision = Math.max(this.#revision, revision);
    this.#record.set(askRecord({ number: this.#asked, revision: this.#revision }));
    return this.#asked;
  }

  /** Who has answered a question. */
  standing(number: number): ReplicaStanding {
    const pending = [...this.#known].filter(([, { heard }]) => (heard[this.#asker] ?? 0) < number).map(([replica]) => replica);
    return { acked: this.#known.size - pending.length, pending: pending.sort(), isComplete: this.#seen >= number && pending.length === 0 };
  }

  /** How many replicas of the role authz there are, and how many of them remember nonces and sessions each for itself. */
  memories(): { readonly all: number; readonly own: number } {
    const memories = [...this.#known.values()].flatMap(({ memory }) => memory ?? []);
    return { all: memories.length, own: memories.filter((memory) => memory === "own").length };
  }

  /** Told when `standing` may answer something else; the answer ends it. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Takes records of replicas and of the own question. `reset`: these are all. */
  take(changes: readonly RecordChange[], reset: boolean): void {
    if (reset) this.#known.clear();
    for (const { key, value } of changes) {
      if (key === `${recordPrefix.ask}${this.#asker}`) this.#seen = readAskRecord(value)?.number ?? this.#seen;
      if (key.startsWith(recordPrefix.replica)) this.#takeReplica(key.slice(recordPrefix.replica.length), readReplicaRecord(value));
    }
    for (const listener of [...this.#listeners]) listener();
  }

  /** Takes the question away. */
  close(): Promise<void> {
    return this.#record.close();
  }

  #takeReplica(replica: string, record: ReplicaRecord | undefined): void {
    if (record === undefined) this.#known.delete(replica);
    else this.#known.set(replica, record);
  }
}
