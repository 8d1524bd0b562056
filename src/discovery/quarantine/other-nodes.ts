import type { ResourceId } from "./resource-id.ts";

/** What is known of nodes beside the streams of this replica; given by `main`. */
export interface OtherNodes {
  /** Nodes of other replicas that have a version of a resource in force; of those that the view has not now, nobody knows. */
  holding(id: ResourceId, version: string): ReadonlySet<string>;
  /** Every node that any replica has, or had less than a minute ago. */
  known(): ReadonlySet<string>;
}
