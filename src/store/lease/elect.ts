import type { Clock } from "../../kit/clock.ts";
import { type Lease, recordPrefix, type Store, StoreError, type WatchEvent } from "../store.ts";

/** What an election needs of a store. */
export interface ElectionPort {
  readonly store: Pick<Store, "lease" | "putRecord" | "getRecord">;
  readonly clock: Clock;
  /** Changes of the records under these prefixes, from their present state on. */
  watchRecords(prefixes: readonly string[], signal: AbortSignal): AsyncIterable<WatchEvent>;
}

/** See `Store.elect`. */
export interface ElectionOptions {
  readonly candidate: string;
  readonly signal: AbortSignal;
  readonly onChange: (leading: boolean) => void;
}

/** A leader that has stopped is followed by another after this time at the latest. */
const leaderTtlMs = 5000;
const retryMs = 500;

/**
 * Election by a record that is created only when absent and hangs on a lease: whoever creates it leads for as long as the lease holds. Ours,
 * because etcd3's campaign may report a win after it has resigned. Returns when `signal` aborts; the record is gone by then, if the engine
 * could be reached.
 *
 * ```
 *  candidate ──▶ create record ──▶ leading ──▶ lease lost, record removed ──▶ candidate
 *                 └─ exists: wait until it is gone ─┘
 * ```
 */
export async function elect(port: ElectionPort, name: string, options: ElectionOptions): Promise<void> {
  const key = `${recordPrefix.leader}${name}`;
  while (!options.signal.aborted) {
    try {
      await campaign(port, key, options);
    } catch (error) {
      if (!(error instanceof StoreError) || !isPassing(error)) throw error;
      await pause(port.clock, options.signal);
    }
  }
}

async function campaign(port: ElectionPort, key: string, options: ElectionOptions): Promise<void> {
  if ((await port.store.getRecord(key)) !== undefined) return untilGone(port, { key, etag: undefined, signal: options.signal });
  const lease = await port.store.lease({ ttlMs: leaderTtlMs });
  try {
    const put = await port.store.putRecord(key, { candidate: options.candidate }, { expected: "absent", lease });
    if (put.kind === "written" && !options.signal.aborted) await lead(port, { key, etag: put.etag, lease }, options);
  } finally {
    // When the engine cannot be reached now, the lease ends by itself.
    await lease.revoke().catch(() => undefined);
  }
}

async function lead(port: ElectionPort, { key, etag, lease }: { key: string; etag: string; lease: Lease }, options: ElectionOptions): Promise<void> {
  const over = new AbortController();
  const signal = AbortSignal.any([options.signal, over.signal]);
  options.onChange(true);
  try {
    await Promise.race([lease.lost, aborted(signal), untilGone(port, { key, etag, signal })]);
  } finally {
    over.abort();
    options.onChange(false);
  }
}

/** A record: `etag` when it has to be this writing of it, `undefined` for any. */
interface Watched {
  readonly key: string;
  readonly etag: string | undefined;
  readonly signal: AbortSignal;
}

/** Resolves when the record is gone or is another one, or `signal` aborts. */
async function untilGone(port: ElectionPort, watched: Watched): Promise<void> {
  for await (const event of port.watchRecords([watched.key], watched.signal)) {
    if (event.kind === "records" && mayBeGone(event, watched) && (await isGone(port, watched))) return;
  }
}

function mayBeGone({ reset, changes }: Extract<WatchEvent, { kind: "records" }>, { key, etag }: Watched): boolean {
  const change = changes.find((candidate) => candidate.key === key);
  if (change === undefined) return reset;
  return change.etag === undefined || (etag !== undefined && change.etag !== etag);
}

/** Asks the engine itself: a watch may be behind what was written before it was opened. */
async function isGone({ store, clock }: ElectionPort, { key, etag, signal }: Watched): Promise<boolean> {
  while (!signal.aborted) {
    try {
      const record = await store.getRecord(key);
      return record === undefined || (etag !== undefined && record.etag !== etag);
    } catch (error) {
      if (!(error instanceof StoreError) || !isPassing(error)) throw error;
      await pause(clock, signal);
    }
  }
  return true;
}

/** The engine may come back, or the lease may have ended while it was used. */
function isPassing(error: StoreError): boolean {
  return error.retryable || error.code === "ERR_STORE_LEASE_LOST";
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}

function pause(clock: Clock, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const cancel = clock.schedule(retryMs, resolve);
  return Promise.race([promise, aborted(signal)]).finally(cancel);
}
