import type { Clock } from "../../../kit/clock.ts";
import { AuthzError } from "../../errors.ts";
import type { SharedState } from "./shared-state.ts";

interface Entry {
  readonly text: string;
  /** Milliseconds since the Unix epoch. */
  readonly untilMs: number;
}

/** How many entries are looked at for every new one, so that old ones go as fast as new ones come. */
const sweptAtOnce = 4;
/** How often all of them are looked at while there is no room. */
const sweepAllMs = 100;

/**
 * State of this process alone. It never forgets anything before its time: when it is full nothing new is taken, so that what depends on it – whether a
 * request was sent before – cannot be had rather than be wrong.
 */
export class MemoryState implements SharedState {
  readonly #clock: Clock;
  readonly #most: number;
  readonly #mostCharacters: number;
  #characters = 0;
  readonly #entries = new Map<string, Entry>();
  /** Milliseconds since the Unix epoch. */
  #sweptAt = Number.NEGATIVE_INFINITY;
  #sweep: Iterator<[string, Entry]> | undefined;

  /** `characters`: of all keys and texts together; a session is ten thousand times as long as a nonce. */
  constructor(clock: Clock, most = 1_000_000, { characters = 256_000_000 } = {}) {
    this.#clock = clock;
    this.#most = most;
    this.#mostCharacters = characters;
  }

  /** Number of entries that are kept. */
  get size(): number {
    return this.#entries.size;
  }

  claim(key: string, text: string, forMs: number): string {
    const held = this.get(key);
    if (held !== undefined) return held;
    this.set(key, text, forMs);
    return text;
  }

  get(key: string): string | undefined {
    const entry = this.#entries.get(key);
    return entry !== undefined && entry.untilMs > this.#clock.now() ? entry.text : undefined;
  }

  set(key: string, text: string, forMs: number): void {
    const now = this.#clock.now();
    this.#sweepSome(now);
    this.#makeRoom(key, { weight: weightOf(key, text), now });
    this.#forget(key);
    this.#entries.set(key, { text, untilMs: now + forMs });
    this.#characters += weightOf(key, text);
  }

  delete(key: string, text?: string): void {
    if (text === undefined || this.get(key) === text) this.#forget(key);
  }

  #forget(key: string): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.delete(key);
    this.#characters -= weightOf(key, entry.text);
  }

  #makeRoom(key: string, { weight, now }: { readonly weight: number; readonly now: number }): void {
    if (this.#hasRoom(key, weight)) return;
    if (now >= this.#sweptAt + sweepAllMs) this.#sweepAll(now);
    if (this.#hasRoom(key, weight)) return;
    const room = `${this.#most} things of ${this.#mostCharacters} characters together`;
    throw new AuthzError("ERR_AUTHZ_STATE", `There is room to remember ${room}, and all are needed`, { retryable: true });
  }

  #hasRoom(key: string, weight: number): boolean {
    const held = this.#entries.get(key);
    const characters = this.#characters - (held === undefined ? 0 : weightOf(key, held.text)) + weight;
    return (held !== undefined || this.#entries.size < this.#most) && characters <= this.#mostCharacters;
  }

  #sweepSome(now: number): void {
    for (let count = 0; count < sweptAtOnce; count += 1) {
      this.#sweep ??= this.#entries.entries();
      const next = this.#sweep.next();
      if (next.done === true) {
        this.#sweep = undefined;
        return;
      }
      const [key, { untilMs }] = next.value;
      if (untilMs <= now) this.#forget(key);
    }
  }

  #sweepAll(now: number): void {
    this.#sweptAt = now;
    for (const [key, { untilMs }] of this.#entries) if (untilMs <= now) this.#forget(key);
  }
}

function weightOf(key: string, text: string): number {
  return key.length + text.length;
}
