import type { StoredObject } from "../../model/object/object.ts";
import { ObjectTable } from "../read/object-table.ts";
import type { CommitRecord } from "../store.ts";
import { RecentCommits } from "../watch/recent-commits.ts";
import type { EtcdReader, HeadReading, ReadCommit } from "./reader.ts";
import { decodeObject, type EtcdHead, emptyHead } from "./values.ts";

/** Told of what a mirror learns. */
export interface MirrorListener {
  /** There are new commits. */
  onAdvance(): void;
  /** This is another store than before, or an older state of it: nothing that was told of it holds. */
  onRestart(): void;
}

const keptTransactions = 1000;

/**
 * The objects of the store as of its newest commit, in memory. It moves forward by commits alone, one by one, whoever brings them: the watch,
 * our own transactions, or a look at the history. A read asks etcd for the head and then answers from here.
 */
export class Mirror {
  readonly recent = new RecentCommits();
  readonly #reader: EtcdReader;
  readonly #listener: MirrorListener;
  readonly #transactions = new Set<string>();
  #objects = new ObjectTable();
  #revision = 0;
  #head: EtcdHead = emptyHead;
  #headText: string | undefined;
  /** The revision of the engine at which the head was like this. */
  #headAt = 0n;
  #isLoaded = false;
  #loading: Promise<void> | undefined;

  constructor(reader: EtcdReader, listener: MirrorListener) {
    this.#reader = reader;
    this.#listener = listener;
  }

  get isLoaded(): boolean {
    return this.#isLoaded;
  }

  get objects(): ObjectTable {
    return this.#objects;
  }

  /** The revision that `objects` are of. */
  get revision(): number {
    return this.#revision;
  }

  /** The newest head that was seen. */
  get head(): EtcdHead {
    return this.#head;
  }

  /** Its text, for compare-and-set; `undefined` when there is none. */
  get headText(): string | undefined {
    return this.#headText;
  }

  /** True when the commit that carries this mark has arrived, among the last ones. */
  hasTransaction(transaction: string): boolean {
    return this.#transactions.has(transaction);
  }

  /** Asks etcd for the head and brings the mirror there; answers the head and when it was so. */
  async sync(deadline?: number): Promise<HeadReading> {
    const before = { revision: this.#revision, headAt: this.#headAt, store: this.#head.store };
    const reading = await this.#reader.head(deadline);
    const isRestart = this.#isLoaded && this.#isOther(reading, before);
    if (!this.#isLoaded || isRestart) await this.#loadOnce(reading, isRestart);
    if (reading.head.revision > this.#revision) await this.#catchUp(reading, deadline);
    this.takeHead(reading);
    return reading;
  }

  /** Takes a commit that follows the last one; one that is here already is passed over. False when there is a gap before it. */
  apply({ record, transaction }: ReadCommit): boolean {
    if (record.revision > this.#revision + 1) return false;
    if (record.revision <= this.#revision) return true;
    this.#objects.apply(record.changes);
    this.#revision = record.revision;
    this.recent.push(record);
    this.#remember(transaction);
    this.#listener.onAdvance();
    return true;
  }

  /** True when the head was seen as it is at this revision of the engine, or later. */
  isUpTo(engineRevision: string): boolean {
    return BigInt(engineRevision) <= this.#headAt;
  }

  /** Takes commits, and the head that was written with them in one transaction. False when there is a gap before them. */
  applyTransaction(commits: readonly ReadCommit[], reading: HeadReading): boolean {
    const isApplied = commits.every((commit) => this.apply(commit)) && reading.head.revision <= this.#revision;
    if (isApplied) this.takeHead(reading);
    return isApplied;
  }

  /** Takes a head; one that is older than the one seen last is passed over. */
  takeHead({ head, text, engineRevision }: HeadReading): void {
    if (BigInt(engineRevision) < this.#headAt) return;
    this.#head = head;
    this.#headText = text;
    this.#headAt = BigInt(engineRevision);
  }

  /** Objects as they are now; the list does not change. */
  all(): readonly StoredObject[] {
    return this.#objects.all();
  }

  /**
   * Neither our revision nor the engine's ever goes back, unless this is another store, or an older copy of it. It is compared with what was known when the
   * question was asked: meanwhile the watch may have brought what is newer than the answer, the first commit of the store too.
   */
  #isOther({ head, engineRevision }: HeadReading, before: { revision: number; headAt: bigint; store: string }): boolean {
    if (head.revision < before.revision || BigInt(engineRevision) < before.headAt) return true;
    return head.store !== before.store && before.store !== "";
  }

  async #catchUp({ head, engineRevision }: HeadReading, deadline: number | undefined): Promise<void> {
    const range = this.#reader.keys.commits(this.#revision + 1, head.revision);
    const options = { engineRevision, ...(deadline !== undefined && { deadline }) };
    for await (const commit of this.#reader.commits(range, options)) if (!this.apply(commit)) break;
    // What is missing was compacted away: the objects have to be read anew.
    if (this.#revision < head.revision) await this.#loadOnce({ head, text: undefined, engineRevision }, false);
  }

  #loadOnce(reading: HeadReading, isRestart: boolean): Promise<void> {
    this.#loading ??= this.#load(reading, isRestart).finally(() => {
      this.#loading = undefined;
    });
    return this.#loading;
  }

  async #load({ head, engineRevision }: HeadReading, isRestart: boolean): Promise<void> {
    const table = new ObjectTable(head.revision === 0 ? [] : await this.#readObjects(engineRevision));
    if (head.isPending) table.apply((await this.#pending(head.revision, engineRevision)).changes);
    // While it was read, somebody else may have brought the mirror further.
    if (this.#isLoaded && !isRestart && this.#revision >= head.revision) return;
    this.#objects = table;
    this.#revision = head.revision;
    this.recent.clear();
    this.#isLoaded = true;
    if (isRestart) this.#headAt = 0n;
    if (isRestart) this.#listener.onRestart();
    else this.#listener.onAdvance();
  }

  async #readObjects(engineRevision: string): Promise<StoredObject[]> {
    const found: StoredObject[] = [];
    for await (const page of this.#reader.pages(this.#reader.keys.objects, { engineRevision, pageSize: 500 })) {
      found.push(...page.map(({ key, value }) => decodeObject(key.toString("utf8"), value.toString("utf8"))));
    }
    return found;
  }

  async #pending(revision: number, engineRevision: string): Promise<CommitRecord> {
    const range = this.#reader.keys.commits(revision, revision);
    for await (const { record } of this.#reader.commits(range, { engineRevision })) return record;
    throw new Error(`Commit ${revision} is pending and not there`);
  }

  #remember(transaction: string): void {
    this.#transactions.add(transaction);
    const [oldest] = this.#transactions;
    if (this.#transactions.size > keptTransactions && oldest !== undefined) this.#transactions.delete(oldest);
  }
}
