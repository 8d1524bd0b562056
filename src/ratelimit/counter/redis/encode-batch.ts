import type { Limit } from "../../../model/limit/limit.ts";
import type { Ask, Charge } from "../../decide/charge.ts";
import { windowAt } from "../../decide/window.ts";

/** A batch as the charge script takes it. */
export interface EncodedBatch {
  /** Keys of counters, each once; without the store's prefix. */
  readonly keys: readonly string[];
  readonly kinds: readonly Limit["kind"][];
  /** Named leases, each with the position of its counter. */
  readonly leases: readonly { readonly key: number; readonly name: string }[];
  readonly packed: Buffer;
}

/** Numbers of the kinds of counters in the script. */
const kindNumbers = { "fixed-window": 1, "sliding-window": 2, "token-bucket": 3, concurrency: 4 } as const satisfies Readonly<Record<Limit["kind"], number>>;

/** A refund that is good only in the window that began then; 0: in any. */
export type OnlyIn = (charge: Charge) => number;

/** Packs asks whose keys lie in one slot. `now` chooses calendar windows; the script answers when it is not the store's. */
export function encodeBatch(asks: readonly Ask[], now: number, onlyIn: OnlyIn = () => 0): EncodedBatch {
  const tables = new Tables(now);
  const steps: number[] = [asks.length];
  for (const { charges, chargeDenied, count } of asks) {
    steps.push(chargeDenied ? 1 : 0, count, charges.length);
    for (const charge of charges) {
      const key = tables.key(charge);
      steps.push(key, tables.limit(charge.limit), charge.hits, charge.ceiling, charge.lease === "" ? 0 : tables.lease(key, charge.lease), onlyIn(charge));
    }
  }
  return { keys: tables.keys, kinds: tables.kinds, leases: tables.leases, packed: packDoubles([...tables.numbers(), ...steps]) };
}

/** Keys, limits and leases of a batch, each once; positions count from 1, as in Lua. */
class Tables {
  readonly keys: string[] = [];
  readonly kinds: Limit["kind"][] = [];
  readonly leases: { key: number; name: string }[] = [];
  readonly #keyNumbers = new Map<string, number>();
  readonly #limitNumbers = new Map<Limit, number>();
  readonly #leaseNumbers = new Map<string, number>();
  readonly #limits: number[] = [];
  readonly #now: number;

  constructor(now: number) {
    this.#now = now;
  }

  key({ key, limit }: Charge): number {
    const known = this.#keyNumbers.get(key);
    if (known !== undefined) return known;
    this.keys.push(key);
    this.kinds.push(limit.kind);
    this.#keyNumbers.set(key, this.keys.length);
    return this.keys.length;
  }

  limit(limit: Limit): number {
    const known = this.#limitNumbers.get(limit);
    if (known !== undefined) return known;
    this.#limits.push(...limitNumbers(limit, this.#now));
    const number = this.#limits.length / 3;
    this.#limitNumbers.set(limit, number);
    return number;
  }

  lease(key: number, name: string): number {
    const id = `${key}/${name}`;
    const known = this.#leaseNumbers.get(id);
    if (known !== undefined) return known;
    this.leases.push({ key, name });
    this.#leaseNumbers.set(id, this.leases.length);
    return this.leases.length;
  }

  numbers(): readonly number[] {
    const kinds = this.kinds.map((kind) => kindNumbers[kind]);
    return [kinds.length, ...kinds, this.#limits.length / 3, ...this.#limits, this.leases.length, ...this.leases.map(({ key }) => key)];
  }
}

/** Three numbers a limit: 0 for a calendar window with its start and end, else 1 and what the meter needs. */
function limitNumbers(limit: Limit, now: number): readonly [number, number, number] {
  switch (limit.kind) {
    case "fixed-window": {
      if (limit.window.kind === "length") return [1, limit.window.ms, 0];
      const { start, end } = windowAt(limit.window, now);
      return [0, start, end];
    }
    case "sliding-window":
      return [1, limit.ms, 0];
    case "token-bucket":
      return [1, limit.intervalMs, 0];
    case "concurrency":
      return [1, limit.leaseMs, 0];
  }
}

function packDoubles(numbers: readonly number[]): Buffer {
  const packed = Buffer.allocUnsafe(numbers.length * 8);
  let at = 0;
  for (const number of numbers) at = packed.writeDoubleLE(number, at);
  return packed;
}
