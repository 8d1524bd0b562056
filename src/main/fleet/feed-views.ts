import type { CollectionChange } from "../../kit/query/collection.ts";
import { type ResourceType, resourceTypes, type ViewChange } from "../../snapshot/resource.ts";
import type { Resources } from "../../xds/resources.ts";
import type { ViewResource } from "../../xds/view-resource.ts";

/** Collects what changed in the views since it was last asked; fed by the engine's flush. */
export function collectViewChanges(resources: Resources): () => readonly ViewChange[] {
  const pending: ViewChange[] = [];
  for (const type of resourceTypes) {
    if (type === "runtime") continue;
    resources.views[type].observe((changes) => {
      for (const change of changes) pending.push(...viewChanges(type, change));
    });
  }
  return () => pending.splice(0);
}

/** A resource that is not valid any more changes nothing: its last good version stays in force (P2). */
function viewChanges(type: ResourceType, { key, before, after }: CollectionChange<ViewResource>): readonly ViewChange[] {
  const name = key.slice(key.indexOf("|") + 1);
  const changes: ViewChange[] = [];
  if (before !== undefined && before.view !== after?.view) changes.push({ view: before.view, type, name, resource: undefined });
  if (after?.resource !== undefined) changes.push({ view: after.view, type, name, resource: after.resource });
  return changes;
}
