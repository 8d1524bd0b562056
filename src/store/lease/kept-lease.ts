import type { Lease, Store } from "../store.ts";

/** What it is made with. */
export interface KeptLeaseOptions {
  readonly store: Pick<Store, "lease">;
  /** How long the lease outlives a process that says nothing. */
  readonly ttlMs: number;
  /** The lease is gone, and the records under it with it. */
  readonly onLost: () => void;
}

/** A lease that is taken when it is needed first, and anew when the store has lost it. */
export class KeptLease {
  readonly #options: KeptLeaseOptions;
  #lease: Lease | undefined;

  constructor(options: KeptLeaseOptions) {
    this.#options = options;
  }

  /** The lease to write under. Rejects as `Store.lease` does. */
  async current(): Promise<Lease> {
    if (this.#lease !== undefined) return this.#lease;
    const { store, ttlMs, onLost } = this.#options;
    const lease = await store.lease({ ttlMs });
    this.#lease = lease;
    void lease.lost.then(() => {
      this.#lease = undefined;
      onLost();
    });
    return lease;
  }

  /** Gives it up with its records; what cannot be given up now ends by itself. */
  async revoke(): Promise<void> {
    await this.#lease?.revoke().catch(() => undefined);
  }
}
