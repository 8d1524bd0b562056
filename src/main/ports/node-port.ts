import type { FleetNode, FleetPort, Refusal, Rollout, RolloutRequest } from "../../admin/port/fleet.ts";
import type { FleetNodeStatus } from "../../discovery/fleet/fleet-node-status.ts";
import type { ReplicaSummaries } from "../../discovery/fleet/replica-summaries.ts";
import type { Clock } from "../../kit/clock.ts";
import type { ObjectKey } from "../../model/object/object.ts";

/** What the part of the fleet port that speaks of nodes is made from. */
export interface NodePortOptions {
  /** The nodes of all replicas. */
  readonly fleet: Pick<ReplicaSummaries, "list" | "onChange">;
  readonly clock: Clock;
  /** The node groups that an object reaches. */
  readonly groupsOf: (key: ObjectKey) => readonly string[];
}

/** Nodes and rollouts, from what all replicas say of their streams. */
export function createNodePort(options: NodePortOptions): Pick<FleetPort, "nodes" | "node" | "rollout"> {
  const { fleet } = options;
  return {
    nodes: () => Promise.resolve(fleet.list().map(fleetNode)),
    node: (id) => {
      const found = fleet.list().find(({ node }) => node.id === id);
      return Promise.resolve(found === undefined ? undefined : fleetNode(found));
    },
    rollout: (request) => waitForNodes(request, options),
  };
}

function fleetNode(status: FleetNodeStatus): FleetNode {
  const { node, state, detail, group, peer, since, types, refused, replica } = status;
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

/** Nodes that are connected decide; those that left a moment ago are shown as pending and not waited for. */
function waitForNodes(request: RolloutRequest, options: NodePortOptions): Promise<Rollout> {
  const { fleet } = options;
  const now = (): readonly FleetNodeStatus[] => reached(fleet.list(), request.keys, options);
  const isDone = (): boolean => now().every((status) => status.state !== "connected" || status.agreedRevision >= request.revision);
  if (isDone()) return Promise.resolve(rolloutOf(now(), request.revision));
  return new Promise((resolve) => {
    const finish = (): void => {
      stopListening();
      cancel();
      request.signal.removeEventListener("abort", finish);
      resolve(rolloutOf(now(), request.revision));
    };
    const stopListening = fleet.onChange(() => {
      if (isDone()) finish();
    });
    const cancel = options.clock.schedule(request.timeoutMs, finish);
    request.signal.addEventListener("abort", finish, { once: true });
  });
}

function reached(nodes: readonly FleetNodeStatus[], keys: readonly ObjectKey[], { groupsOf }: NodePortOptions): readonly FleetNodeStatus[] {
  const groups = new Set(keys.flatMap(groupsOf));
  return nodes.filter(({ state, group }) => state !== "denied" && group !== undefined && groups.has(group));
}

function rolloutOf(nodes: readonly FleetNodeStatus[], revision: number): Rollout {
  const refused: Refusal[] = [];
  const pending: string[] = [];
  let acked = 0;
  for (const { node, state, agreedRevision, refused: refusals } of nodes) {
    if (state !== "connected" || agreedRevision < revision) pending.push(node.id);
    else if (refusals.length === 0) acked += 1;
    for (const { type, name, detail } of refusals) refused.push({ node: node.id, type, resource: name, message: detail });
  }
  return { acked, pending, refused };
}
