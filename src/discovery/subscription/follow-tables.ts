import type { Resource } from "../../snapshot/resource.ts";
import type { ViewSnapshot } from "../../snapshot/view-snapshot.ts";
import { itemOf } from "./bulk.ts";
import type { DeltaRequest } from "./event.ts";
import { hostFor, hostNames, mayCover, placeholderName, pushedNames } from "./hosts.ts";
import { ask, askNew, forget } from "./items.ts";
import { type StreamState, type Turn, type TypeState, tableOf } from "./state.ts";
import { subscribe } from "./subscribe.ts";

/** Names of hosts that a client may ask for, one by one, on a stream; a proxy asks for whatever a request names, and never lets go. */
const askedHostsLimit = 20_000;

/**
 * The hosts of a table go behind it, unasked: who is given its table anew may have forgotten them. Of a table whose hosts come on demand from
 * now on a client keeps those that it has, as if it had asked for them.
 */
export function pushHosts(state: StreamState, table: Resource): void {
  if (table.hosts === undefined) return;
  const ts = state.types.get("virtual-host");
  if (table.hosts === "pushed") state.tables.add(table.name);
  else if (state.tables.delete(table.name)) ts?.names.addAll(hostNames(state.snapshot, table.name));
  if (ts !== undefined) askHosts(state, ts, table);
}

function askHosts(state: StreamState, ts: TypeState, { name, hosts }: Resource): void {
  if (hosts === "onDemand") ts.names.add(placeholderName(name));
  const names = hosts === "pushed" ? pushedNames(state.snapshot, name) : [placeholderName(name)];
  const known = names.filter((host) => ts.items.has(host));
  for (const host of known) ask(state, ts, { name: host, isNew: false });
  askNew(state, ts, known.length === 0 ? names : names.filter((host) => !ts.items.has(host)));
}

/** The first request for virtual hosts: of which tables the client has some already, and which others it is to get. */
export function followHeld(state: StreamState, ts: TypeState, { initialVersions, subscribe }: DeltaRequest): readonly string[] {
  const tables = new Set([...initialVersions.keys()].map(tableOf));
  const routes = state.types.get("route");
  for (const table of tables) if (isPushed(state, table) && (routes === undefined || holdsTable(routes, table))) state.tables.add(table);
  for (const name of initialVersions.keys()) if (!state.tables.has(tableOf(name)) && !name.endsWith("/")) ts.names.add(name);
  const pushed = [...state.tables].flatMap((table) => pushedNames(state.snapshot, table));
  const placeholders = askedTables(state).flatMap((table) => (tables.has(table) ? [] : [placeholderName(table)]));
  ts.names.addAll(placeholders);
  return [...new Set([...pushed, ...placeholders, ...subscribe])].filter((name) => !initialVersions.has(name));
}

/** A client that is back asks for its tables: it may have told of hosts before, and leaves those of other tables. */
export function followTables(turn: Turn, routes: TypeState): void {
  const { state } = turn;
  for (const table of [...state.tables]) if (!routes.names.has(table)) leaveTable(state, table);
  for (const table of routes.names) if (isPushed(state, table) && holdsTable(routes, table)) followTable(state, table);
}

function followTable(state: StreamState, table: string): void {
  if (state.tables.has(table)) return;
  state.tables.add(table);
  const ts = state.types.get("virtual-host");
  const current = state.snapshot.types.route.get(table);
  if (ts !== undefined && current !== undefined) askHosts(state, ts, current);
}

/** The client has the table as the view has it. One that is to be sent has its hosts behind it anyway. */
function holdsTable({ names, items }: TypeState, table: string): boolean {
  return names.has(table) && !items.has(table);
}

function isPushed(state: StreamState, table: string): boolean {
  return state.snapshot.types.route.get(table)?.hosts === "pushed";
}

/** The client's tables whose hosts come on demand. */
function askedTables({ types, snapshot }: StreamState): readonly string[] {
  return [...(types.get("route")?.names ?? [])].filter((table) => snapshot.types.route.get(table)?.hosts === "onDemand");
}

/** Asks for hosts by their names. What is beyond the limit is answered, as unknown, and not remembered. */
export function subscribeHosts(turn: Turn, ts: TypeState, names: readonly string[]): void {
  const room = Math.max(0, askedHostsLimit - ts.names.size);
  const known = names.filter((name) => ts.names.has(name));
  const added = names.filter((name) => !ts.names.has(name));
  subscribe(turn, ts, [...known, ...added.slice(0, room)]);
  for (const name of added.slice(room)) ts.due.add(name);
}

/** The client does not want a table any more, nor its hosts. */
export function leaveTable(state: StreamState, table: string): void {
  state.tables.delete(table);
  const ts = state.types.get("virtual-host");
  if (ts === undefined) return;
  for (const name of [...ts.names]) if (tableOf(name) === table) ts.names.delete(name);
  for (const name of [...ts.items.keys()]) if (tableOf(name) === table) forget(ts, name);
}

/** A host has changed that serves names which a client asked for under other names. */
export function onCoveringHost(turn: Turn, ts: TypeState, { name, before }: { readonly name: string; readonly before: ViewSnapshot }): void {
  const { state } = turn;
  for (const asked of ts.names) {
    if (!mayCover(name, asked)) continue;
    const held = hostFor(before, asked);
    if (held.version === hostFor(state.snapshot, asked).version) continue;
    itemOf(ts, asked, held);
    ts.due.add(asked);
  }
}

/** The hosts that a client gets with their tables and has not asked for one by one. */
export function followedNames({ snapshot }: StreamState, ts: TypeState): readonly string[] {
  return [...ts.tables].flatMap((table) => hostNames(snapshot, table)).filter((name) => !ts.names.has(name));
}
