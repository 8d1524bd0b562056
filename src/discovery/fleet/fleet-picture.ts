import type { FleetNodeStatus } from "./fleet-node-status.ts";

/** The connected nodes of one group. */
export interface GroupPicture {
  readonly nodes: readonly FleetNodeStatus[];
  /** Each of them has, or has refused, this revision. */
  readonly agreedRevision: number;
}

/** A list of nodes, looked at once for all who ask about one object after another. */
export interface FleetPicture {
  /** By node group. */
  readonly groups: ReadonlyMap<string, GroupPicture>;
  /** The connected nodes that refuse something. */
  readonly refusing: readonly FleetNodeStatus[];
}

const pictures = new WeakMap<readonly FleetNodeStatus[], FleetPicture>();

/** The picture of a list that never changes; the same list has the same picture. */
export function pictureOf(nodes: readonly FleetNodeStatus[]): FleetPicture {
  const picture = pictures.get(nodes) ?? draw(nodes);
  pictures.set(nodes, picture);
  return picture;
}

function draw(nodes: readonly FleetNodeStatus[]): FleetPicture {
  const connected = nodes.filter(({ state }) => state === "connected");
  const groups = [...Map.groupBy(connected, ({ group }) => group)].flatMap(([group, members]): readonly [string, GroupPicture][] =>
    group === undefined ? [] : [[group, { nodes: members, agreedRevision: members.reduce((least, one) => Math.min(least, one.agreedRevision), Infinity) }]],
  );
  return { groups: new Map(groups), refusing: connected.filter(({ refused }) => refused.length > 0) };
}
