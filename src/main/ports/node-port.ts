import type { FleetNode, FleetPort } from "../../admin/port/fleet.ts";
import type { FleetNodeStatus } from "../../discovery/fleet/fleet-node-status.ts";
import type { NodeRefusal } from "../../discovery/fleet/node-table.ts";
import type { ReplicaSummaries } from "../../discovery/fleet/replica-summaries.ts";

/** What the part of the fleet port that speaks of nodes is made from. */
export interface NodePortOptions {
  /** The nodes of all replicas. */
  readonly fleet: Pick<ReplicaSummaries, "list">;
  /** What a node refuses, on its streams or by a record. */
  readonly refusalsOf: (status: FleetNodeStatus) => readonly NodeRefusal[];
}

/** Nodes, from what all replicas say of their streams. */
export function createNodePort({ fleet, refusalsOf }: NodePortOptions): Pick<FleetPort, "nodes" | "node"> {
  return {
    nodes: () => Promise.resolve(fleet.list().map((status) => fleetNode(status, refusalsOf(status)))),
    node: (id) => {
      const found = fleet.list().find(({ node }) => node.id === id);
      return Promise.resolve(found === undefined ? undefined : fleetNode(found, refusalsOf(found)));
    },
  };
}

function fleetNode(status: FleetNodeStatus, refused: readonly NodeRefusal[]): FleetNode {
  const { node, state, detail, group, peer, since, types, replica } = status;
  return {
    id: node.id,
    cluster: node.cluster,
    state: state === "denied" ? "unmatched" : state,
    address: peer,
    replica,
    since,
    ...(group !== undefined && { group }),
    ...(detail !== undefined && { detail }),
    ...(node.version !== "" && { version: node.version }),
    types: types.map(({ type, subscribed, sent, acked }) => ({
      type,
      subscribed,
      sent,
      acked,
      refused: refused.filter((refusal) => refusal.type === type).map(({ name, detail: message, since: at }) => ({ resource: name, message, since: at })),
    })),
  };
}
