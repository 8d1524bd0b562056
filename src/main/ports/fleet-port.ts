import type { FleetPort } from "../../admin/port/fleet.ts";
import type { ReplicaSummaries } from "../../discovery/fleet/replica-summaries.ts";
import type { Clock } from "../../kit/clock.ts";
import type { Model } from "../../model/model.ts";
import type { World } from "../fleet/world.ts";
import { createGraphPort } from "./graph-port.ts";
import { groupsOf } from "./groups-of.ts";
import { createNodePort } from "./node-port.ts";
import { programmedCondition } from "./programmed.ts";

/** What the fleet port joins. */
export interface FleetPortOptions {
  readonly world: World;
  readonly model: Model;
  readonly nodes: ReplicaSummaries;
  readonly clock: Clock;
}

/** Joins the admin to the graph and to what all replicas know of their nodes. */
export function createFleetPort({ world, model, nodes, clock }: FleetPortOptions): FleetPort {
  const graph = createGraphPort(world);
  return {
    ...graph,
    conditions: (key) => [...graph.conditions(key), programmedCondition(key, { world, model, nodes: () => nodes.list() })],
    ...createNodePort({ fleet: nodes, clock, groupsOf: (key) => groupsOf(world, model, key) }),
  };
}
