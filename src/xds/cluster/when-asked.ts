import { onDemandVersion } from "../on-demand-version.ts";
import type { ViewResource } from "../view-resource.ts";

/** A cluster of one view, which goes to those alone who ask for it where only hosts that come on demand lead to it. */
export function whenAsked(cluster: ViewResource | undefined, onDemand: boolean): ViewResource | undefined {
  const resource = cluster?.resource;
  if (cluster === undefined || resource === undefined || !onDemand) return cluster;
  return { ...cluster, resource: { ...resource, onDemand, version: onDemandVersion(resource.version) } };
}
