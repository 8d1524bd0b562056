import type { ICompare, IRequestOp } from "etcd3/lib/rpc.js";
import type { Clock, Random } from "../../kit/clock.ts";
import type { Logger } from "../../kit/telemetry.ts";
import { type CommitRecord, StoreError } from "../store.ts";
import { changeOperations, deleteOperation, putOperation } from "./batch.ts";
import type { EtcdConnection } from "./connection.ts";
import { EtcdLease } from "./etcd-lease.ts";
import type { EtcdKeys } from "./keys.ts";
import type { Mirror } from "./mirror.ts";
import type { EtcdReader } from "./reader.ts";
import { hasText, isAbsent, isThere, transact, writeAll } from "./transaction.ts";
import { type EtcdHead, encodeCommit, encodeHead, encodeStagedCommit, type Stage } from "./values.ts";
import { wait } from "./wait.ts";

/** The parts of an etcd store that writers share. */
export interface EtcdParts {
  readonly connection: EtcdConnection;
  readonly keys: EtcdKeys;
  readonly reader: EtcdReader;
  readonly mirror: Mirror;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}

/** The right to write a stage while nobody else commits. */
export interface Hold {
  readonly id: string;
  readonly lease: EtcdLease;
  /** Holds while we have it. */
  readonly isOurs: ICompare;
}

const chunkBytes = 512_000;
const ownerTtlMs = 5000;
const pollMs = 50;

/**
 * Commits that are too large for one transaction. Their text is staged in chunks that nobody looks at, and becomes true by one transaction:
 * the commit record that names the stage. After that the objects are written to their own keys (`settle`); until that is done every reader
 * takes the changes from the stage, and no further commit is made, so that whoever finishes the work, finishes the same.
 *
 * ```
 *  hold (head.staging, owner under a lease) ──▶ chunks ──▶ COMMIT (head, history, stage's commit) ──▶ objects ──▶ head without isPending
 *    └─ owner is gone: anyone clears the hold;    compact() collects the chunks            └─ anyone may do this part
 * ```
 */
export class Stager {
  readonly #parts: EtcdParts;

  constructor(parts: EtcdParts) {
    this.#parts = parts;
  }

  /** Waits until a commit may be made: finishes a pending one, and clears what a dead writer holds. The mirror is at the head then. */
  async settle(deadline: number): Promise<void> {
    const { mirror, clock } = this.#parts;
    while (mirror.head.isPending || mirror.head.staging !== undefined) {
      if (mirror.head.isPending) await this.finish(deadline);
      else if (mirror.head.staging !== undefined) await this.#clearOrWait(mirror.head.staging, deadline);
      await mirror.sync(deadline);
      if (clock.monotonic() >= deadline && mirror.head.staging !== undefined) {
        throw new StoreError("ERR_STORE_UNAVAILABLE", "Another replica is writing a large commit or restoring a backup");
      }
    }
  }

  /** Takes the store for one writer. `undefined` when somebody else was faster. */
  async hold(isRestore: boolean): Promise<Hold | undefined> {
    const { connection, keys, mirror, clock, random } = this.#parts;
    const id = Buffer.from(random.bytes(12)).toString("hex");
    const lease = await EtcdLease.grant(connection, clock, { ttlMs: ownerTtlMs });
    const head: EtcdHead = { ...withStore(mirror.head, random), staging: { id, isRestore } };
    const taken = await this.#swapHead(head, { success: [putOperation(keys.stageOwner(id), "", lease.id)] }).catch(async (error: unknown) => {
      await lease.revoke().catch(() => undefined);
      throw error;
    });
    // The answer to a first attempt may have been lost.
    if (taken || (await mirror.sync()).head.staging?.id === id) return { id, lease, isOurs: isThere(keys.stageOwner(id)) };
    await lease.revoke().catch(() => undefined);
    return undefined;
  }

  /** Commits a record of any size; the caller has the hold, and gives it up afterwards. Rejects when it is not certain that it is true. */
  async commit(record: CommitRecord, transaction: string, hold: Hold): Promise<void> {
    const { keys, mirror } = this.#parts;
    const stage = await this.stage(record, transaction, hold);
    const head: EtcdHead = { ...mirror.head, revision: record.revision, isPending: true, staging: undefined };
    const success = [
      putOperation(keys.commit(record.revision), encodeStagedCommit(record.revision, transaction, stage)),
      putOperation(keys.stageCommit(hold.id), String(record.revision)),
      deleteOperation(keys.stageOwner(hold.id)),
    ];
    const isTrue = await this.#swapHead(head, { success, compare: [hold.isOurs], repeatable: false });
    if (!isTrue) throw lostHold();
    mirror.apply({ record, transaction });
  }

  /** Writes the chunks of a record. */
  async stage(record: CommitRecord, transaction: string, hold: Hold): Promise<Stage> {
    const { connection, keys } = this.#parts;
    const text = Buffer.from(encodeCommit(record, transaction));
    const chunks = Math.ceil(text.length / chunkBytes);
    const operations = Array.from({ length: chunks }, (_, number) =>
      putOperation(keys.stageChunk(hold.id, number), text.subarray(number * chunkBytes, (number + 1) * chunkBytes)),
    );
    if (!(await writeAll(connection, [hold.isOurs], operations))) throw lostHold();
    return { id: hold.id, chunks };
  }

  /** Writes the objects of the pending commit to their own keys; harmless when somebody else does the same or has done it. */
  async finish(deadline?: number): Promise<void> {
    const { connection, keys, mirror } = this.#parts;
    const { head, text } = await mirror.sync(deadline);
    if (!head.isPending) return;
    const [recent] = mirror.recent.after(head.revision - 1) ?? [];
    const record = recent ?? (await this.#read(head.revision));
    const operations = record.changes.flatMap((change) => changeOperations(keys, change, record.revision));
    if (await writeAll(connection, [hasText(keys.head, text)], operations)) await this.#swapHead({ ...head, isPending: false }, { from: text });
  }

  async #read(revision: number): Promise<CommitRecord> {
    const { keys, reader } = this.#parts;
    for await (const { record } of reader.commits(keys.commits(revision, revision))) return record;
    throw new StoreError("ERR_STORE_CORRUPT", `Commit ${revision} in etcd is pending and its record is not there`);
  }

  /** Takes a hold away whose owner is gone, with what it has written if that was a restore. */
  async #clearOrWait({ id, isRestore }: NonNullable<EtcdHead["staging"]>, deadline: number): Promise<void> {
    const { connection, keys, reader, mirror, logger } = this.#parts;
    if ((await reader.value(keys.stageOwner(id), deadline)) !== undefined) {
      await wait(pollMs);
      return;
    }
    logger.warn("The writer of a large commit or a restore ended before it was through, what it wrote is taken away", { stage: id, restore: isRestore });
    const { headText, head } = mirror;
    const leftOvers = isRestore ? [keys.objects, keys.history, keys.touches, keys.stages, keys.recordsUnder("meta/")] : [];
    const conditions = [hasText(keys.head, headText), isAbsent(keys.stageOwner(id))];
    if (!(await writeAll(connection, conditions, leftOvers.map(deleteOperation)))) return;
    await this.#swapHead({ ...head, staging: undefined }, { from: headText, compare: [isAbsent(keys.stageOwner(id))] });
  }

  /** Writes the head if it is still the one that the mirror knows (or `from`), with other operations. */
  async #swapHead(
    head: EtcdHead,
    {
      success = [],
      compare = [],
      from = this.#parts.mirror.headText,
      repeatable = true,
    }: { success?: IRequestOp[]; compare?: ICompare[]; from?: string | undefined; repeatable?: boolean },
  ): Promise<boolean> {
    const { connection, keys, mirror } = this.#parts;
    const text = encodeHead(head);
    const transaction = { compare: [hasText(keys.head, from), ...compare], success: [putOperation(keys.head, text), ...success] };
    const { succeeded, header } = await transact(connection, transaction, { repeatable });
    if (succeeded) mirror.takeHead({ head, text, engineRevision: header.revision });
    return succeeded;
  }
}

/** The head with the name that the store gets when something is first written to it. */
export function withStore(head: EtcdHead, random: Random): EtcdHead {
  return head.store === "" ? { ...head, store: Buffer.from(random.bytes(8)).toString("hex") } : head;
}

function lostHold(): StoreError {
  return new StoreError("ERR_STORE_UNAVAILABLE", "The lease of a large commit ended before it was written; nothing was changed");
}
