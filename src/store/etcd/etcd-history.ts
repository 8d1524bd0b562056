import { keyText, type ObjectKey } from "../../model/object/object.ts";
import { compacted, nextHistoryCursor, planHistory, type Undo } from "../read/page.ts";
import type { CommitRecord, HistoryPage, HistoryQuery, ObjectChange } from "../store.ts";
import type { KeyRange } from "./keys.ts";
import type { EtcdParts, Stager } from "./stager.ts";

const watchBatch = 100;

/** Reads the commits that are kept. Nobody reads beyond the head: what stands there is not true yet. */
export class EtcdHistory {
  readonly #parts: EtcdParts;
  readonly #stager: Stager;

  constructor(parts: EtcdParts, stager: Stager) {
    this.#parts = parts;
    this.#stager = stager;
  }

  async page(query: HistoryQuery): Promise<HistoryPage> {
    const { before, limit } = planHistory(query);
    const { head } = await this.#parts.mirror.sync();
    const newest = Math.min(head.revision, (before ?? Number.POSITIVE_INFINITY) - 1);
    const found: CommitRecord[] = [];
    for await (const record of this.#newestFirst(query.key, { oldest: head.oldest, newest })) {
      const last = found.at(-1);
      if (found.length === limit && last !== undefined) return { commits: found, cursor: nextHistoryCursor(query, last.revision) };
      found.push(record);
    }
    return { commits: found };
  }

  /** Commits after a revision in order, at least one; `undefined` when the next one is no longer kept. */
  async after(revision: number): Promise<readonly CommitRecord[] | undefined> {
    const { mirror, reader, keys } = this.#parts;
    if (revision < mirror.head.oldest - 1) return undefined;
    const recent = mirror.recent.after(revision);
    if (recent !== undefined) return recent;
    const found: CommitRecord[] = [];
    const last = Math.min(mirror.revision, revision + watchBatch);
    for await (const { record } of reader.commits(keys.commits(revision + 1, last))) found.push(record);
    return found[0]?.revision === revision + 1 ? found : undefined;
  }

  /** What was changed after a revision, up to the mirror's. */
  async undo(revision: number): Promise<Undo> {
    const undo = new Map<string, ObjectChange>();
    const newest = this.#parts.mirror.revision;
    const commits: CommitRecord[] = [];
    while (revision + commits.length < newest) {
      const next = await this.after(revision + commits.length);
      if (next === undefined) throw compacted(revision, this.#parts.mirror.head.oldest);
      commits.push(...next.filter((commit) => commit.revision <= newest));
    }
    for (const { changes } of commits.reverse()) for (const change of changes) undo.set(keyText(change.key), change);
    return undo;
  }

  /** The first change of an object after a revision. */
  async firstChange(key: ObjectKey, revision: number): Promise<ObjectChange | undefined> {
    const { mirror, reader, keys } = this.#parts;
    await this.#settleIndex();
    for await (const [touch] of reader.pages(keys.touchesOf(key, revision + 1, mirror.revision), { pageSize: 1 })) {
      const record = touch === undefined ? undefined : await this.#commit(keys.revisionOf(touch.key));
      return record?.changes.find((change) => keyText(change.key) === keyText(key));
    }
    return undefined;
  }

  async *#newestFirst(key: ObjectKey | undefined, { oldest, newest }: { oldest: number; newest: number }): AsyncIterable<CommitRecord> {
    if (newest < oldest) return;
    const { reader, keys } = this.#parts;
    if (key === undefined) {
      for await (const { record } of reader.commits(keys.commits(oldest, newest), { descending: true })) yield record;
      return;
    }
    await this.#settleIndex();
    for await (const revision of this.#touches(keys.touchesOf(key, oldest, newest))) {
      const record = await this.#commit(revision);
      if (record !== undefined) yield record;
    }
  }

  async *#touches(range: KeyRange): AsyncIterable<number> {
    for await (const page of this.#parts.reader.pages(range, { descending: true, keysOnly: true })) {
      for (const { key } of page) yield this.#parts.keys.revisionOf(key);
    }
  }

  async #commit(revision: number): Promise<CommitRecord | undefined> {
    const { reader, keys } = this.#parts;
    for await (const { record } of reader.commits(keys.commits(revision, revision))) return record;
    return undefined;
  }

  /** The index of a pending commit is written with its objects. */
  async #settleIndex(): Promise<void> {
    if (this.#parts.mirror.head.isPending) await this.#stager.finish();
  }
}
