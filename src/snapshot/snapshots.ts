import type { Resource, ResourceType, SnapshotUpdate, ViewChange } from "./resource.ts";
import { View, type ViewListener } from "./view.ts";

/** How `createSnapshots` works. */
export interface SnapshotsOptions {
  /** Changes that a view's journal keeps at least; one that is further behind compares everything. Default 10,000. */
  readonly journalLimit?: number;
  /** Milliseconds since the epoch, for when changes came. Default: 0, it is not of interest. */
  readonly now?: () => number;
}

/** The views of every kind of node. Resources are shared, never copied; a view appears when it is first named. */
export interface Snapshots {
  /** Newest durable revision that the views contain. */
  readonly revision: number;
  /** False until the first update: nothing may be sent before, an empty view would take everything from the proxies. */
  readonly ready: boolean;
  /** Resolves at the first update. */
  whenReady(): Promise<void>;
  /** Takes the changes of one revision in one step, then tells those who follow a changed view. */
  apply(update: SnapshotUpdate): void;
  /** Whether any view has a resource of this name. */
  has(type: ResourceType, name: string): boolean;
  /** The view of a text as `edge|envoy`. */
  view(text: string): View;
  /** Told after each change of the view; the answer ends it. */
  observe(view: string, listener: ViewListener): () => void;
  /** Told after each update, also where it changed no view: the revision moved. */
  onUpdate(listener: () => void): () => void;
}

/** Makes the views, all empty. */
export function createSnapshots(options: SnapshotsOptions = {}): Snapshots {
  return new ViewTable({ journalLimit: 10_000, now: () => 0, ...options });
}

class ViewTable implements Snapshots {
  readonly #journalLimit: number;
  readonly #now: () => number;
  readonly #views = new Map<string, View>();
  readonly #listeners = new Set<() => void>();
  readonly #waiting: (() => void)[] = [];
  #revision = 0;
  #ready = false;

  constructor({ journalLimit, now }: Required<SnapshotsOptions>) {
    this.#journalLimit = journalLimit;
    this.#now = now;
  }

  get revision(): number {
    return this.#revision;
  }

  get ready(): boolean {
    return this.#ready;
  }

  whenReady(): Promise<void> {
    if (this.#ready) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  apply(update: SnapshotUpdate): void {
    const changed: View[] = [];
    const at = this.#now();
    for (const [name, edits] of byView(update.changes)) {
      const view = this.view(name);
      if (view.edit(edits, { revision: update.revision, at })) changed.push(view);
    }
    this.#revision = update.revision;
    this.#ready = true;
    for (const resolve of this.#waiting.splice(0)) resolve();
    for (const view of changed) view.notify();
    for (const listener of [...this.#listeners]) listener();
  }

  has(type: ResourceType, name: string): boolean {
    return this.#views.values().some((view) => view.current.types[type].get(name) !== undefined);
  }

  view(text: string): View {
    const known = this.#views.get(text);
    if (known !== undefined) return known;
    const made = new View(text, this.#journalLimit);
    this.#views.set(text, made);
    return made;
  }

  observe(view: string, listener: ViewListener): () => void {
    return this.view(view).observe(listener);
  }

  onUpdate(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}

/** The last change of a resource wins. */
function byView(changes: readonly ViewChange[]): Map<string, Map<ResourceType, Map<string, Resource | undefined>>> {
  const views = new Map<string, Map<ResourceType, Map<string, Resource | undefined>>>();
  for (const { view, type, name, resource } of changes) {
    const types = views.get(view) ?? new Map<ResourceType, Map<string, Resource | undefined>>();
    views.set(view, types);
    const names = types.get(type) ?? new Map<string, Resource | undefined>();
    types.set(type, names);
    names.set(name, resource);
  }
  return views;
}
