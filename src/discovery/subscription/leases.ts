import type { Resource } from "../../snapshot/resource.ts";
import type { Message } from "./action.ts";
import { send } from "./sending.ts";
import { isSubscribed, type Turn, type TypeState } from "./state.ts";
import { wantedOf } from "./wanted.ts";

/** A time to live begins anew when a third of it is over: two heartbeats may be lost. */
function nextHeartbeat(at: number, ttlMs: number): number {
  return at + Math.ceil(ttlMs / 3);
}

/**
 * Keeps what was sent with a time to live from ending (xDS, "TTL"). In the state of the world nothing has one: a client has to say that it
 * knows wrapped resources, which Envoy 1.40 does not, and where it is sent some all the same it crashes when routes or endpoints end.
 */
export function startLeases({ state, at }: Turn, ts: TypeState, resources: readonly Resource[]): void {
  if (state.variant !== "delta") return;
  for (const { name, ttlMs } of resources) {
    if (ttlMs !== undefined) ts.leases.set(name, nextHeartbeat(at, ttlMs));
    else ts.leases.delete(name);
  }
}

/** The next response of heartbeats: without content, in the version that the client has. */
export function heartbeatMessage(turn: Turn, ts: TypeState): Message | undefined {
  const heartbeats = [...ts.leases].filter(([, due]) => due <= turn.at).flatMap(([name]) => renew(turn, ts, name) ?? []);
  if (heartbeats.length === 0) return undefined;
  return send(turn.state, ts, { entries: [], resources: [], removed: [], heartbeats, version: String(turn.state.snapshot.revision) });
}

/** What is to be sent anyway needs no heartbeat. */
function renew({ state, at }: Turn, ts: TypeState, name: string): Resource | undefined {
  const wanted = isSubscribed(ts, name) ? wantedOf(state, ts, name) : undefined;
  if (typeof wanted !== "object" || wanted.ttlMs === undefined) {
    ts.leases.delete(name);
    return undefined;
  }
  ts.leases.set(name, nextHeartbeat(at, wanted.ttlMs));
  return ts.due.has(name) ? undefined : wanted;
}
