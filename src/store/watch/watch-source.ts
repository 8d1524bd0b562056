import type { StoredObject } from "../../model/object/object.ts";
import type { CommitRecord, StoreRecord } from "../store.ts";

/** The whole state at a revision. */
export interface Snapshot {
  readonly revision: number;
  readonly objects: readonly StoredObject[];
}

/** What watchers read from; each adapter is one. A source that rejects with a retryable error has told its hub of the outage before. */
export interface WatchSource {
  /** Asks the engine for the newest revision. */
  sync(): Promise<number>;
  /** The newest revision that is known here. */
  revision(): number;
  snapshot(): Promise<Snapshot>;
  /** Commits after a revision in order, at least one; `undefined` when the next one is no longer kept. */
  commitsAfter(revision: number): Promise<readonly CommitRecord[] | undefined>;
  /** The records under these prefixes, as far as they are known here. Synchronous, so that no change comes between. */
  recordsUnder(prefixes: readonly string[]): readonly StoreRecord[];
}
