import type { LaneLimit, LaneLimits } from "../limits/lane-limits.ts";
import type { Wire } from "./wire.ts";

/** What a {@link Backlog} is made with. */
export interface BacklogOptions {
  readonly limits: LaneLimits;
  readonly wire: Wire;
  readonly now: number;
  /** The client is let go. */
  readonly onDrop: (limit: LaneLimit) => void;
}

/** What a client has not taken yet. One that reads slowly is not read from, and one that reads too slowly, or too little, is let go. */
export class Backlog {
  readonly #options: BacklogOptions;
  #writtenBytes = 0;
  /** How many bytes had left when a sweep last saw some leave, and when that was. */
  #movedBytes = 0;
  #movedAt: number;
  #isPaused = false;

  constructor(options: BacklogOptions) {
    this.#options = options;
    this.#movedAt = options.now;
  }

  /** True while the wire has bytes that have not left. */
  get isWaiting(): boolean {
    return this.#options.wire.backlog() > 0;
  }

  /** True while the client is not read from. */
  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** Gives bytes to the wire; see {@link Wire.write}. */
  write(bytes: Buffer): boolean {
    this.#writtenBytes += bytes.length;
    return this.#options.wire.write(bytes);
  }

  /** Looks whether reading is to stop or go on. `blockedBytes` are those that wait for a window. */
  watch(blockedBytes: number): void {
    const { limits, wire, onDrop } = this.#options;
    const bytes = wire.backlog();
    if (bytes + blockedBytes > limits.maxOutputBytes) onDrop("maxOutputBytes");
    else if (bytes > limits.maxOutputBytes / 16) this.#pause();
    // What waits for a window alone is no reason to stop: the window comes by reading.
    else this.resume();
  }

  /** Looks whether something has left since the last time; called about once a second. */
  sweep(now: number): void {
    const { limits, wire, onDrop } = this.#options;
    const bytes = wire.backlog();
    const moved = this.#writtenBytes - bytes;
    if (bytes === 0 || moved !== this.#movedBytes) {
      this.#movedBytes = moved;
      this.#movedAt = now;
    } else if (now - this.#movedAt > limits.stallTimeoutMs) onDrop("stallTimeoutMs");
  }

  /** Reads on. */
  resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.#options.wire.resume();
  }

  #pause(): void {
    if (this.#isPaused) return;
    this.#isPaused = true;
    this.#options.wire.pause();
  }
}
