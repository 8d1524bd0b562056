import type { NodeStatus } from "./node-table.ts";

/** A node, and which replica holds its stream. */
export interface FleetNodeStatus extends NodeStatus {
  readonly replica: string;
}

/** Every node of all lists by id, in the order of ids; one that moved is shown where it is connected. Of equals the later one counts. */
export function mergeNodes(...lists: readonly (readonly FleetNodeStatus[])[]): readonly FleetNodeStatus[] {
  const byId = new Map<string, FleetNodeStatus>();
  for (const status of lists.flat()) {
    const known = byId.get(status.node.id);
    if (known === undefined || rank(status) >= rank(known)) byId.set(status.node.id, status);
  }
  return [...byId.values()].sort((left, right) => (left.node.id < right.node.id ? -1 : 1));
}

function rank({ state }: FleetNodeStatus): number {
  return state === "connected" ? 2 : Number(state === "unreachable");
}
