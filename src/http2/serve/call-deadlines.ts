import type { Clock } from "../../kit/clock.ts";
import { DeadlineWheel } from "../connection/deadline-wheel.ts";
import type { LaneCall } from "../connection/lane-call.ts";
import type { Deadlines } from "../connection/streams.ts";

/** How late a deadline may be noticed. The caller gives up by itself; what counts is that its work ends. */
const tickMs = 5;

/** The deadlines of all calls of a lane, on one timer that runs while there are any. */
export class CallDeadlines implements Deadlines {
  readonly #clock: Clock;
  readonly #wheel: DeadlineWheel<LaneCall>;
  #cancel: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#wheel = new DeadlineWheel(tickMs, clock.monotonic());
  }

  add(call: LaneCall): void {
    this.#wheel.add(call);
    if (this.#cancel === undefined) this.#schedule();
  }

  remove(call: LaneCall): void {
    this.#wheel.remove(call);
  }

  /** Stops the timer. */
  close(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #schedule(): void {
    this.#cancel = this.#clock.schedule(tickMs, () => {
      this.#cancel = undefined;
      this.#wheel.advance(this.#clock.monotonic(), (call) => call.expire());
      if (this.#wheel.count > 0) this.#schedule();
    });
  }
}
