import type { FleetNode, FleetPort, Refusal, Rollout, RolloutRequest } from "../../admin/port/fleet.ts";
import type { NodeStatus, NodeTable } from "../../discovery/fleet/node-table.ts";
import type { Clock } from "../../kit/clock.ts";
import type { ObjectKey } from "../../model/object/object.ts";

/** What the part of the fleet port that speaks of nodes is made from. */
export interface NodePortOptions {
  /** The nodes of this replica; undefined without the role discovery. */
  readonly table: () => NodeTable | undefined;
  readonly replica: string;
  readonly clock: Clock;
  /** The node groups that an object reaches; undefined: every one. */
  readonly groupsOf: (key: ObjectKey) => ReadonlySet<string> | undefined;
}

/** Nodes and rollouts, from the streams of this replica. */
export function createNodePort(options: NodePortOptions): Pick<FleetPort, "nodes" | "node" | "rollout"> {
  const all = (): readonly NodeStatus[] => options.table()?.list() ?? [];
  return {
    nodes: () => Promise.resolve(all().map((status) => fleetNode(status, options.replica))),
    node: (id) => {
      const found = all().find(({ node }) => node.id === id);
      return Promise.resolve(found === undefined ? undefined : fleetNode(found, options.replica));
    },
    rollout: (request) => waitForNodes(request, options),
  };
}

function fleetNode(status: NodeStatus, replica: string): FleetNode {
  const { node, state, detail, group, peer, since, types, refused } = status;
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
  const table = options.table();
  const now = (): readonly NodeStatus[] => reached(table?.list() ?? [], request.keys, options);
  const isDone = (): boolean => now().every((status) => status.state !== "connected" || status.agreedRevision >= request.revision);
  if (table === undefined || isDone()) return Promise.resolve(rolloutOf(now(), request.revision));
  return new Promise((resolve) => {
    const finish = (): void => {
      stopListening();
      cancel();
      request.signal.removeEventListener("abort", finish);
      resolve(rolloutOf(now(), request.revision));
    };
    const stopListening = table.onChange(() => {
      if (isDone()) finish();
    });
    const cancel = options.clock.schedule(request.timeoutMs, finish);
    request.signal.addEventListener("abort", finish, { once: true });
  });
}

function reached(nodes: readonly NodeStatus[], keys: readonly ObjectKey[], { groupsOf }: NodePortOptions): readonly NodeStatus[] {
  const groups = keys.map(groupsOf);
  return nodes.filter(({ state, group }) => state !== "denied" && groups.some((names) => names === undefined || (group !== undefined && names.has(group))));
}

function rolloutOf(nodes: readonly NodeStatus[], revision: number): Rollout {
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
