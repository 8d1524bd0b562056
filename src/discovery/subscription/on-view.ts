import { referencesOf } from "../../snapshot/references.ts";
import type { Resource } from "../../snapshot/resource.ts";
import type { ResourceChange, ViewSnapshot } from "../../snapshot/view-snapshot.ts";
import type { Known } from "./action.ts";
import { isUnsent, itemOf } from "./bulk.ts";
import { onCoveringHost } from "./follow-tables.ts";
import { hostFor } from "./hosts.ts";
import { mayHold, settle } from "./items.ts";
import { projectChanges, projectSnapshot } from "./projection.ts";
import { type Item, isSubscribed, isWhole, type StreamState, type Turn, type TypeState } from "./state.ts";
import { pushToWarming } from "./warming.ts";

/** On streams of their own the order between types is lost: endpoints are sent again this long after their cluster changed. */
const laterMs = 1000;

/** The view moved on: what the client asked for and does not have becomes due, what it should not have any more begins to leave. */
export function onView(turn: Turn, snapshot: ViewSnapshot, changes: readonly ResourceChange[]): void {
  const { state } = turn;
  const before = state.snapshot;
  state.view = snapshot;
  state.snapshot = projectSnapshot(state, snapshot);
  for (const change of projectChanges(state, changes)) {
    const ts = state.types.get(change.type);
    if (ts !== undefined) onTypeChange(turn, ts, { change, before });
    if (state.scope === "endpoint") sendEndpointsLater(turn, change);
  }
}

interface SeenChange {
  readonly change: ResourceChange;
  /** The view before it. */
  readonly before: ViewSnapshot;
}

function onTypeChange(turn: Turn, ts: TypeState, { change, before }: SeenChange): void {
  const { type, name, after } = change;
  if (type === "virtual-host") onHostChange(turn, ts, { change, before });
  else if (isSubscribed(ts, name)) onChange(turn, ts, reaching(ts, change));
  else if (type === "endpoint" && after !== undefined) pushToWarming(turn.state, ts, name);
}

function onHostChange(turn: Turn, ts: TypeState, { change, before }: SeenChange): void {
  const { name, after } = change;
  if (ts.names.has(name)) onChange(turn, ts, { ...change, after: after ?? servedOtherwise(turn.state, name) });
  else if (isSubscribed(ts, name)) onChange(turn, ts, change);
  onCoveringHost(turn, ts, { name, before });
}

/** A host that is gone may leave its name to a wildcard. */
function servedOtherwise({ snapshot }: StreamState, name: string): Resource | undefined {
  const host = hostFor(snapshot, name);
  return host.isAbsent === true ? undefined : host;
}

/** What goes on demand alone does not reach a client that did not ask for it by its name. */
function reaching(ts: TypeState, change: ResourceChange): ResourceChange {
  // A client that has it, from when it was for everybody, keeps it as if it had asked for it.
  if (change.before !== undefined && change.before.onDemand !== true && change.after?.onDemand === true) ts.names.add(change.name);
  if (ts.names.has(change.name)) return change;
  const shown = (resource: ResourceChange["after"]): ResourceChange["after"] => (resource?.onDemand === true ? undefined : resource);
  return { ...change, before: shown(change.before), after: shown(change.after) };
}

function onChange(turn: Turn, ts: TypeState, change: ResourceChange): void {
  const { name, before, after } = change;
  if (isUnsent(ts, name) || (before === undefined && after === undefined)) return;
  const item = itemOf(ts, name, before ?? heldBefore(turn.state, ts));
  ts.held.delete(name);
  // What made it doubtful has changed.
  if (!isWhole(turn.state, ts.type)) ts.doubted.delete(name);
  if (after === undefined) onRemoval(turn, ts, name);
  else onContent(ts, item, { name, version: after.version });
  settle(turn.state, ts, name);
}

/** What a client has of a name that is new in the view: before it has taken a set on this stream, perhaps one from an earlier stream. */
function heldBefore(state: StreamState, ts: TypeState): Known {
  return isWhole(state, ts.type) && !ts.taken ? "unknown" : undefined;
}

function onContent(ts: TypeState, item: Item, after: { readonly name: string; readonly version: string }): void {
  ts.gone.delete(after.name);
  item.waitingSince = undefined;
  item.overdue = false;
  if (item.refused?.version === after.version) return;
  item.refused = undefined;
  if (holdsAlready(item, after.version)) ts.due.delete(after.name);
  else ts.due.add(after.name);
}

/** The last sending decides: what came before it is replaced by it. */
function holdsAlready(item: Item, version: string): boolean {
  if (item.doubt) return false;
  const last = item.pending.at(-1);
  const held = last === undefined ? item.known : last.resource;
  return typeof held === "object" && held.version === version;
}

function onRemoval(turn: Turn, ts: TypeState, name: string): void {
  const item = itemOf(ts, name, undefined);
  item.refused = undefined;
  ts.doubted.delete(name);
  if (ts.type === "runtime") ts.due.add(name);
  else if (mayHold(item)) {
    ts.due.delete(name);
    ts.gone.set(name, turn.at);
  } else if (!ts.names.has(name)) ts.due.delete(name);
}

function sendEndpointsLater(turn: Turn, change: ResourceChange): void {
  const ts = turn.state.types.get("endpoint");
  if (ts === undefined || change.after === undefined) return;
  for (const name of referencesOf(change.after, "endpoint")) {
    if (isSubscribed(ts, name)) ts.later.set(name, turn.at + laterMs);
  }
}
