import type { Clock } from "../../kit/clock.ts";
import { whenDue } from "../when-due.ts";
import { CounterError } from "./counters.ts";

/** Options of {@link ShardWatch}. */
export interface ShardWatchOptions {
  readonly clock: Clock;
  /** Asks the shard whether it is there; rejects when it is not. */
  readonly probe: () => Promise<unknown>;
  /** How long an answer is waited for, in milliseconds. */
  readonly waitMs: number;
  /** Told when the shard is lost, and why. */
  readonly onLost: (reason: string) => void;
  /** Told when it is back. */
  readonly onBack: () => void;
}

/** One answer that does not come may be a hiccup; so many in a row are an outage. */
const lateAnswers = 3;
/** The shard is back when so many probes in a row come back, this far apart. */
const probes = { count: 3, everyMs: 100 } as const;

/**
 * What is known of one shard of the store: it `answers`, or it is `lost`.
 *
 *     answers ── an error, or three answers in a row too late ──▶ lost
 *     answers ◀── three probes in a row answered in time ──────── lost
 */
export class ShardWatch {
  readonly #options: ShardWatchOptions;
  #late = 0;
  #probesAnswered = 0;
  #lost = false;
  #isClosed = false;
  #answeredLately = false;
  #cancelProbe: () => void = () => undefined;

  constructor(options: ShardWatchOptions) {
    this.#options = options;
  }

  /** False while the shard is lost: it need not be asked. */
  get answers(): boolean {
    return !this.#lost;
  }

  /** Waits for `work` as long as an answer may take. Rejects with what it rejects with, or with a {@link CounterError} when it is late. */
  async ask<T>(work: () => Promise<T>): Promise<T> {
    try {
      const answer = await inTime(work, this.#options);
      this.#late = 0;
      this.#answeredLately = true;
      return answer;
    } catch (error) {
      this.#onError(error);
      throw error;
    }
  }

  /** Asks by a probe when nobody else has since the last look, so that a loss is seen without traffic. */
  look(): void {
    const isIdle = !this.#answeredLately && !this.#lost;
    this.#answeredLately = false;
    if (isIdle) this.ask(this.#options.probe).catch(() => undefined);
  }

  /** Takes the shard for lost until it answers probes. */
  lose(reason: string): void {
    if (this.#lost || this.#isClosed) return;
    this.#lost = true;
    this.#late = 0;
    this.#probesAnswered = 0;
    this.#options.onLost(reason);
    this.#probeLater();
  }

  /** Stops asking. */
  close(): void {
    this.#isClosed = true;
    this.#cancelProbe();
  }

  /** A refusal – memory that is full, a key that is forbidden – says nothing of the next batch. */
  #onError(error: unknown): void {
    const code = error instanceof CounterError ? error.code : undefined;
    if (code === "ERR_COUNTER_TIMEOUT") this.#late += 1;
    if (code === "ERR_COUNTER_REFUSED" || (code === "ERR_COUNTER_TIMEOUT" && this.#late < lateAnswers)) return;
    this.lose(error instanceof Error ? error.message : String(error));
  }

  #probeLater(): void {
    if (!this.#isClosed) this.#cancelProbe = this.#options.clock.schedule(probes.everyMs, () => void this.#probe());
  }

  async #probe(): Promise<void> {
    const cameBack = await inTime(this.#options.probe, this.#options).then(
      () => true,
      () => false,
    );
    this.#probesAnswered = cameBack ? this.#probesAnswered + 1 : 0;
    if (this.#probesAnswered < probes.count) return this.#probeLater();
    this.#lost = false;
    this.#options.onBack();
  }
}

function inTime<T>(work: () => Promise<T>, { clock, waitMs }: ShardWatchOptions): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = whenDue(clock, waitMs, () => reject(new CounterError("ERR_COUNTER_TIMEOUT", `Redis did not answer within ${waitMs} ms`)));
    work().then(
      (answer) => {
        cancel();
        resolve(answer);
      },
      (error: unknown) => {
        cancel();
        reject(error instanceof Error ? error : new CounterError("ERR_COUNTER_UNREACHABLE", `Redis: ${String(error)}`));
      },
    );
  });
}
