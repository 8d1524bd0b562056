import { type EncodedResource, type ResourceType as EncodedType, resourceTypes as encodedTypes, typeUrls as encodedTypeUrls } from "../xds/encoded-resource.ts";

/** The resource types that travel, in the order in which they are made (removals go the other way round). */
export const resourceTypes = encodedTypes;

/** One of xDS's resource types, by its plain name. */
export type ResourceType = EncodedType;

/** Type URL of each resource type. */
export const typeUrls: Readonly<Record<ResourceType, string>> = encodedTypeUrls;

/** A resource as views hold it and streams send it. */
export interface Resource extends EncodedResource {
  /** Other names that it answers; delta alone. */
  readonly aliases?: readonly string[];
  /** There is nothing by this name but its aliases: it is sent without content. */
  readonly isAbsent?: boolean;
}

/** One kind of node: its group and capability class. */
export interface ViewKey {
  readonly group: string;
  readonly capability: "envoy" | "grpc" | "ratelimit";
}

/** One text for a view: `edge|envoy`. */
export function viewText(view: ViewKey): string {
  return `${view.group}|${view.capability}`;
}

/** A change of what one view holds. `resource` undefined: removed. */
export interface ViewChange {
  readonly view: string;
  readonly type: ResourceType;
  readonly name: string;
  readonly resource: Resource | undefined;
}

/** All changes that one store revision (or one batch of ephemeral changes) brought, applied to the views in one step. */
export interface SnapshotUpdate {
  /** Newest durable revision that is contained; equal to the last one for ephemeral changes. */
  readonly revision: number;
  readonly changes: readonly ViewChange[];
}
