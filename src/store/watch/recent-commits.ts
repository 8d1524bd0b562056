import type { CommitRecord } from "../store.ts";

const keptCommits = 256;
const keptChanges = 20_000;

/** The newest commits, so that watchers that keep up share one copy and need not read the history. Bounded by commits and by changes. */
export class RecentCommits {
  #commits: CommitRecord[] = [];
  #changes = 0;

  /** Adds the next commit; one that does not follow the last starts anew. */
  push(commit: CommitRecord): void {
    const last = this.#commits.at(-1);
    if (last !== undefined && last.revision + 1 !== commit.revision) this.clear();
    this.#commits.push(commit);
    this.#changes += commit.changes.length;
    while (this.#commits.length > keptCommits || (this.#changes > keptChanges && this.#commits.length > 1)) {
      this.#changes -= this.#commits.shift()?.changes.length ?? 0;
    }
  }

  /** All that are newer than `revision`, at least one; `undefined` when some of them are not here. */
  after(revision: number): readonly CommitRecord[] | undefined {
    const first = this.#commits[0];
    if (first === undefined || first.revision > revision + 1) return undefined;
    const found = this.#commits.slice(revision + 1 - first.revision);
    return found.length === 0 ? undefined : found;
  }

  clear(): void {
    this.#commits = [];
    this.#changes = 0;
  }
}
