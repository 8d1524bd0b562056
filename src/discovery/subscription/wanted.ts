import type { Resource } from "../../snapshot/resource.ts";
import { hostFor, unknownHost } from "./hosts.ts";
import { type Item, isSubscribed, type StreamState, type TypeState } from "./state.ts";
import { substituteFor } from "./substitute.ts";

/** What a client should hold of a name: a resource, nothing (`absent`), or what it holds already although its content is not known here (`keep`). */
export type Wanted = Resource | "absent" | "keep";

/** The view's resource; the last good one where the client refused that; the one on its way out as long as it is still in use. */
export function wantedOf(state: StreamState, ts: TypeState, name: string): Wanted {
  const current = currentOf(state, ts, name);
  const item = ts.items.get(name);
  if (current !== undefined && (item === undefined || !isRefused(item, current))) return current;
  if (item !== undefined && current !== undefined) return lastGood(item);
  if (item !== undefined && ts.gone.has(name)) return lastSent(item);
  return substituteFor(state, ts, name) ?? "absent";
}

/** What the view has for a name that the client asked for, whatever that is called in the view. */
export function currentOf(state: StreamState, ts: TypeState, name: string): Resource | undefined {
  if (ts.type === "virtual-host" && !isSubscribed(ts, name)) return unknownHost(name);
  if (ts.type === "virtual-host" && (ts.names.has(name) || name.endsWith("/"))) return hostFor(state.snapshot, name);
  const current = state.snapshot.types[ts.type].get(name);
  return current?.onDemand === true && !ts.names.has(name) ? undefined : current;
}

/** True when the client refused exactly this. */
function isRefused(item: Item, resource: Resource): boolean {
  return item.refused?.version === resource.version;
}

/** What was sent last, whether or not it is answered; what the client took before where nothing is under way. */
export function lastSent(item: Item): Wanted {
  const last = item.pending.at(-1);
  if (last === undefined) return lastGood(item);
  return last.resource ?? "absent";
}

/** What the client took last. */
export function lastGood(item: Item): Wanted {
  if (item.known === undefined) return "absent";
  return item.known === "unknown" ? "keep" : item.known;
}
