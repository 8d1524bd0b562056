import type { Lease, Store } from "../../../src/store/store.ts";

/** A store under test. Each test gets a fresh, empty one. */
export interface Subject {
  readonly store: Store;
  /** Makes the lease end as if its process had been stopped for too long. */
  expire(lease: Lease): Promise<void>;
  /** Lets what waits for the clock run, when the subject has one of its own. */
  pass?(ms: number): Promise<void>;
}

/** Makes a subject; what it holds is released at the end of the test file or by closing the store. */
export type CreateSubject = () => Promise<Subject>;
