import type { Clock } from "../../kit/clock.ts";
import type { TurnTaker } from "./turns.ts";

/** A stream that writes. */
export interface Writer extends TurnTaker {
  /** It has not had everything yet. */
  readonly isNew: boolean;
}

/** Options of {@link Outflow}. */
export interface OutflowOptions {
  readonly clock: Pick<Clock, "monotonic" | "schedule">;
  /** Bytes of responses that may be on their way to all transports together. */
  readonly maxBytes: number;
}

interface OnWay {
  bytes: number;
  /** When the transport last took some of them, or when the first of them came. */
  since: number;
}

/** What a transport has not touched for so long counts no more, milliseconds. */
const stuckMs = 10_000;

/**
 * Bounds the bytes that are on their way on all streams: what is not written stays undecided, and is the newest state when it is. New streams have half of
 * the room, so that a storm of them leaves some to changes. A proxy that reads nothing – Envoy does while it is busy – counts for some seconds: a few of them
 * must not starve the fleet.
 */
export class Outflow {
  readonly #clock: Pick<Clock, "monotonic" | "schedule">;
  readonly #maxBytes: number;
  readonly #onWay = new Map<Writer, OnWay>();
  readonly #waiting = new Set<Writer>();
  #bytes = 0;
  #isWatching = false;

  constructor({ clock, maxBytes }: OutflowOptions) {
    this.#clock = clock;
    this.#maxBytes = maxBytes;
  }

  /** Whether a stream may write; one that may not gets a turn when it may. */
  admits(writer: Writer): boolean {
    if (this.#hasRoom(writer)) return true;
    this.#writeOff();
    if (this.#hasRoom(writer)) return true;
    this.#waiting.add(writer);
    this.#watch();
    return false;
  }

  /** A stream has given bytes to its transport. */
  wrote(writer: Writer, bytes: number): void {
    const now = this.#clock.monotonic();
    const onWay = this.#onWay.get(writer);
    if (onWay === undefined) this.#onWay.set(writer, { bytes, since: now });
    else onWay.bytes += bytes;
    this.#bytes += bytes;
  }

  /** The transport has taken bytes. */
  taken(writer: Writer, bytes: number): void {
    const onWay = this.#onWay.get(writer);
    if (onWay === undefined) return;
    onWay.bytes -= bytes;
    onWay.since = this.#clock.monotonic();
    this.#bytes -= bytes;
    if (onWay.bytes <= 0) this.#drop(writer, onWay);
    this.#wake();
  }

  /** A stream is over. */
  leave(writer: Writer): void {
    this.#waiting.delete(writer);
    const onWay = this.#onWay.get(writer);
    if (onWay === undefined) return;
    this.#drop(writer, onWay);
    this.#wake();
  }

  #hasRoom({ isNew }: Writer): boolean {
    return this.#bytes < (isNew ? this.#maxBytes / 2 : this.#maxBytes);
  }

  /** Whoever waits goes on also when nobody takes or asks for anything any more. */
  #watch(): void {
    if (this.#isWatching) return;
    this.#isWatching = true;
    this.#clock.schedule(stuckMs, () => {
      this.#isWatching = false;
      this.#writeOff();
      this.#wake();
      if (this.#waiting.size > 0) this.#watch();
    });
  }

  #writeOff(): void {
    const now = this.#clock.monotonic();
    for (const [writer, onWay] of this.#onWay) if (now - onWay.since >= stuckMs) this.#drop(writer, onWay);
  }

  #drop(writer: Writer, { bytes }: OnWay): void {
    this.#bytes -= bytes;
    this.#onWay.delete(writer);
  }

  /** Those that have everything but a change first. */
  #wake(): void {
    for (const isNew of [false, true]) {
      for (const writer of this.#waiting) {
        if (writer.isNew !== isNew) continue;
        if (!this.#hasRoom(writer)) break;
        this.#waiting.delete(writer);
        writer.turn();
      }
    }
  }
}
