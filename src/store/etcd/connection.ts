import { castGrpcError } from "etcd3/lib/errors.js";
import type { IDuplexStream, ILeaseKeepAliveRequest, ILeaseKeepAliveResponse, IWatchRequest, IWatchResponse } from "etcd3/lib/rpc.js";
import type { Clock } from "../../kit/clock.ts";
import { StoreError } from "../store.ts";
import { EndpointClient } from "./endpoint-client.ts";
import { isEngineCompacted, toStoreError, wasNeverSent } from "./etcd-error.ts";
import type { ResolvedEtcdSettings } from "./etcd-settings.ts";
import { wait } from "./wait.ts";

/** A two-way stream of etcd. */
export type WatchCall = IDuplexStream<IWatchRequest, IWatchResponse>;

/** How one call may be made. */
export interface CallOptions {
  /** True for what may be done twice: reads, and writes under a condition that only one of them can meet. */
  readonly repeatable?: boolean;
  /** When the caller gives up, by `Clock.monotonic`; by default the settings' time from now. */
  readonly deadline?: number;
}

/** One attempt at one endpoint: which, and until when (milliseconds since the epoch, as gRPC wants it). */
export interface Attempt {
  readonly client: EndpointClient;
  readonly call: { readonly deadline: number };
}

type Attempted<T> = { readonly answer: T } | { readonly error: StoreError; readonly wasNeverSent: boolean };

interface Endpoint {
  readonly address: string;
  readonly client: EndpointClient;
}

/** With several endpoints the first one must not use up the whole time of a call; later attempts get more, for an etcd that is slow. */
const attemptMs = 1000;
const pauseMs = 100;

/**
 * The endpoints of one etcd. A call goes to the endpoint that answered last; when that one does not answer, to the next, until the time is
 * up. What may not be done twice is repeated only when it cannot have arrived.
 */
export class EtcdConnection {
  readonly #endpoints: readonly Endpoint[];
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  #preferred = 0;
  #isClosed = false;

  constructor(settings: ResolvedEtcdSettings, clock: Clock) {
    this.#clock = clock;
    this.#timeoutMs = settings.timeoutMs;
    this.#endpoints = settings.endpoints.map((address) => ({ address, client: new EndpointClient(address, settings) }));
  }

  /** Where a call that starts now has to end. */
  deadline(): number {
    return this.#clock.monotonic() + this.#timeoutMs;
  }

  /** Makes a call; rejects with a `StoreError`. */
  async call<T>(make: (attempt: Attempt) => Promise<T>, { repeatable = false, deadline = this.deadline() }: CallOptions = {}): Promise<T> {
    for (let failures = 1; ; failures += 1) {
      const outcome = await this.#attempt(make, this.#attemptDeadline(deadline, failures));
      if ("answer" in outcome) return outcome.answer;
      const mayRepeat = outcome.error.retryable && (repeatable || outcome.wasNeverSent);
      if (mayRepeat && failures % this.#endpoints.length === 0) await wait(pauseMs);
      if (!mayRepeat || this.#clock.monotonic() >= deadline) throw outcome.error;
    }
  }

  /** Opens a watch at the endpoint that answered last, on a connection of its own: the one before may have fallen silent. */
  async watch(): Promise<WatchCall> {
    const { client, address } = this.#endpoints[this.#preferred] as Endpoint;
    client.renew("Watch");
    return client.watchClient.watch().catch((error: unknown) => Promise.reject(toStoreError(error, address)));
  }

  close(): void {
    this.#isClosed = true;
    for (const { client } of this.#endpoints) client.close();
  }

  /** Asks the endpoint that answered last; when it does not answer, the next attempt goes to the next one. */
  async #attempt<T>(make: (attempt: Attempt) => Promise<T>, deadline: number): Promise<Attempted<T>> {
    if (this.#isClosed) throw new StoreError("ERR_STORE_CLOSED", "Store is closed");
    const preferred = this.#preferred;
    const { client, address } = this.#endpoints[preferred] as Endpoint;
    try {
      return { answer: await make({ client, call: { deadline } }) };
    } catch (error) {
      const storeError = toStoreError(error, address);
      if (isEngineCompacted(error)) throw storeError;
      if (storeError.retryable && this.#preferred === preferred) this.#preferred = (preferred + 1) % this.#endpoints.length;
      return { error: storeError, wasNeverSent: wasNeverSent(error) };
    }
  }

  #attemptDeadline(deadline: number, attempt: number): number {
    const leftMs = Math.max(1, deadline - this.#clock.monotonic());
    return Date.now() + (this.#endpoints.length > 1 ? Math.min(attemptMs * attempt, leftMs) : leftMs);
  }
}

/** Sends one keep-alive and resolves with the answer. */
export async function keepAlive({ client, call }: Attempt, id: string): Promise<ILeaseKeepAliveResponse> {
  const stream: IDuplexStream<ILeaseKeepAliveRequest, ILeaseKeepAliveResponse> = await client.leaseClient.leaseKeepAlive(call);
  try {
    return await new Promise<ILeaseKeepAliveResponse>((resolve, reject) => {
      stream.on("data", resolve);
      stream.on("error", (error) => reject(castGrpcError(error)));
      stream.on("end", () => reject(new Error("The keep-alive stream ended")));
      stream.write({ ID: id });
    });
  } finally {
    stream.end();
  }
}
