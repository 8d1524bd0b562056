import type { Clock } from "../../../kit/clock.ts";
import type { Ask, Charge, Verdict } from "../../decide/charge.ts";
import type { FixedWindowState } from "../../decide/meter/fixed-window.ts";
import { runAsks } from "../../decide/run-ask.ts";
import { CounterError, type Counters } from "../counters.ts";
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

/** Options of {@link RedisCounters}. */
export interface RedisCountersOptions {
  readonly runner: ScriptRunner;
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
    const { shards } = this.#options.runner;
    if (shards < 1) throw new CounterError("ERR_COUNTER_UNREACHABLE", "The cluster has not told yet how counters are spread over it");
    if (shards === 1) return this.#chargeOneShard(batch);
    const offsets = offsetsOf(batch);
    const verdicts: Verdict[] = new Array<Verdict>(offsets.total);
    const windows = new Map<string, number>();
    await Promise.all([...splitBatch(batch, shards)].map(([shard, parts]) => this.#chargeParts(shard, parts, { batch, offsets, verdicts, windows })));
    await this.#giveBack(batch, { offsets, verdicts, windows });
    return verdicts;
  }

  close(): Promise<void> {
    return this.#options.runner.close();
  }

  async #chargeOneShard(batch: readonly Ask[]): Promise<readonly Verdict[]> {
    if (chargesOf(batch) <= mostKeys) return (await this.#run(0, batch)).verdicts;
    const pieces = cutByKeys(
      batch.map((part, ask) => ({ ask, charges: [], part })),
      mostKeys,
    );
    const verdicts = await Promise.all(
      pieces.map((piece) =>
        this.#run(
          0,
          piece.map(({ part }) => part),
        ),
      ),
    );
    return verdicts.flatMap((one) => one.verdicts);
  }

  async #chargeParts(shard: number, parts: readonly AskPart[], whole: Whole): Promise<void> {
    for (const piece of cutByKeys(parts, mostKeys)) {
      const { verdicts, reply } = await this.#run(
        shard,
        piece.map(({ part }) => part),
      );
      noteWindows(piece, reply, whole.windows);
      placeVerdicts(piece, verdicts, whole);
    }
  }

  /** What one shard has taken for a request that another one refuses is given back at once; until then it counts, so that nothing is exceeded. */
  async #giveBack(batch: readonly Ask[], { offsets, verdicts, windows }: Omit<Whole, "batch">): Promise<void> {
    const refunds: Ask[] = [];
    for (const [index, ask] of batch.entries()) {
      if (ask.chargeDenied || isInOneShard(ask, this.#options.runner.shards)) continue;
      for (let time = 0; time < ask.count; time += 1) {
        const from = (offsets.of[index] ?? 0) + time * ask.charges.length;
        const own = verdicts.slice(from, from + ask.charges.length);
        if (own.every(({ admitted }) => admitted)) continue;
        refunds.push(...ask.charges.flatMap((charge, place) => (own[place]?.admitted === true && charge.hits > 0 ? refundOf(charge) : [])));
      }
    }
    if (refunds.length === 0) return;
    const onlyIn: OnlyIn = ({ key }) => windows.get(key) ?? 0;
    const shards = splitBatch(refunds, this.#options.runner.shards);
    await Promise.all(
      [...shards].map(([shard, parts]) =>
        this.#run(
          shard,
          parts.map(({ part }) => part),
          onlyIn,
        ),
      ),
    );
  }

  async #run(shard: number, asks: readonly Ask[], onlyIn?: OnlyIn): Promise<{ readonly verdicts: readonly Verdict[]; readonly reply: ChargeReply }> {
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

interface Whole {
  readonly batch: readonly Ask[];
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
