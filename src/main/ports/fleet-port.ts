import type { FleetPort } from "../../admin/port/fleet.ts";
import type { World } from "../fleet/world.ts";
import { createGraphPort } from "./graph-port.ts";
import { createNodePort, type NodePortOptions } from "./node-port.ts";

/** Joins the admin to the graph and, where this replica has the role, to discovery. */
export function createFleetPort(world: World, options: Omit<NodePortOptions, "groupsOf">): FleetPort {
  return { ...createGraphPort(world), ...createNodePort({ ...options, groupsOf: () => undefined }) };
}
