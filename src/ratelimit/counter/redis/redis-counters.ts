import type { Clock } from "../../../kit/clock.ts";
import type { Ask, Charge, Verdict } from "../../decide/charge.ts";
import type { FixedWindowState } from "../../decide/meter/fixed-window.ts";
import { runAsks } from "../../decide/run-ask.ts";
import { CounterError, type Counters } from "../counters.ts";
import type { Stopgap } from "../outage-policies.ts";
import type { StoreGuard } from "../store-guard.ts";
import { type ChargeReply, decodeReply } from "./decode-reply.ts";
import { encodeBatch, type OnlyIn } from "./encode-batch.ts";
import { type AskPart, cutByKeys, splitBatch } from "./shards.ts";

/** Runs the charge script. */
export interface ScriptRunner {
  /** Slots of Redis that counters are spread over; 1 without a cluster, 0 as long as it is not known. */
  readonly shards: number;
  /** Resolves with the script's answer; rejects with a {@link CounterError}. Keys are given without prefix. */
  charge(shard: number, keys: readonly string[], args: readonly (Buffer | string)[]): Promise<Buffer>;
  close(): Promise<void>;
}

/** What is done about shards that do not answer. */
export interface OutageOptions {
  readonly guard: StoreGuard;
  /** Decides what a shard does not. */
  readonly stopgap: Stopgap;
}

/** Options of {@link RedisCounters}. */
export interface RedisCountersOptions {
  readonly runner: ScriptRunner;
  /** Undefined: what a shard does not answer is the caller's. */
  readonly outage?: OutageOptions;
  readonly clock: Pick<Clock, "now">;
  /** Told the store's clock with each answer, Unix milliseconds. */
  readonly onTime?: (storeNow: number) => void;
  /** Told when a shard has lost writes: what was counted before is gone. */
  readonly onLostWrites?: (shard: number) => void;
}

/** Keys that one script is given at most, so that it holds Redis up for less than a millisecond. */
const mostKeys = 256;
/** How often a batch is sent again when a calendar window has changed meanwhile. */
const windowTries = 3;

/** Counters in Redis: one script call a batch and shard, on the clock of Redis. */
export class RedisCounters implements Counters {
  readonly #options: RedisCountersOptions;
  readonly #lastCalls = new Map<number, number>();
  #skewMs = 0;

  constructor(options: RedisCountersOptions) {
    this.#options = options;
  }

  async charge(batch: readonly Ask[]): Promise<readonly Verdict[]> {
    const { runner, outage } = this.#options;
    const { shards } = runner;
    if (shards === 1) return this.#chargeOneShard(batch);
    if (shards < 1) {
      if (outage !== undefined) return outage.stopgap.decide(batch);
      throw new CounterError("ERR_COUNTER_UNREACHABLE", "The cluster has not told yet how counters are spread over it");
    }
    const offsets = offsetsOf(batch);
    const whole: Whole = { batch, shards, offsets, verdicts: new Array<Verdict>(offsets.total), windows: new Map() };
    await Promise.all([...splitBatch(batch, shards)].map(([shard, parts]) => this.#chargeParts(shard, parts, whole)));
    await this.#giveBack(whole);
    return whole.verdicts;
  }

  close(): Promise<void> {
    this.#options.outage?.guard.close();
    return this.#options.runner.close();
  }

  async #chargeOneShard(batch: readonly Ask[]): Promise<readonly Verdict[]> {
    if (chargesOf(batch) <= mostKeys) return (await this.#decide(0, batch)).verdicts;
    const parts = batch.map((part, ask) => ({ ask, charges: [], part }));
    const verdicts = await Promise.all(cutByKeys(parts, mostKeys).map((piece) => this.#decide(0, asksOf(piece))));
    return verdicts.flatMap((one) => one.verdicts);
  }

  async #chargeParts(shard: number, parts: readonly AskPart[], whole: Whole): Promise<void> {
    const decided = await Promise.all(cutByKeys(parts, mostKeys).map(async (piece) => ({ piece, ...(await this.#decide(shard, asksOf(piece))) })));
    for (const { piece, verdicts, reply } of decided) {
      if (reply !== undefined) noteWindows(piece, reply, whole.windows);
      placeVerdicts(piece, verdicts, whole);
    }
  }

  /**
   * What one shard has taken for a request that another one refuses, or does not answer, is given back at once; until then it counts, so that nothing
   * is exceeded. What cannot be given back stays counted.
   */
  async #giveBack({ batch, shards, offsets, verdicts, windows }: Whole): Promise<void> {
    const refunds: Ask[] = [];
    for (const [index, ask] of batch.entries()) {
      if (ask.chargeDenied || isInOneShard(ask, shards)) continue;
      for (let time = 0; time < ask.count; time += 1) {
        const from = (offsets.of[index] ?? 0) + time * ask.charges.length;
        const own = verdicts.slice(from, from + ask.charges.length);
        if (own.every(({ admitted }) => admitted)) continue;
        refunds.push(...ask.charges.flatMap((charge, place) => (isTaken(charge, own[place]) ? refundOf(charge) : [])));
      }
    }
    if (refunds.length === 0) return;
    const onlyIn: OnlyIn = ({ key }) => windows.get(key) ?? 0;
    await Promise.all([...splitBatch(refunds, shards)].map(([shard, parts]) => this.#refund(shard, asksOf(parts), onlyIn)));
  }

  /** Nothing is given back in place of a shard that does not answer: nobody else has counted it. */
  async #refund(shard: number, asks: readonly Ask[], onlyIn: OnlyIn): Promise<void> {
    const { outage } = this.#options;
    if (outage === undefined) await this.#run(shard, asks, onlyIn);
    else if (outage.guard.answers(shard)) await outage.guard.ask(shard, () => this.#run(shard, asks, onlyIn)).catch(() => undefined);
  }

  /** The shard's verdicts, or those of the outage policies when it gives none. */
  async #decide(shard: number, asks: readonly Ask[]): Promise<Decided> {
    const { outage } = this.#options;
    if (outage === undefined) return this.#run(shard, asks);
    if (!outage.guard.answers(shard)) return { verdicts: outage.stopgap.decide(asks), reply: undefined };
    try {
      return await outage.guard.ask(shard, () => this.#run(shard, asks));
    } catch {
      return { verdicts: outage.stopgap.decide(asks), reply: undefined };
    }
  }

  async #run(shard: number, asks: readonly Ask[], onlyIn?: OnlyIn): Promise<Decided> {
    for (let attempt = 0; attempt < windowTries; attempt += 1) {
      const encoded = encodeBatch(asks, this.#options.clock.now() + this.#skewMs, onlyIn);
      const bytes = await this.#options.runner.charge(shard, encoded.keys, [encoded.packed, ...encoded.leases.map(({ name }) => name)]);
      const reply = decodeReply(bytes, encoded);
      this.#skewMs = reply.now - this.#options.clock.now();
      this.#options.onTime?.(reply.now);
      if (reply.states === undefined) continue;
      this.#noteCall(shard, reply.call);
      const verdicts: Verdict[] = [];
      runAsks(asks, verdicts, { states: reply.states, now: reply.now, source: "store" });
      return { verdicts, reply };
    }
    throw new CounterError("ERR_COUNTER_REFUSED", `The clock of Redis jumps: a window was another one in each of ${windowTries} tries`);
  }

  #noteCall(shard: number, call: number): void {
    if (call <= (this.#lastCalls.get(shard) ?? 0)) this.#options.onLostWrites?.(shard);
    this.#lastCalls.set(shard, call);
  }
}

function chargesOf(batch: readonly Ask[]): number {
  let charges = 0;
  for (const ask of batch) charges += ask.charges.length;
  return charges;
}

interface Offsets {
  readonly of: readonly number[];
  readonly total: number;
}

/** Verdicts, and the store's answer that they come from. */
interface Decided {
  readonly verdicts: readonly Verdict[];
  /** Undefined: the outage policies have decided. */
  readonly reply: ChargeReply | undefined;
}

interface Whole {
  readonly batch: readonly Ask[];
  readonly shards: number;
  readonly offsets: Offsets;
  readonly verdicts: Verdict[];
  /** Start of the window that each counter was charged in. */
  readonly windows: Map<string, number>;
}

function offsetsOf(batch: readonly Ask[]): Offsets {
  const of: number[] = [];
  let total = 0;
  for (const { charges, count } of batch) {
    of.push(total);
    total += charges.length * count;
  }
  return { of, total };
}

function asksOf(parts: readonly AskPart[]): readonly Ask[] {
  return parts.map(({ part }) => part);
}

/** Whether the store has counted hits that could be given back. */
function isTaken({ hits }: Charge, verdict: Verdict | undefined): boolean {
  return verdict?.admitted === true && verdict.source === "store" && hits > 0;
}

function isInOneShard(ask: Ask, shards: number): boolean {
  return splitBatch([ask], shards).size === 1;
}

/** Puts the verdicts of parts where those of their asks belong. */
function placeVerdicts(piece: readonly AskPart[], found: readonly Verdict[], { batch, offsets, verdicts }: Whole): void {
  const next = found.values();
  for (const { ask, charges, part } of piece) {
    const size = batch[ask]?.charges.length ?? 0;
    const places = Array.from({ length: part.count }, (_, time) => charges.map((charge) => (offsets.of[ask] ?? 0) + time * size + charge)).flat();
    for (const place of places) {
      const { value } = next.next();
      if (value !== undefined) verdicts[place] = value;
    }
  }
}

function refundOf(charge: Charge): Ask {
  return { charges: [{ ...charge, hits: -charge.hits }], chargeDenied: false, count: 1 };
}

function noteWindows(piece: readonly AskPart[], { states }: ChargeReply, windows: Map<string, number>): void {
  for (const { part } of piece) {
    for (const charge of part.charges) {
      const { kind } = charge.limit;
      if (states === undefined || (kind !== "fixed-window" && kind !== "sliding-window")) continue;
      windows.set(charge.key, (states.of(charge) as unknown as FixedWindowState).start);
    }
  }
}
