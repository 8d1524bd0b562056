import type { Clock } from "../../kit/clock.ts";

/** What gets turns: a stream that has something to do. */
export interface TurnTaker {
  /** Does what is due, in the newest state. Must not throw. */
  turn(): void;
}

/** Options of {@link Turns}. */
export interface TurnsOptions {
  readonly clock: Pick<Clock, "monotonic" | "schedule">;
  /** Calls a task when the process has looked at everything else. Default: `setImmediate`. */
  readonly defer?: (task: () => void) => void;
}

/** How long streams keep the process in one go, milliseconds: other roles of it answer proxies' requests. */
const sliceMs = 10;

/** After telling all streams of changes, this many times as long passes before the next changes are told; they are told together then. */
const restFactor = 4;

/** What takes less than this many milliseconds may be told as often as it likes. */
const cheapMs = 5;

/**
 * Which stream goes when. Streams that have everything go first when the view changes; those that are new, and get everything, go meanwhile and behind
 * them: a thousand proxies that connect at once do not hold up a change for the others. Changes are told at once, and in a burst as often as
 * telling them takes a fifth of the time, so that a thousand edits in a second are not a thousand responses to each of a thousand proxies.
 */
export class Turns {
  readonly #clock: Pick<Clock, "monotonic" | "schedule">;
  readonly #defer: (task: () => void) => void;
  readonly #changed = new Set<TurnTaker>();
  readonly #joining = new Set<TurnTaker>();
  /** Time that streams have had since the process looked at anything else. */
  #usedMs = 0;
  /** Time that telling the changes under way has taken. */
  #tellingMs = 0;
  #changesFrom = 0;
  #isTicking = false;
  #cancelWake: (() => void) | undefined;

  constructor({ clock, defer = setImmediate }: TurnsOptions) {
    this.#clock = clock;
    this.#defer = defer;
  }

  /** The view of a stream has changed; it gets its turn by `run`, or else when all others of the moment have been named. */
  changed(taker: TurnTaker): void {
    if (this.#changed.size === 0) queueMicrotask(() => this.#changed.size > 0 && this.run());
    this.#changed.add(taker);
  }

  /** A stream is new and wants its first state, or more of it. */
  joins(taker: TurnTaker): void {
    if (this.#changed.has(taker)) return;
    this.#joining.add(taker);
    this.run();
  }

  /** A stream is over. */
  leave(taker: TurnTaker): void {
    this.#changed.delete(taker);
    this.#joining.delete(taker);
  }

  /** Gives turns until there is nothing to do, or something else in the process has to have its turn. */
  run(): void {
    while (this.#usedMs < sliceMs) {
      const isChange = this.#mayTell();
      const taker = isChange ? first(this.#changed) : first(this.#joining);
      if (taker === undefined) break;
      this.#give(taker, isChange);
    }
    this.#goOn();
  }

  #mayTell(): boolean {
    return this.#changed.size > 0 && this.#clock.monotonic() >= this.#changesFrom;
  }

  #give(taker: TurnTaker, isChange: boolean): void {
    const start = this.#clock.monotonic();
    taker.turn();
    const end = this.#clock.monotonic();
    this.#usedMs += end - start;
    if (!isChange) return;
    this.#tellingMs += end - start;
    if (this.#changed.size > 0) return;
    if (this.#tellingMs >= cheapMs) this.#changesFrom = end + restFactor * this.#tellingMs;
    this.#tellingMs = 0;
  }

  /** Comes back when others have had their turn, or when changes may be told again. */
  #goOn(): void {
    if (!this.#isTicking && (this.#usedMs > 0 || this.#joining.size > 0)) {
      this.#isTicking = true;
      this.#defer(() => this.#tick());
    }
    if (this.#changed.size === 0 || this.#isTicking || this.#cancelWake !== undefined) return;
    this.#cancelWake = this.#clock.schedule(Math.max(1, this.#changesFrom - this.#clock.monotonic()), () => {
      this.#cancelWake = undefined;
      this.run();
    });
  }

  #tick(): void {
    this.#isTicking = false;
    this.#usedMs = 0;
    if (this.#changed.size > 0 || this.#joining.size > 0) this.run();
  }
}

function first(takers: Set<TurnTaker>): TurnTaker | undefined {
  const { value } = takers.values().next();
  if (value !== undefined) takers.delete(value);
  return value;
}
