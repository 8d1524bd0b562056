import {
  Etcd3,
  type IDuplexStream,
  type ILeaseKeepAliveRequest,
  type ILeaseKeepAliveResponse,
  type IOptions,
  type IWatchRequest,
  type IWatchResponse,
} from "etcd3";
import type { Clock } from "../../kit/clock.ts";
import { StoreError } from "../store.ts";
import { isEngineCompacted, toStoreError, wasNeverSent } from "./etcd-error.ts";
import type { ResolvedEtcdSettings } from "./etcd-settings.ts";

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
  readonly client: Etcd3;
  readonly call: { readonly deadline: number };
}

type Attempted<T> = { readonly answer: T } | { readonly error: StoreError; readonly wasNeverSent: boolean };

interface Endpoint {
  readonly address: string;
  readonly client: Etcd3;
}

type FaultPolicy = NonNullable<NonNullable<IOptions["faultHandling"]>["global"]>;

/** With several endpoints no single one may use up the whole time of a call. */
const attemptMs = 1000;
const pauseMs = 100;

/**
 * The endpoints of one etcd. A call goes to the endpoint that answered last; when that one does not answer, to the next, until the time is
 * up. What may not be done twice is repeated only when it cannot have arrived. Retries and circuit breakers of etcd3 are off: they would
 * repeat writes whose outcome is unknown.
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
    this.#endpoints = settings.endpoints.map((address) => ({ address, client: new Etcd3(clientOptions(address, settings)) }));
  }

  /** Where a call that starts now has to end. */
  deadline(): number {
    return this.#clock.monotonic() + this.#timeoutMs;
  }

  /** Makes a call; rejects with a `StoreError`. */
  async call<T>(make: (attempt: Attempt) => Promise<T>, { repeatable = false, deadline = this.deadline() }: CallOptions = {}): Promise<T> {
    for (let failures = 1; ; failures += 1) {
      const outcome = await this.#attempt(make, deadline);
      if ("answer" in outcome) return outcome.answer;
      const mayRepeat = outcome.error.retryable && (repeatable || outcome.wasNeverSent);
      if (mayRepeat && failures % this.#endpoints.length === 0) await this.#pause();
      if (!mayRepeat || this.#clock.monotonic() >= deadline) throw outcome.error;
    }
  }

  /** Opens a watch at the endpoint that answered last. */
  async watch(): Promise<WatchCall> {
    const { client, address } = this.#endpoints[this.#preferred] as Endpoint;
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
      return { answer: await make({ client, call: { deadline: this.#attemptDeadline(deadline) } }) };
    } catch (error) {
      const storeError = toStoreError(error, address);
      if (isEngineCompacted(error)) throw storeError;
      if (storeError.retryable && this.#preferred === preferred) this.#preferred = (preferred + 1) % this.#endpoints.length;
      return { error: storeError, wasNeverSent: wasNeverSent(error) };
    }
  }

  #attemptDeadline(deadline: number): number {
    const leftMs = Math.max(1, deadline - this.#clock.monotonic());
    return Date.now() + (this.#endpoints.length > 1 ? Math.min(attemptMs, leftMs) : leftMs);
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => void this.#clock.schedule(pauseMs, resolve));
  }
}

/** Sends one keep-alive and resolves with the answer. */
export async function keepAlive({ client, call }: Attempt, id: string): Promise<ILeaseKeepAliveResponse> {
  const stream: IDuplexStream<ILeaseKeepAliveRequest, ILeaseKeepAliveResponse> = await client.leaseClient.leaseKeepAlive(call);
  try {
    return await new Promise<ILeaseKeepAliveResponse>((resolve, reject) => {
      stream.on("data", resolve);
      stream.on("error", reject);
      stream.on("end", () => reject(new Error("The keep-alive stream ended")));
      stream.write({ ID: id });
    });
  } finally {
    stream.end();
  }
}

const passThrough: FaultPolicy = {
  _altReturn: undefined as never,
  onSuccess: () => ({ dispose: () => undefined }),
  onFailure: () => ({ dispose: () => undefined }),
  execute: async (run, signal = new AbortController().signal) => run({ signal }),
};

function clientOptions(address: string, { tls, credentials, timeoutMs }: ResolvedEtcdSettings): IOptions {
  return {
    hosts: address,
    ...(tls && { credentials: tlsCredentials(tls) }),
    ...(credentials && { auth: { username: credentials.user, password: credentials.password } }),
    // For the exchange of the password; each other call has a deadline of its own.
    defaultCallOptions: ({ isStream }) => (isStream ? {} : { deadline: Date.now() + timeoutMs }),
    faultHandling: { host: () => passThrough, global: passThrough },
    grpcOptions: {
      "grpc.max_receive_message_length": -1,
      "grpc.max_send_message_length": -1,
      "grpc.initial_reconnect_backoff_ms": 100,
      "grpc.max_reconnect_backoff_ms": 1000,
      // etcd refuses pings that come more often than every 5 s.
      "grpc.keepalive_time_ms": 10_000,
      "grpc.keepalive_timeout_ms": 3000,
      // A connection that hangs must not be found again by the next channel.
      "grpc.use_local_subchannel_pool": 1,
    },
  };
}

function tlsCredentials({ authorities, certificate, key }: NonNullable<ResolvedEtcdSettings["tls"]>): NonNullable<IOptions["credentials"]> {
  return {
    // etcd3 wants one, gRPC takes the system's authorities when there is none.
    rootCertificate: (authorities === undefined ? null : Buffer.from(authorities)) as Buffer,
    ...(certificate === undefined || key === undefined ? {} : { certChain: Buffer.from(certificate), privateKey: Buffer.from(key) }),
  };
}
