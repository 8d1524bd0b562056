import type { ObjectKey } from "../../model/object/object.ts";
import type { Outcome } from "../commit/commit-queue.ts";
import { type CommitPlan, planCommit } from "../commit/plan-commit.ts";
import { type CommitRecord, type CommitRequest, type CommitResult, StoreError } from "../store.ts";
import { Batch, putOperation } from "./batch.ts";
import { type EtcdParts, type Stager, withStore } from "./stager.ts";
import { hasText, transact } from "./transaction.ts";
import { encodeHead } from "./values.ts";
import { wait } from "./wait.ts";

/** A request and when its caller gives up. */
export interface QueuedCommit {
  readonly request: CommitRequest;
  readonly deadline: number;
}

/** Requests that were planned on one state: what each would be told, and the commits that make it so. */
interface GroupPlan {
  /** The revision that it was planned on. */
  readonly base: number;
  /** One for each request, from the first on. */
  readonly results: readonly CommitResult[];
  readonly batch: Batch;
  /** The first request alone is too large for a transaction: this is its commit. */
  readonly large: CommitRecord | undefined;
}

/** What was sent and may have arrived. */
interface Sent {
  readonly transaction: string;
  readonly results: readonly CommitResult[];
  readonly error: StoreError;
}

const maxJitterMs = 20;

/**
 * Commits groups of requests, one group at a time. A group is planned on the mirror's state and written on the condition that the head is
 * still the one of that state; if not, the mirror catches up and the group is planned anew. When an answer is lost, the history is asked
 * whether the commit has arrived: each carries a random mark.
 */
export class Committer {
  readonly #parts: EtcdParts;
  readonly #stager: Stager;
  #finishing: Promise<void> = Promise.resolve();

  constructor(parts: EtcdParts, stager: Stager) {
    this.#parts = parts;
    this.#stager = stager;
  }

  /** Answers one outcome a request. Requests of one group do not fail for each other's sake. */
  async run(group: readonly QueuedCommit[]): Promise<readonly Outcome<CommitResult>[]> {
    const outcomes: Outcome<CommitResult>[] = [];
    while (outcomes.length < group.length) {
      const left = group.slice(outcomes.length);
      try {
        outcomes.push(...(await this.#runSome(left)).map((ok) => ({ ok })));
      } catch (error) {
        // The first one's time is up, or something is wrong with one of them: the others are tried without it.
        outcomes.push({ error });
      }
    }
    return outcomes;
  }

  /** Resolves when the objects of the last large commit are written, or cannot be. */
  idle(): Promise<void> {
    return this.#finishing;
  }

  /** Commits at least the first request, in the time that this one has. */
  async #runSome(group: readonly QueuedCommit[]): Promise<readonly CommitResult[]> {
    const deadline = group[0]?.deadline ?? 0;
    const sent: Sent[] = [];
    for (let attempt = 0; ; attempt += 1) {
      if (this.#parts.clock.monotonic() >= deadline) throw timeIsUp(sent.at(-1)?.error);
      if (attempt > 0) await this.#parts.mirror.sync(deadline);
      const arrived = sent.find(({ transaction }) => this.#parts.mirror.hasTransaction(transaction));
      if (arrived !== undefined) return arrived.results;
      const results = await this.#attempt(group, { deadline, sent });
      if (results !== undefined) return results;
      if (attempt > 1) await wait(this.#parts.random.number() * Math.min(attempt, maxJitterMs));
    }
  }

  /** Plans and writes once. `undefined` when the state has changed meanwhile, or when it is not known what has become of it. */
  async #attempt(group: readonly QueuedCommit[], { deadline, sent }: { deadline: number; sent: Sent[] }): Promise<readonly CommitResult[] | undefined> {
    const { mirror, random } = this.#parts;
    if (!mirror.isLoaded) await mirror.sync(deadline);
    await this.#stager.settle(deadline);
    const transaction = Buffer.from(random.bytes(12)).toString("hex");
    const plan = this.#plan(group, transaction);
    if (plan.large === undefined && plan.batch.records.length === 0) return this.#confirm(plan, deadline);
    try {
      const isTrue = plan.large === undefined ? await this.#write(plan, transaction, deadline) : await this.#writeLarge(plan.large, transaction);
      return isTrue ? plan.results : undefined;
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      if (error.code === "ERR_STORE_FULL" && (await this.#hasArrived(transaction, deadline))) return plan.results;
      return keepInMind({ transaction, results: plan.results, error }, sent);
    }
  }

  /** The transaction that fills etcd up is done, and refused in the same breath (its quotaApplierV3). */
  async #hasArrived(transaction: string, deadline: number): Promise<boolean> {
    await this.#parts.mirror.sync(deadline);
    return this.#parts.mirror.hasTransaction(transaction);
  }

  /** Plans as many requests as fit one transaction; each sees what the ones before it change. */
  #plan(group: readonly QueuedCommit[], transaction: string): GroupPlan {
    const { mirror, keys } = this.#parts;
    const base = mirror.revision;
    const batch = new Batch(keys, transaction);
    const lookup = (key: ObjectKey) => (batch.has(key) ? batch.get(key) : mirror.objects.get(key));
    const results: CommitResult[] = [];
    for (const { request } of group) {
      const newest = base + batch.records.length;
      const plan = planCommit(request, newest + 1, lookup);
      const isAdded = plan.kind === "conflict" || plan.record.changes.length === 0 || batch.add(plan.record);
      if (!isAdded && results.length > 0) break;
      results.push(resultOf(plan, newest));
      if (!isAdded) return { base, results, batch, large: plan.record };
    }
    return { base, results, batch, large: undefined };
  }

  /** Nothing is to be written: what was planned holds if the state that it was planned on is still the newest. */
  async #confirm(plan: GroupPlan, deadline: number): Promise<readonly CommitResult[] | undefined> {
    await this.#parts.mirror.sync(deadline);
    return this.#parts.mirror.revision === plan.base ? plan.results : undefined;
  }

  async #write({ batch, base }: GroupPlan, transaction: string, deadline: number): Promise<boolean> {
    const { connection, keys, mirror, random } = this.#parts;
    const from = mirror.headText;
    const head = { ...withStore(mirror.head, random), revision: base + batch.records.length };
    const text = encodeHead(head);
    const success = [putOperation(keys.head, text), ...batch.operations()];
    const { succeeded, header } = await transact(connection, { compare: [hasText(keys.head, from)], success }, { deadline });
    if (succeeded) {
      const commits = batch.records.map((record) => ({ record, transaction }));
      mirror.applyTransaction(commits, { head, text, engineRevision: header.revision });
    }
    return succeeded;
  }

  /** Each step has a time of its own: a large commit takes as long as it takes, but does not wait for an etcd that has stopped. */
  async #writeLarge(record: CommitRecord, transaction: string): Promise<boolean> {
    const hold = await this.#stager.hold(false);
    if (hold === undefined) return false;
    try {
      if (this.#parts.mirror.revision + 1 !== record.revision) return false;
      await this.#stager.commit(record, transaction, hold);
      this.#stager
        .finish()
        .catch((error: unknown) => this.#parts.logger.warn("A large commit is true, its objects are written later", { error: String(error) }));
      return true;
    } finally {
      await hold.lease.revoke().catch(() => undefined);
    }
  }
}

/** Whether it arrived is asked before the next attempt; what cannot have arrived ends the matter. */
function keepInMind(one: Sent, sent: Sent[]): undefined {
  if (!one.error.retryable) throw one.error;
  sent.push(one);
}

function resultOf(plan: CommitPlan, newest: number): CommitResult {
  if (plan.kind === "conflict") return plan;
  const { changes, revision } = plan.record;
  return { kind: "committed", revision: changes.length === 0 ? newest : revision, changed: changes };
}

function timeIsUp(last: StoreError | undefined): StoreError {
  if (last === undefined) return new StoreError("ERR_STORE_UNAVAILABLE", "The commit could not be made in time, others were faster");
  return new StoreError("ERR_STORE_UNAVAILABLE", `${last.message}; the commit may still become true`, { cause: last });
}
