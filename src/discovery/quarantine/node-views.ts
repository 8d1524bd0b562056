import type { Resource, ResourceType } from "../../snapshot/resource.ts";
import { differenceOf, type FollowedView, type View } from "../../snapshot/view.ts";
import type { ResourceChange, ViewSnapshot } from "../../snapshot/view-snapshot.ts";
import type { AttributionPort, PlacedObject } from "./attribution.ts";
import { ObjectExceptions } from "./object-exceptions.ts";
import { fallbackOf, type HeldResource, type QuarantineTable, refusalIn } from "./quarantine-table.ts";
import type { ResourceId } from "./resource-id.ts";

/** A resource that one node gets in place of the view's, to see what it says. */
export interface Trial {
  readonly id: ResourceId;
  readonly resource: Resource;
}

/**
 * The views as single nodes get them: a version that some nodes refuse is held back from these alone, and one node may be given something
 * to try. A node without exceptions follows the view itself.
 */
export class NodeViews {
  readonly #table: QuarantineTable;
  readonly #objects: ObjectExceptions;
  readonly #views = new Set<NodeView>();
  readonly #trials = new Map<string, Trial>();

  constructor(options: { readonly table: QuarantineTable; readonly attribution: AttributionPort }) {
    this.#table = options.table;
    this.#objects = new ObjectExceptions(options);
  }

  /** The view of one stream of a node; it ends with its follower. */
  open(view: View, node: string): FollowedView {
    const opened: NodeView = new NodeView({
      view,
      node,
      exceptions: () => this.#exceptions(view, node),
      onEnd: () => void this.#views.delete(opened),
    });
    this.#views.add(opened);
    return opened;
  }

  /** Gives one node something to try; undefined: it gets what the view has again. */
  try(node: string, trial: Trial | undefined): void {
    if (trial === undefined) this.#trials.delete(node);
    else this.#trials.set(node, trial);
    this.refresh();
  }

  /** What the node is trying. */
  trialOf(node: string): Trial | undefined {
    return this.#trials.get(node);
  }

  /** What a node gets of a resource because of objects that it refuses, and these objects as they are in it. */
  variantOf(node: string, id: ResourceId): { readonly resource: Resource; readonly objects: readonly PlacedObject[] } | undefined {
    const opened = [...this.#views].find((view) => view.node === node && view.name === id.view);
    const resource = opened && this.#objects.of(opened.base, node).find(({ type, name }) => type === id.type && name === id.name);
    return resource && { resource, objects: this.#objects.placed(node) };
  }

  /** Called when quarantines have changed, after the views have taken it. */
  refresh(): void {
    for (const view of [...this.#views]) view.refresh();
  }

  #exceptions(view: View, node: string): Edits {
    const trial = this.#trials.get(node);
    if (this.#table.size === 0 && trial === undefined) return noEdits;
    const edits: Edits = new Map();
    for (const one of this.#table.resources(view.name)) addHeld(edits, { held: one, view: view.current, node });
    for (const resource of this.#objects.of(view.current, node)) put(edits, resource.type, [resource.name, resource]);
    if (trial?.id.view === view.name) put(edits, trial.id.type, [trial.id.name, trial.resource]);
    return edits;
  }
}

type Edits = Map<ResourceType, Map<string, Resource | undefined>>;

const noEdits: Edits = new Map();

function addHeld(edits: Edits, { held, view, node }: { readonly held: HeldResource; readonly view: ViewSnapshot; readonly node: string }): void {
  const { type, name } = held.id;
  const candidate = view.types[type].get(name);
  const refusal = refusalIn(held, candidate?.version);
  if (candidate === undefined || refusal?.scope !== "nodes" || !refusal.nodes.includes(node)) return;
  const fallback = fallbackOf(held, candidate);
  if (fallback === candidate) return;
  put(edits, type, [name, fallback]);
  for (const kept of held.beside) if (view.types[kept.type].get(kept.name) === undefined) put(edits, kept.type, [kept.name, kept]);
}

function put(edits: Edits, type: ResourceType, [name, resource]: readonly [string, Resource | undefined]): void {
  const changes = edits.get(type) ?? new Map<string, Resource | undefined>();
  edits.set(type, changes.set(name, resource));
}

interface NodeViewOptions {
  readonly view: View;
  readonly node: string;
  readonly exceptions: () => Edits;
  readonly onEnd: () => void;
}

/** One view with the exceptions of one node; without exceptions its snapshots are those of the view. */
class NodeView implements FollowedView {
  readonly #options: NodeViewOptions;
  readonly #stopFollowing: () => void;
  readonly #listeners = new Set<() => void>();
  #base: ViewSnapshot;
  #current: ViewSnapshot;

  constructor(options: NodeViewOptions) {
    this.#options = options;
    this.#base = options.view.current;
    this.#current = patched(this.#base, options.exceptions());
    this.#stopFollowing = options.view.observe(() => this.refresh());
  }

  get name(): string {
    return this.#options.view.name;
  }

  get node(): string {
    return this.#options.node;
  }

  /** What the view has for others. */
  get base(): ViewSnapshot {
    return this.#options.view.current;
  }

  get current(): ViewSnapshot {
    return this.#current;
  }

  changesSince(from: ViewSnapshot): readonly ResourceChange[] {
    const { view } = this.#options;
    if (from === this.#current) return [];
    // Streams that stand at one position of the view ask for the same difference, which is made once.
    return this.#current === view.current && from.patched !== true ? view.changesSince(from) : differenceOf(from, this.#current);
  }

  observe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      if (this.#listeners.delete(listener) && this.#listeners.size === 0) this.#end();
    };
  }

  /** The view or the exceptions may have changed. */
  refresh(): void {
    const { view, exceptions } = this.#options;
    const next = patched(view.current, exceptions());
    if (next === this.#current || (this.#base === view.current && equal(next, this.#current))) return;
    this.#base = view.current;
    this.#current = next;
    for (const listener of [...this.#listeners]) listener();
  }

  #end(): void {
    this.#stopFollowing();
    this.#options.onEnd();
  }
}

function patched(base: ViewSnapshot, edits: Edits): ViewSnapshot {
  if (edits.size === 0) return base;
  const types = { ...base.types };
  for (const [type, changes] of edits) types[type] = types[type].with(changes);
  return { ...base, types, patched: true };
}

function equal(left: ViewSnapshot, right: ViewSnapshot): boolean {
  return left.patched === right.patched && differenceOf(left, right).length === 0;
}
