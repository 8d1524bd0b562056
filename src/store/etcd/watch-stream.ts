import type { IKeyValue, IWatchResponse } from "etcd3/lib/rpc.js";
import type { EtcdConnection, WatchCall } from "./connection.ts";
import type { KeyRange } from "./keys.ts";

/** What one revision of the engine did to a watched key. */
export interface KeyChange {
  readonly kind: "put" | "delete";
  readonly kv: IKeyValue;
}

/** What a stream does with what it hears. Changes are handed over in order, one call after the other. */
export interface WatchStreamOptions {
  readonly ranges: readonly KeyRange[];
  /** The first revision of the engine to hear of. */
  readonly from: string;
  readonly onChanges: (changes: readonly KeyChange[]) => Promise<void>;
}

/**
 * A watch on etcd without the repairs of etcd3's own, which resumes by itself and cannot tell that a stream has gone silent. It ends with the
 * first trouble, whatever it is (etcd's error for a compacted revision has no text), and the caller starts anew from what is stored.
 */
export class WatchStream {
  /** Rejects when the stream ends, for whatever reason; never resolves. */
  readonly ended: Promise<never>;
  readonly #call: WatchCall;
  readonly #onChanges: WatchStreamOptions["onChanges"];
  readonly #fail: (error: unknown) => void;
  #handled: Promise<void> = Promise.resolve();
  #seen = 0n;
  #isClosed = false;

  private constructor(call: WatchCall, { ranges, from, onChanges }: WatchStreamOptions) {
    const { promise, reject } = Promise.withResolvers<never>();
    this.ended = promise;
    this.#fail = reject;
    this.#call = call;
    this.#onChanges = onChanges;
    // Whoever follows the stream hears of it; nobody may be there yet.
    promise.catch(() => undefined);
    call.on("data", (response) => this.#take(response));
    call.on("error", reject);
    call.on("end", () => reject(new Error("etcd ended the watch")));
    for (const range of ranges) call.write({ create_request: { ...range, start_revision: from } });
  }

  static async open(connection: EtcdConnection, options: WatchStreamOptions): Promise<WatchStream> {
    return new WatchStream(await connection.watch(), options);
  }

  /** The newest revision of the engine that the member at the other end has told of. */
  get seen(): bigint {
    return this.#seen;
  }

  /** Asks the member how far it is; the answer moves `seen`. */
  askProgress(): void {
    this.#call.write({ progress_request: {} });
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  close(): void {
    this.#isClosed = true;
    this.#fail(new Error("The watch was closed"));
    this.#call.cancel();
  }

  #take(response: IWatchResponse): void {
    const revision = BigInt(response.header.revision);
    if (revision > this.#seen) this.#seen = revision;
    if (response.canceled) {
      this.#fail(new Error(`etcd cancelled the watch: ${response.cancel_reason || "no reason given"}, compacted at ${response.compact_revision}`));
      return;
    }
    const changes = response.events.map(({ type, kv }): KeyChange => ({ kind: type === "Delete" ? "delete" : "put", kv }));
    if (changes.length > 0) this.#handled = this.#handled.then(() => this.#handle(changes)).catch((error: unknown) => this.#fail(error));
  }

  /** After the end nothing is handed over any more: what is read anew then is newer. */
  async #handle(changes: readonly KeyChange[]): Promise<void> {
    if (!this.#isClosed) await this.#onChanges(changes);
  }
}
