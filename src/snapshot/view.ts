import { Journal, type JournalEntry } from "./journal.ts";
import { type Resource, type ResourceType, resourceTypes } from "./resource.ts";
import type { ResourceMap } from "./resource-map.ts";
import { emptySnapshot, type ResourceChange, type ViewSnapshot } from "./view-snapshot.ts";

/** Told after the view has changed; asks `changesSince` for what it does not know yet. Must not throw. */
export type ViewListener = (view: View) => void;

/** New contents by type and name. */
export type ViewEdits = ReadonlyMap<ResourceType, ReadonlyMap<string, Resource | undefined>>;

interface Difference {
  readonly from: ViewSnapshot;
  readonly changes: readonly ResourceChange[];
}

/** What a stream follows: a view, or a view as one node gets it. */
export interface FollowedView {
  readonly name: string;
  readonly current: ViewSnapshot;
  /** What changed since a snapshot that this gave. */
  changesSince(from: ViewSnapshot): readonly ResourceChange[];
  /** Told after each change; must not throw. The answer ends it. */
  observe(listener: () => void): () => void;
}

/** What one kind of node gets, its journal and who follows it. */
export class View implements FollowedView {
  readonly name: string;
  readonly #journal: Journal;
  readonly #listeners = new Set<ViewListener>();
  #current: ViewSnapshot;
  /** Streams that stand at one position ask for the same difference: it is made once. */
  #latest: Difference | undefined;

  constructor(name: string, journalLimit: number) {
    this.name = name;
    this.#journal = new Journal(journalLimit);
    this.#current = emptySnapshot(name);
  }

  get current(): ViewSnapshot {
    return this.#current;
  }

  /** Takes new contents; answers whether anything changed. Those with an equal version are no change. */
  edit(edits: ViewEdits, { revision, at }: Pick<JournalEntry, "revision" | "at">): boolean {
    const real = realEdits(this.#current, edits);
    if (real.size === 0) return false;
    const position = this.#current.position + 1;
    const types: Record<ResourceType, ResourceMap> = { ...this.#current.types };
    for (const [type, changes] of real) {
      types[type] = types[type].with(changes);
      this.#journal.add([...changes].map(([name, resource]) => ({ position, revision, at, type, name, version: resource?.version })));
    }
    this.#current = { view: this.name, position, revision, types };
    this.#latest = undefined;
    return true;
  }

  /** What changed since a snapshot of this view; a full comparison where the journal does not reach back to it. */
  changesSince(from: ViewSnapshot): readonly ResourceChange[] {
    if (from.position === this.#current.position) return [];
    if (this.#latest?.from !== from) this.#latest = { from, changes: this.#compare(from) };
    return this.#latest.changes;
  }

  /** The newest change of each resource, by type and name as `cluster default/a`, as far as the journal reaches. Costs what the journal is long. */
  latestChanges(): ReadonlyMap<string, JournalEntry> {
    return this.#journal.latest();
  }

  /** Newest revision at which a resource changed, as far as the journal reaches; 0 beyond it, and for what was there from the beginning. */
  changedAt(type: ResourceType, name: string): number {
    const last = this.#journal.of(type, name).at(-1);
    return last === undefined || last.position === 1 ? 0 : last.revision;
  }

  /**
   * How long a resource was in the view in a version, or (undefined) was not in it: the last revision of the first such time, as far as
   * the journal reaches; 0 beyond it. That it is so now does not count.
   */
  hadUntil(type: ResourceType, name: string, version: string | undefined): number {
    const entries = this.#journal.of(type, name);
    const wasAbsent = version === undefined && entries[0]?.version !== undefined;
    const next = wasAbsent ? entries[0] : entries[entries.findIndex((entry) => entry.version === version) + 1];
    const isKnown = wasAbsent || entries.some((entry) => entry.version === version);
    return next === undefined || !isKnown || next.position === 1 ? 0 : next.revision - 1;
  }

  observe(listener: ViewListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  notify(): void {
    for (const listener of [...this.#listeners]) listener(this);
  }

  #compare(from: ViewSnapshot): readonly ResourceChange[] {
    const entries = this.#journal.since(from.position);
    if (entries === undefined) return differenceOf(from, this.#current);
    const seen = new Map<string, ResourceChange>();
    for (const { type, name } of entries) {
      const before = from.types[type].get(name);
      const after = this.#current.types[type].get(name);
      if (before?.version !== after?.version) seen.set(`${type} ${name}`, { type, name, before, after });
    }
    return [...seen.values()];
  }
}

/** Compares every type of two snapshots of one view; what they share is skipped. */
export function differenceOf(from: ViewSnapshot, to: ViewSnapshot): readonly ResourceChange[] {
  return resourceTypes.flatMap((type) => to.types[type].differences(from.types[type]).map((difference) => ({ type, ...difference })));
}

function realEdits(current: ViewSnapshot, edits: ViewEdits): ViewEdits {
  const real = new Map<ResourceType, ReadonlyMap<string, Resource | undefined>>();
  for (const [type, changes] of edits) {
    const kept = [...changes].filter(([name, resource]) => current.types[type].get(name)?.version !== resource?.version);
    if (kept.length > 0) real.set(type, new Map(kept));
  }
  return real;
}
