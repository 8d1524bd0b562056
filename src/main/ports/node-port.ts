import type { FleetNode, FleetPort } from "../../admin/port/fleet.ts";
import type { FleetNodeStatus } from "../../discovery/fleet/fleet-node-status.ts";
import type { NodeRefusal, NodeTable } from "../../discovery/fleet/node-table.ts";
import type { ReplicaSummaries } from "../../discovery/fleet/replica-summaries.ts";
import { connectionOf } from "./node-detail.ts";

/** What the part of the fleet port that speaks of nodes is made from. */
export interface NodePortOptions {
  /** The nodes of all replicas. */
  readonly fleet: Pick<ReplicaSummaries, "list">;
  /** The nodes whose streams this replica holds. */
  readonly table: Pick<NodeTable, "connectedNode">;
  /** What a node refuses, on its streams or by a record. */
  readonly refusalsOf: (status: FleetNodeStatus) => readonly NodeRefusal[];
}

/** Nodes, from what all replicas say of their streams. */
export function createNodePort({ fleet, table, refusalsOf }: NodePortOptions): Pick<FleetPort, "nodes" | "node"> {
  return {
    nodes: () => Promise.resolve(fleet.list().map((status) => fleetNode(status, refusalsOf(status)))),
    node: (id, wish) => {
      const found = fleet.list().find(({ node }) => node.id === id);
      const connected = table.connectedNode(id);
      const refused = found === undefined ? [] : refusalsOf(found);
      const connection = connected === undefined ? {} : { connection: connectionOf(connected, wish, refused) };
      return Promise.resolve(found === undefined ? undefined : { ...fleetNode(found, refused), ...connection });
    },
  };
}

function fleetNode(status: FleetNodeStatus, refused: readonly NodeRefusal[]): FleetNode {
  const { node, state, detail, group, peer, since, types, replica, agreedRevision } = status;
  const { region, zone, subZone } = node;
  return {
    id: node.id,
    cluster: node.cluster,
    state: state === "denied" ? "unmatched" : state,
    address: peer,
    replica,
    since,
    ...(group !== undefined && { group }),
    ...(detail !== undefined && { detail }),
    ...(node.userAgent !== "" && { userAgent: node.userAgent }),
    ...(node.version !== "" && { version: node.version }),
    ...(`${region}${zone}${subZone}` !== "" && { locality: { region, zone, subZone } }),
    ...(state !== "denied" && { revision: agreedRevision }),
    types: types.map(({ type, subscribed, sent, acked }) => ({
      type,
      subscribed,
      sent,
      acked,
      refused: refused.filter((refusal) => refusal.type === type).map(({ name, detail: message, since: at }) => ({ resource: name, message, since: at })),
    })),
  };
}
