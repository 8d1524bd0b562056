import { Http2Error, http2Code } from "../frame/http2-error.ts";
import type { LaneLimit, LaneLimits } from "./lane-limits.ts";

/** What a client may send only so often. */
export type FloodLimit = Extract<LaneLimit, `${string}PerSecond`>;

/** How many more of them each answered call allows. */
const perCall: Readonly<Partial<Record<FloodLimit, number>>> = { maxPingsPerSecond: 1, maxWindowUpdatesPerSecond: 4 };

interface Tally {
  count: number;
  readonly most: number;
  readonly perCall: number;
}

/**
 * Counts what a connection sends beside calls, in windows of a second; what goes beyond a limit ends the connection. Useful work raises
 * the bounds of frames that come with it, so that they can be tight without hurting a busy client.
 */
export class FloodGuard {
  readonly #tallies: Readonly<Record<FloodLimit, Tally>>;
  readonly #all: readonly Tally[];
  readonly #onLimit: (limit: LaneLimit) => void;
  #until = Number.NEGATIVE_INFINITY;
  /** Calls answered in this second; counted by whoever answers. */
  calls = 0;

  constructor(limits: LaneLimits, onLimit: (limit: LaneLimit) => void) {
    const tally = (limit: FloodLimit): Tally => ({ count: 0, most: limits[limit], perCall: perCall[limit] ?? 0 });
    this.#tallies = {
      maxResetsPerSecond: tally("maxResetsPerSecond"),
      maxStreamErrorsPerSecond: tally("maxStreamErrorsPerSecond"),
      maxPingsPerSecond: tally("maxPingsPerSecond"),
      maxSettingsPerSecond: tally("maxSettingsPerSecond"),
      maxWindowUpdatesPerSecond: tally("maxWindowUpdatesPerSecond"),
      maxIgnoredFramesPerSecond: tally("maxIgnoredFramesPerSecond"),
      maxEmptyDataPerSecond: tally("maxEmptyDataPerSecond"),
    };
    this.#all = Object.values(this.#tallies);
    this.#onLimit = onLimit;
  }

  /** Time goes on; called with each chunk that arrives. */
  tick(now: number): void {
    if (now < this.#until) return;
    this.#until = now + 1000;
    this.calls = 0;
    for (const tally of this.#all) tally.count = 0;
  }

  /** Counts one. Throws ENHANCE_YOUR_CALM beyond the limit. */
  count(limit: FloodLimit): void {
    const tally = this.#tallies[limit];
    tally.count += 1;
    if (tally.count <= tally.most + tally.perCall * this.calls) return;
    this.#onLimit(limit);
    throw new Http2Error(http2Code.enhanceYourCalm, `More than the ${tally.most} of ${limit}`);
  }
}
