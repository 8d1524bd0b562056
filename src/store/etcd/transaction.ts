import type { ICompare, IRequestOp, ITxnResponse } from "etcd3/lib/rpc.js";
import { groups } from "./batch.ts";
import type { CallOptions, EtcdConnection } from "./connection.ts";

/** Writes on a condition: `success` when all of `compare` hold, else `failure`. */
export interface Transaction {
  readonly compare: readonly ICompare[];
  readonly success: readonly IRequestOp[];
  readonly failure?: readonly IRequestOp[];
}

const parallelWrites = 4;

/** Runs a transaction. It is repeated after a loss only when `options` say so. */
export function transact(connection: EtcdConnection, { compare, success, failure = [] }: Transaction, options: CallOptions = {}): Promise<ITxnResponse> {
  const request = { compare: [...compare], success: [...success], failure: [...failure] };
  return connection.call(({ client, call }) => client.kv.txn(request, call), options);
}

/**
 * Writes any number of operations in as many transactions as it takes, some of them at once, each under the conditions. The operations must
 * be ones that may be done twice and in any order. False as soon as a condition does not hold.
 */
export async function writeAll(connection: EtcdConnection, compare: readonly ICompare[], operations: Iterable<IRequestOp>): Promise<boolean> {
  const waiting = groups(operations)[Symbol.iterator]();
  let isHeld = true;
  const work = async (): Promise<void> => {
    for (let next = waiting.next(); isHeld && next.done !== true; next = waiting.next()) {
      const { succeeded } = await transact(connection, { compare, success: next.value }, { repeatable: true });
      isHeld &&= succeeded;
    }
  };
  await Promise.all(Array.from({ length: parallelWrites }, work));
  return isHeld;
}

/** Holds when the key has this text, or does not exist (`undefined`). */
export function hasText(key: Buffer, text: string | undefined): ICompare {
  if (text === undefined) return isAbsent(key);
  return { key, target: "Value", result: "Equal", value: Buffer.from(text) };
}

/** Holds when the key does not exist. */
export function isAbsent(key: Buffer): ICompare {
  return { key, target: "Version", result: "Equal", version: 0 };
}

/** Holds when the key exists. */
export function isThere(key: Buffer): ICompare {
  return { key, target: "Version", result: "Greater", version: 0 };
}

/** Holds when the key was last written at this revision of the engine. */
export function isAt(key: Buffer, engineRevision: string): ICompare {
  return { key, target: "Mod", result: "Equal", mod_revision: engineRevision };
}
