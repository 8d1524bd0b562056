import { referencesOf } from "../../snapshot/references.ts";
import type { Resource, ResourceType } from "../../snapshot/resource.ts";
import type { Item, StreamState } from "./state.ts";

/** Which types may refer to which. */
const referrers: Partial<Readonly<Record<ResourceType, readonly ResourceType[]>>> = {
  route: ["listener", "scoped-route"],
  extension: ["listener", "route", "virtual-host"],
  cluster: ["extension", "listener", "route", "virtual-host"],
  endpoint: ["cluster"],
  secret: ["cluster", "extension", "listener"],
};

/**
 * Tells what may not be removed yet: what a version that the client may still have in force refers to, be it the last good one of a
 * resource that it refused, one whose successor is not acknowledged, or one from an earlier stream whose content is not known here.
 * What client and view agree on is not asked: a view that lacks a name means it to go.
 */
export function inForceReferences(state: StreamState, type: ResourceType): (name: string) => boolean {
  const older = (referrers[type] ?? []).flatMap((referrer) => olderContents(state, referrer));
  const known = older.filter((content) => content !== "unknown");
  if (known.length < older.length) return () => true;
  const names = new Set(known.flatMap((content) => [...referencesOf(content, type)]));
  return (name) => names.has(name);
}

/** What the client may have in force of a type, other than what the view has. */
function olderContents(state: StreamState, type: ResourceType): readonly (Resource | "unknown")[] {
  const ts = state.types.get(type);
  if (ts === undefined) return [];
  // What goes out in bulk is what the view has; where it has something else by now, there is an item.
  if (ts.sent.values().some(({ known }) => known === "unknown")) return ["unknown"];
  return [...ts.items].flatMap(([name, item]) => olderVersions(item, state.snapshot.types[type].get(name)));
}

function olderVersions(item: Item, current: Resource | undefined): readonly (Resource | "unknown")[] {
  const held = [item.known, ...item.pending.map((pending) => pending.resource)].filter((content) => content !== undefined);
  return held.filter((content) => content === "unknown" || content.version !== current?.version);
}
