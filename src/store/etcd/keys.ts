import { keyText, type ObjectKey } from "../../model/object/object.ts";

/** A half-open range of keys, as etcd wants it. */
export interface KeyRange {
  readonly key: Buffer;
  readonly range_end: Buffer;
}

/**
 * Where everything is in etcd, below the prefix:
 *
 * ```
 * head                          which revision is the newest; changed by compare-and-set with every commit
 * history/0000000000000017      commit 17, or the name of the stage that holds it
 * object/Route/default/hello    the object as it is now (after the changes of a pending commit, whenever they have been written)
 * touch/Route/default/hello/0000000000000017   commit 17 changed this object
 * record/live/instance/…        a record
 * staged/ID/owner               held by a lease while its writer lives
 * staged/ID/commit              the revision that names the stage; without it and without an owner the stage is waste
 * staged/ID/chunk/00000003      a part of a commit that is too large for one transaction
 * ```
 */
export class EtcdKeys {
  readonly prefix: string;
  readonly head: Buffer;
  readonly all: KeyRange;
  readonly objects: KeyRange;
  readonly records: KeyRange;
  readonly stages: KeyRange;
  readonly history: KeyRange;
  /** The head and the history, in one range, so that one watch hears of both in the order in which they were written. */
  readonly headAndHistory: KeyRange;
  readonly touches: KeyRange;

  constructor(prefix: string) {
    this.prefix = prefix;
    this.head = this.#key("head");
    this.all = prefixRange(prefix);
    this.objects = this.#range("object/");
    this.records = this.#range("record/");
    this.stages = this.#range("staged/");
    this.history = this.#range("history/");
    this.headAndHistory = { key: this.head, range_end: this.history.range_end };
    this.touches = this.#range("touch/");
  }

  object(key: ObjectKey): Buffer {
    return this.#key(`object/${keyText(key)}`);
  }

  commit(revision: number): Buffer {
    return this.#key(`history/${padded(revision)}`);
  }

  /** Commits from `first` to `last`. */
  commits(first: number, last: number): KeyRange {
    return { key: this.commit(first), range_end: this.commit(last + 1) };
  }

  touch(key: ObjectKey, revision: number): Buffer {
    return this.#key(`touch/${keyText(key)}/${padded(revision)}`);
  }

  /** Which commits from `first` to `last` changed the object. */
  touchesOf(key: ObjectKey, first: number, last: number): KeyRange {
    return { key: this.touch(key, first), range_end: this.touch(key, last + 1) };
  }

  record(key: string): Buffer {
    return this.#key(`record/${key}`);
  }

  recordsUnder(prefix: string): KeyRange {
    return this.#range(`record/${prefix}`);
  }

  stage(id: string): KeyRange {
    return this.#range(`staged/${id}/`);
  }

  stageOwner(id: string): Buffer {
    return this.#key(`staged/${id}/owner`);
  }

  stageCommit(id: string): Buffer {
    return this.#key(`staged/${id}/commit`);
  }

  stageChunk(id: string, number: number): Buffer {
    return this.#key(`staged/${id}/chunk/${String(number).padStart(8, "0")}`);
  }

  stageChunks(id: string): KeyRange {
    return this.#range(`staged/${id}/chunk/`);
  }

  /** The key without the store's prefix, as `history/0000000000000017`. */
  relative(key: Buffer): string {
    return key.toString("utf8").slice(this.prefix.length);
  }

  /** The key of a record; the argument is a key of etcd. */
  recordKey(key: Buffer): string {
    return this.relative(key).slice("record/".length);
  }

  /** The revision at the end of a history or touch key. */
  revisionOf(key: Buffer): number {
    return Number(this.relative(key).slice(-digits));
  }

  #key(path: string): Buffer {
    return Buffer.from(this.prefix + path);
  }

  #range(path: string): KeyRange {
    return prefixRange(this.prefix + path);
  }
}

/** The first parts of all keys below the prefix; any other one belongs to another program. */
export const keyParts: readonly string[] = ["head", "history", "object", "touch", "record", "staged"];

const digits = 16;

function padded(revision: number): string {
  return String(revision).padStart(digits, "0");
}

/** All keys that start with this text: up to the text with its last byte raised. */
function prefixRange(text: string): KeyRange {
  const key = Buffer.from(text);
  const end = Buffer.from(text);
  end[end.length - 1] = (end.at(-1) ?? 0) + 1;
  return { key, range_end: end };
}
