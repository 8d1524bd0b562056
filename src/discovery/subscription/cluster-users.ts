import type { ResourceType } from "../../snapshot/resource.ts";

const clusterUsers: ReadonlySet<ResourceType> = new Set(["extension", "listener", "route", "virtual-host"]);

/** True for types that refer to clusters by name, and may have to wait for them. */
export function usesClusters(type: ResourceType): boolean {
  return clusterUsers.has(type);
}
