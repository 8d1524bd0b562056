import type { Ask } from "../../decide/charge.ts";

/** Charges of one ask that lie in one shard. */
export interface AskPart {
  /** Position of the ask in the batch. */
  readonly ask: number;
  /** Positions of the charges in the ask. */
  readonly charges: readonly number[];
  readonly part: Ask;
}

/** Which shard a group of counters lies in, of `count`: a hash (FNV-1a) of its name. */
function shardOf(group: string, count: number): number {
  if (count === 1) return 0;
  let hash = 0x811c9dc5;
  for (let index = 0; index < group.length; index += 1) hash = Math.imul(hash ^ group.charCodeAt(index), 0x01000193);
  return (hash >>> 0) % count;
}

/** Cuts a batch into what each shard has to do, in the order of the batch. */
export function splitBatch(batch: readonly Ask[], shards: number): ReadonlyMap<number, readonly AskPart[]> {
  const byShard = new Map<number, AskPart[]>();
  for (const [index, ask] of batch.entries()) {
    for (const [shard, charges] of chargesByShard(ask, shards)) {
      const whole = charges.length === ask.charges.length;
      const part = whole ? ask : { ...ask, charges: charges.flatMap((charge) => ask.charges[charge] ?? []) };
      const parts = byShard.get(shard) ?? [];
      parts.push({ ask: index, charges, part });
      byShard.set(shard, parts);
    }
  }
  return byShard;
}

function chargesByShard({ charges }: Ask, shards: number): ReadonlyMap<number, readonly number[]> {
  const found = new Map<number, number[]>();
  for (const [index, { group }] of charges.entries()) {
    const shard = shardOf(group, shards);
    const list = found.get(shard) ?? [];
    list.push(index);
    found.set(shard, list);
  }
  return found;
}

/** Cuts parts into pieces of at most `most` keys; what one ask charges stays together. */
export function cutByKeys(parts: readonly AskPart[], most: number): readonly (readonly AskPart[])[] {
  const pieces: AskPart[][] = [];
  let keys = new Set<string>();
  let piece: AskPart[] = [];
  for (const part of parts) {
    for (const { key } of part.part.charges) keys.add(key);
    if (keys.size > most && piece.length > 0) {
      pieces.push(piece);
      piece = [];
      keys = new Set(part.part.charges.map(({ key }) => key));
    }
    piece.push(part);
  }
  if (piece.length > 0) pieces.push(piece);
  return pieces;
}
