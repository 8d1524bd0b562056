import type { Resource } from "../../snapshot/resource.ts";
import type { ViewSnapshot } from "../../snapshot/view-snapshot.ts";
import type { AttributionPort, PlacedObject } from "./attribution.ts";
import { inForceFor } from "./held-object.ts";
import { objectOfKey } from "./quarantine-record.ts";
import type { HeldObject, QuarantineTable } from "./quarantine-table.ts";
import { parseId } from "./resource-id.ts";

/** An object that a node does not have as others do. */
interface Exception {
  readonly held: HeldObject;
  readonly placed: PlacedObject;
}

/**
 * What single nodes get because of objects that just they refuse: the resources of these objects, made without them. Nodes that refuse the
 * same share what is made, and it is made anew with every change of the view, so that everything else goes on for them.
 */
export class ObjectExceptions {
  readonly #table: QuarantineTable;
  readonly #attribution: AttributionPort;
  readonly #made = new WeakMap<ViewSnapshot, Map<string, readonly Resource[]>>();

  constructor(options: { readonly table: QuarantineTable; readonly attribution: AttributionPort }) {
    this.#table = options.table;
    this.#attribution = options.attribution;
  }

  /** The resources that a node gets in place of the view's. */
  of(view: ViewSnapshot, node: string): readonly Resource[] {
    const exceptions = this.#exceptions(node);
    if (exceptions.length === 0) return [];
    const known = this.#made.get(view) ?? new Map<string, readonly Resource[]>();
    this.#made.set(view, known);
    const text = exceptions.map(({ held, placed }) => `${held.key} ${held.etag} ${placed.object?.revision}`).join();
    const made = known.get(text) ?? this.#make(view, exceptions);
    known.set(text, made);
    return made;
  }

  /** The objects that a node does not have as others do, as it has them. */
  placed(node: string): readonly PlacedObject[] {
    return this.#exceptions(node).map(({ placed }) => placed);
  }

  #exceptions(node: string): readonly Exception[] {
    return this.#table.objectsOf(node).flatMap((held) => {
      const key = objectOfKey(held.key);
      const written = key && this.#attribution.written(key);
      if (key === undefined || written === undefined) return [];
      const object = inForceFor(held.record, written, node);
      return object === inForceFor(held.record, written) ? [] : [{ held, placed: { key, object } }];
    });
  }

  #make({ view }: ViewSnapshot, exceptions: readonly Exception[]): readonly Resource[] {
    const ids = exceptions.flatMap(({ held }) => held.record.resources.flatMap((text) => parseId(text) ?? [])).filter((id) => id.view === view);
    return this.#attribution.resourcesWith(
      ids,
      exceptions.map(({ placed }) => placed),
    );
  }
}
