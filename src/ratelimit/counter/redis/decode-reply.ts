import type { Limit } from "../../../model/limit/limit.ts";
import type { Charge } from "../../decide/charge.ts";
import type { ConcurrencyState } from "../../decide/meter/concurrency.ts";
import type { State } from "../../decide/meter/meters.ts";
import type { States } from "../../decide/run-ask.ts";
import { CounterError } from "../counters.ts";
import type { EncodedBatch } from "./encode-batch.ts";

/** What the charge script answers. */
export interface ChargeReply {
  /** The store's clock, Unix milliseconds. */
  readonly now: number;
  /** Number of this call among all of its shard; grows unless the store has lost writes. */
  readonly call: number;
  /** The counters as they were before the batch; undefined: a calendar window was not that of `now`, and nothing was charged. */
  readonly states: States | undefined;
}

/** Reads the script's answer to a batch. Throws a {@link CounterError} for one that cannot be. */
export function decodeReply(reply: Buffer, batch: EncodedBatch): ChargeReply {
  const read = new Doubles(reply);
  const [now, call, stale] = [read.next(), read.next(), read.next()];
  if (stale !== 0) return { now, call, states: undefined };
  const states = batch.kinds.map((kind) => stateOf(kind, read));
  const leases = batch.leases.map((lease) => ({ ...lease, end: read.next() })).sort((one, other) => one.end - other.end);
  for (const { key, name, end } of leases) hold(states[key - 1] as unknown as ConcurrencyState, name, end);
  const byKey = new Map(batch.keys.map((key, index) => [key, states[index]]));
  return { now, call, states: { of: ({ key }: Charge) => known(byKey.get(key)) } };
}

function known(state: State | undefined): State {
  if (state === undefined) throw new CounterError("ERR_COUNTER_REFUSED", "Redis did not answer for every counter");
  return state;
}

class Doubles {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  next(): number {
    if (this.#at + 8 > this.#bytes.length)
      throw new CounterError("ERR_COUNTER_REFUSED", `Redis gave an answer of ${this.#bytes.length} bytes, which is too short`);
    const value = this.#bytes.readDoubleLE(this.#at);
    this.#at += 8;
    return value;
  }
}

function stateOf(kind: Limit["kind"], read: Doubles): State {
  return makeState(kind, read) as unknown as State;
}

function makeState(kind: Limit["kind"], read: Doubles): object {
  switch (kind) {
    case "fixed-window":
      return { start: read.next(), end: read.next(), count: read.next() };
    case "sliding-window":
      return { start: read.next(), current: read.next(), previous: read.next() };
    case "token-bucket":
      return { full: read.next() };
    case "concurrency":
      return leases(read.next(), read.next());
  }
}

function leases(held: number, first: number): ConcurrencyState {
  return { ends: new Map(), others: held, othersEnd: first === 0 ? Number.POSITIVE_INFINITY : first, lastEnd: 0 };
}

function hold(state: ConcurrencyState, name: string, end: number): void {
  if (end === 0) return;
  state.ends.set(name, end);
  state.others -= 1;
}
