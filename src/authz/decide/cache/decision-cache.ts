import type { Decision } from "../decision.ts";
import type { PreparedReply } from "../reply/prepared-reply.ts";

/** A decision that is kept, with its reply. */
export interface KeptDecision {
  readonly decision: Decision;
  readonly reply: PreparedReply;
  /** Of the revocations that it was last asked about with. */
  generation: number;
}

/** How much is kept. */
export interface CacheBounds {
  readonly entries: number;
  /** Characters of all keys, and bytes of all replies, together. */
  readonly characters: number;
}

const longestKey = 8192;

/** False for a key that is too long to be worth its room. */
export function isWorthKeeping(key: string): boolean {
  return key.length <= longestKey;
}

/**
 * Decisions by the inputs that they were made of. Two generations take the place of an order by last use: when the young one is full it becomes
 * the old one, and what is used again moves over. So a look-up writes nothing, and the bounds hold at every moment.
 */
export class DecisionCache {
  readonly #bounds: CacheBounds;
  #young = new Map<string, KeptDecision>();
  #old = new Map<string, KeptDecision>();
  #youngCharacters = 0;

  constructor(bounds: CacheBounds) {
    this.#bounds = bounds;
  }

  /** Number of decisions that are kept. */
  get size(): number {
    return this.#young.size + this.#old.size;
  }

  /** The decision for a key, if there is one that is still good at `now` (milliseconds since the Unix epoch). */
  get(key: string, now: number): KeptDecision | undefined {
    const kept = this.#young.get(key);
    if (kept !== undefined) return this.#ifGood(kept, key, now);
    const older = this.#old.get(key);
    if (older === undefined) return undefined;
    this.#old.delete(key);
    const good = this.#ifGood(older, key, now);
    if (good !== undefined) this.#add(key, good);
    return good;
  }

  /** The same for somebody who only wants to know: nothing is moved or let go. */
  peek(key: string, now: number): KeptDecision | undefined {
    const kept = this.#young.get(key) ?? this.#old.get(key);
    return kept !== undefined && isGood(kept, now) ? kept : undefined;
  }

  /** Keeps a decision; one that is not good for any time is not kept. */
  set(key: string, kept: KeptDecision, now: number): void {
    if (!isWorthKeeping(key) || weightOf(key, kept) > this.#bounds.characters / 2 || kept.decision.until <= now) return;
    this.#remove(key);
    this.#add(key, kept);
  }

  #ifGood(kept: KeptDecision, key: string, now: number): KeptDecision | undefined {
    if (isGood(kept, now)) return kept;
    this.#remove(key);
    return undefined;
  }

  #add(key: string, kept: KeptDecision): void {
    const { entries, characters } = this.#bounds;
    const weight = weightOf(key, kept);
    if (this.#young.size >= entries / 2 || this.#youngCharacters + weight > characters / 2) this.#turn();
    this.#young.set(key, kept);
    this.#youngCharacters += weight;
  }

  #turn(): void {
    this.#old = this.#young;
    this.#young = new Map();
    this.#youngCharacters = 0;
  }

  #remove(key: string): void {
    const kept = this.#young.get(key);
    if (kept !== undefined) this.#youngCharacters -= weightOf(key, kept);
    this.#young.delete(key);
    this.#old.delete(key);
  }
}

function isGood({ decision }: KeptDecision, now: number): boolean {
  return now < decision.until && !decision.evidence.some(({ retired }) => retired);
}

function weightOf(key: string, { reply }: KeptDecision): number {
  return key.length + reply.size;
}
