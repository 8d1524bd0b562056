import type { Resource } from "../../snapshot/resource.ts";
import type { Message } from "./action.ts";
import { itemOf } from "./bulk.ts";
import { limitsOf, partVersion, type ResponseLimits, sizeOf, travelsAlone } from "./response-limits.ts";
import { send } from "./sending.ts";
import { sharedSlice } from "./shared-slice.ts";
import { type Fresh, isSubscribed, type StreamState, type TypeState } from "./state.ts";
import { wantedOf } from "./wanted.ts";
import { needsSlowCluster } from "./warming.ts";

/** The next response with a part of what the client has just asked for. */
export function freshMessage(state: StreamState, ts: TypeState): Message | undefined {
  while (ts.fresh !== undefined) {
    const { fresh } = ts;
    const resources = nextSlice(state, ts, fresh);
    if (fresh.next >= fresh.names.length) ts.fresh = undefined;
    if (resources.length === 0) continue;
    return send(state, ts, { entries: [], bulk: { resources, known: fresh.known }, resources, removed: [], version: partVersion(state, resources) });
  }
  return undefined;
}

/** Streams that ask for the same at the same time are answered by the same slices. */
function nextSlice(state: StreamState, ts: TypeState, fresh: Fresh): readonly Resource[] {
  const limits = travelsAlone(ts.type, fresh.names.length) ? { ...limitsOf(ts.type), resources: 1 } : limitsOf(ts.type);
  const isShared = ts.items.size === 0 && !fresh.isDropped && ts.type !== "virtual-host";
  const shared = isShared ? sharedSlice(fresh.names, { map: state.snapshot.types[ts.type], start: fresh.next, limits }) : undefined;
  if (shared === undefined) return ownSlice(state, ts, { fresh, limits });
  fresh.next = shared.end;
  return shared.resources;
}

function ownSlice(state: StreamState, ts: TypeState, { fresh, limits }: { readonly fresh: Fresh; readonly limits: ResponseLimits }): readonly Resource[] {
  const resources: Resource[] = [];
  let bytes = 0;
  while (resources.length < limits.resources) {
    const name = fresh.names[fresh.next];
    if (name === undefined) break;
    const resource = freshResource(state, ts, { fresh, name });
    bytes += resource === undefined ? 0 : sizeOf(resource);
    if (resources.length > 0 && bytes > limits.bytes) break;
    fresh.next += 1;
    if (resource !== undefined) resources.push(resource);
  }
  return resources;
}

/**
 * Nothing of what has an item by now, and of what is not wanted any more; a name that does not exist becomes due, to be told by itself, and so does
 * what has to wait for a cluster.
 */
function freshResource(state: StreamState, ts: TypeState, { fresh, name }: { readonly fresh: Fresh; readonly name: string }): Resource | undefined {
  if (ts.items.has(name) || !isSubscribed(ts, name)) return undefined;
  const wanted = wantedOf(state, ts, name);
  if (typeof wanted === "object" && !needsSlowCluster(state, ts, wanted)) return wanted;
  if (typeof wanted !== "object" && !ts.names.has(name)) return undefined;
  ts.items.set(name, { ...itemOf(ts, name, undefined), known: fresh.known });
  ts.due.add(name);
  return undefined;
}
