import type { Resource, ViewChange } from "../../snapshot/resource.ts";
import { fallbackOf, type HeldResource, type QuarantineTable, refusalIn } from "./quarantine-table.ts";
import { idText, type ResourceId } from "./resource-id.ts";

/** What the translation makes of a resource now: it, `absent`, or `invalid` (what was in force before stays). */
export type Candidate = Resource | "absent" | "invalid";

/** What the gate works with. */
export interface GateOptions {
  readonly table: QuarantineTable;
  readonly candidateOf: (id: ResourceId) => Candidate;
}

/**
 * Stands between translation and views: where every proxy of a view is held back from a version, it puts the last good one. What comes
 * out depends on objects and records alone, so that all replicas serve the same bytes.
 */
export class QuarantineGate {
  readonly #options: GateOptions;
  /** Resources that views have for the sake of a last good one, by that one's text. */
  readonly #beside = new Map<string, readonly ResourceId[]>();

  constructor(options: GateOptions) {
    this.#options = options;
  }

  /** What the views get of these changes. */
  pass(changes: readonly ViewChange[]): readonly ViewChange[] {
    if (this.#options.table.resources().length === 0) return changes;
    const touched = changes.filter((change) => this.#options.table.resource(change) !== undefined);
    const passed = changes.map((change) => ({ ...change, resource: this.#inForce(change, change.resource) }));
    return touched.length === 0 ? passed : [...passed, ...touched.flatMap((id) => this.#companions(id))];
  }

  /** What the views get because the quarantine of these resources changed. */
  recheck(ids: readonly ResourceId[]): readonly ViewChange[] {
    return ids.flatMap((id) => [...this.#now(id), ...this.#companions(id)]);
  }

  #now(id: ResourceId): readonly ViewChange[] {
    const candidate = this.#options.candidateOf(id);
    if (candidate === "invalid") return [];
    return [{ ...id, resource: this.#inForce(id, candidate === "absent" ? undefined : candidate) }];
  }

  #inForce(id: ResourceId, candidate: Resource | undefined): Resource | undefined {
    const { table } = this.#options;
    const held = table.resource(id);
    if (held !== undefined && candidate !== undefined && isHeldBack(held, candidate)) return fallbackOf(held, candidate);
    return candidate ?? this.#keptBeside(id);
  }

  /** The companions of a last good version come with it and go with it. */
  #companions(id: ResourceId): readonly ViewChange[] {
    const text = idText(id);
    const before = this.#beside.get(text) ?? [];
    const now = this.#activeBeside(id).map(({ type, name }) => ({ view: id.view, type, name }));
    if (now.length === 0) this.#beside.delete(text);
    else this.#beside.set(text, now);
    return [...before, ...now].flatMap((companion) => this.#now(companion));
  }

  #activeBeside(id: ResourceId): readonly Resource[] {
    const held = this.#options.table.resource(id);
    const candidate = this.#options.candidateOf(id);
    return held !== undefined && typeof candidate === "object" && isHeldBack(held, candidate) ? held.beside : [];
  }

  #keptBeside(id: ResourceId): Resource | undefined {
    for (const held of this.#options.table.resources(id.view)) {
      const kept = held.beside.find(({ type, name }) => type === id.type && name === id.name);
      if (kept !== undefined && this.#beside.has(idText(held.id))) return kept;
    }
    return undefined;
  }
}

/** True when every proxy of the view is held back from this version. */
function isHeldBack(held: HeldResource, candidate: Resource): boolean {
  return refusalIn(held, candidate.version)?.scope === "all";
}
