import type { Clock, Random } from "../../kit/clock.ts";
import type { Logger } from "../../kit/telemetry.ts";
import { recordPrefix, type Store, type WatchEvent } from "../../store/store.ts";
import { OwnAnswers } from "./own-answers.ts";
import { ReplicaAnswers } from "./replica-answers.ts";
import type { AuthMemory } from "./replica-record.ts";

/** What replicas tell each other by. */
export interface ReplicasOptions {
  readonly store: Pick<Store, "lease" | "putRecord">;
  readonly replica: string;
  /** Whether proxies ask this process with each request. */
  readonly decides: boolean;
  /** Where the role authz remembers nonces and sessions; undefined without the role. */
  readonly memory: AuthMemory | undefined;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}

/** The replicas that decide with each request: this one says where it stands, and may ask where all do. */
export interface Replicas {
  readonly answers: ReplicaAnswers;
  /** Takes an event of the store's watch, after everything that follows from it is in force here; `revision` is the newest one that is. */
  apply(event: WatchEvent, revision: number): void;
  close(): Promise<void>;
}

/** Records that `apply` wants of the store's watch. */
export const replicaRecords: readonly string[] = [recordPrefix.replica, recordPrefix.ask];

/** Resolves when this replica is announced. Called before its first state is read: what is written later than it is waited for, what was written before is in that state. */
export async function openReplicas({ replica, decides, memory, random, ...options }: ReplicasOptions): Promise<Replicas> {
  const answers = new ReplicaAnswers({ ...options, random });
  const own = decides ? new OwnAnswers({ ...options, replica, memory }) : undefined;
  await own?.announced();
  return {
    answers,
    apply: (event, revision) => {
      if (event.kind === "records") {
        own?.take(event.changes, event.reset);
        answers.take(event.changes, event.reset);
      }
      own?.answer(revision);
    },
    close: async () => {
      await Promise.all([own?.close(), answers.close()]);
    },
  };
}
