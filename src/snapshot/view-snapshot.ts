import { type Resource, type ResourceType, resourceTypes } from "./resource.ts";
import { ResourceMap } from "./resource-map.ts";

/** What one kind of node gets at one moment; immutable. A stream's position in its view is the snapshot that it has looked at last. */
export interface ViewSnapshot {
  /** `edge|envoy`. */
  readonly view: string;
  /** Counts the changes of this view; 0 is the empty view before any. */
  readonly position: number;
  /** Newest revision that changed this view. */
  readonly revision: number;
  readonly types: Readonly<Record<ResourceType, ResourceMap>>;
  /** One node gets something else than the view has. */
  readonly patched?: true;
}

/** What became of one resource between two snapshots. */
export interface ResourceChange {
  readonly type: ResourceType;
  readonly name: string;
  readonly before: Resource | undefined;
  readonly after: Resource | undefined;
}

/** A view that has nothing yet. */
export function emptySnapshot(view: string): ViewSnapshot {
  const types = Object.fromEntries(resourceTypes.map((type) => [type, ResourceMap.empty])) as Record<ResourceType, ResourceMap>;
  return { view, position: 0, revision: 0, types };
}
