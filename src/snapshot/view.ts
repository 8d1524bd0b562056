import { Journal } from "./journal.ts";
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

/** What one kind of node gets, its journal and who follows it. */
export class View {
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
  edit(edits: ViewEdits, revision: number): boolean {
    const real = realEdits(this.#current, edits);
    if (real.size === 0) return false;
    const position = this.#current.position + 1;
    const types: Record<ResourceType, ResourceMap> = { ...this.#current.types };
    for (const [type, changes] of real) {
      types[type] = types[type].with(changes);
      this.#journal.add([...changes].map(([name, resource]) => ({ position, revision, type, name, version: resource?.version })));
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

  observe(listener: ViewListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  notify(): void {
    for (const listener of [...this.#listeners]) listener(this);
  }

  #compare(from: ViewSnapshot): readonly ResourceChange[] {
    const entries = this.#journal.since(from.position);
    if (entries === undefined) return fullDifference(from, this.#current);
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
function fullDifference(from: ViewSnapshot, to: ViewSnapshot): readonly ResourceChange[] {
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
