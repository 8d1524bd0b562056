import type { FleetNodeStatus } from "../../discovery/fleet/fleet-node-status.ts";
import { goneForMs } from "../../discovery/fleet/node-table.ts";
import type { Clock } from "../../kit/clock.ts";

/** What is known of the nodes of all replicas. */
export interface MemberSource {
  list(): readonly Pick<FleetNodeStatus, "node" | "state" | "group" | "since">[];
  onChange(listener: () => void): () => void;
}

/** How members are followed. */
export interface MembersOptions {
  readonly nodes: MemberSource;
  readonly clock: Clock;
  /** Told the ids of each group's proxies, sorted. */
  readonly onMembers: (members: ReadonlyMap<string, readonly string[]>) => void;
  /** So long after the start members are not known yet: proxies come back one by one, and the first must not take the share of all. Default 5 s. */
  readonly settleMs?: number;
}

/** At most one look at all nodes in this time. */
const lookEveryMs = 1000;

/**
 * Tells who the proxies of each group are. One that has gone still counts for a minute: it may have lost the control plane alone, and let requests
 * through meanwhile. Returns what ends it.
 */
export function followMembers({ nodes, clock, onMembers, settleMs = 5000 }: MembersOptions): () => void {
  const next = { at: 0, cancel: (): void => undefined };
  const lookIn = (delayMs: number): void => {
    const at = clock.monotonic() + delayMs;
    if (next.at <= at && next.at > clock.monotonic()) return;
    next.cancel();
    next.at = at;
    next.cancel = clock.schedule(delayMs, look);
  };
  const settled = clock.monotonic() + settleMs;
  const stop = nodes.onChange(() => lookIn(Math.max(lookEveryMs, settled - clock.monotonic())));
  lookIn(settleMs);
  return () => {
    stop();
    next.cancel();
  };

  function look(): void {
    const members = nodes.list().filter(({ state, group }) => state !== "denied" && group !== undefined);
    const leaving = members.filter(({ state }) => state === "unreachable").map(({ since }) => Date.parse(since) + goneForMs - clock.now());
    if (leaving.length > 0) lookIn(Math.max(lookEveryMs, Math.min(...leaving)));
    const groups = Map.groupBy(members, ({ group }) => group ?? "");
    onMembers(new Map([...groups].map(([group, all]) => [group, all.map(({ node }) => node.id).sort()])));
  }
}
