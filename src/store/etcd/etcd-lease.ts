import type { Clock } from "../../kit/clock.ts";
import type { Lease } from "../store.ts";
import { type EtcdConnection, keepAlive } from "./connection.ts";

const retryMs = 300;

/**
 * A lease of etcd that is kept alive until it is revoked. It counts as lost as soon as etcd says so, or when its time has passed since the
 * last keep-alive that was answered was *sent*: so before etcd gives its keys to others, whatever the wall clock does.
 */
export class EtcdLease implements Lease {
  readonly id: string;
  readonly lost: Promise<void>;
  readonly #connection: EtcdConnection;
  readonly #clock: Clock;
  readonly #ttlMs: number;
  readonly #onEnd: (lease: EtcdLease) => void;
  readonly #loose: () => void;
  #aliveUntil: number;
  #cancel: () => void = () => undefined;
  #isOver = false;

  private constructor(id: string, { connection, clock, ttlMs, sentAt, onEnd }: LeaseParts) {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.id = id;
    this.lost = promise;
    this.#loose = resolve;
    this.#connection = connection;
    this.#clock = clock;
    this.#ttlMs = ttlMs;
    this.#aliveUntil = sentAt + ttlMs;
    this.#onEnd = onEnd;
    this.#scheduleIn(ttlMs / 3);
  }

  /** Asks for a lease. etcd counts in seconds and has a minimum (about two), so it may be longer than asked for. */
  static async grant(connection: EtcdConnection, clock: Clock, options: { ttlMs: number; onEnd?: (lease: EtcdLease) => void }): Promise<EtcdLease> {
    const sentAt = clock.monotonic();
    const request = { TTL: Math.max(1, Math.ceil(options.ttlMs / 1000)) };
    // A grant that is made twice leaves one that ends by itself.
    const granted = await connection.call(({ client, call }) => client.leaseClient.leaseGrant(request, call), { repeatable: true });
    return new EtcdLease(granted.ID, { connection, clock, ttlMs: Number(granted.TTL) * 1000, sentAt, onEnd: options.onEnd ?? (() => undefined) });
  }

  async revoke(): Promise<void> {
    if (this.#isOver) return;
    this.#end();
    await this.#connection.call(({ client, call }) => client.leaseClient.leaseRevoke({ ID: this.id }, call), { repeatable: true }).catch(ignoreGone);
  }

  #scheduleIn(delayMs: number): void {
    if (!this.#isOver) this.#cancel = this.#clock.schedule(delayMs, () => void this.#renew());
  }

  async #renew(): Promise<void> {
    const sentAt = this.#clock.monotonic();
    if (sentAt >= this.#aliveUntil) return this.#lose();
    try {
      // Short enough for a second attempt, on another connection, if this one hangs.
      const options = { repeatable: true, deadline: Math.min(this.#aliveUntil, sentAt + this.#ttlMs / 3) };
      const { TTL } = await this.#connection.call((attempt) => keepAlive(attempt, this.id), options);
      if (Number(TTL) <= 0) return this.#lose();
      this.#aliveUntil = sentAt + Number(TTL) * 1000;
      this.#scheduleIn(this.#ttlMs / 3);
    } catch {
      this.#scheduleIn(Math.min(retryMs, Math.max(0, this.#aliveUntil - this.#clock.monotonic())));
    }
  }

  #lose(): void {
    if (this.#isOver) return;
    this.#end();
    this.#loose();
    // After a pause of this process etcd may still have it; its records must not outlive what was told.
    void this.#connection.call(({ client, call }) => client.leaseClient.leaseRevoke({ ID: this.id }, call)).catch(() => undefined);
  }

  #end(): void {
    this.#isOver = true;
    this.#cancel();
    this.#onEnd(this);
  }
}

interface LeaseParts {
  readonly connection: EtcdConnection;
  readonly clock: Clock;
  readonly ttlMs: number;
  readonly sentAt: number;
  readonly onEnd: (lease: EtcdLease) => void;
}

function ignoreGone(error: unknown): void {
  if (error instanceof Error && "code" in error && error.code === "ERR_STORE_LEASE_LOST") return;
  throw error;
}
