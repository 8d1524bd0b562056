import type { FleetPort } from "../../admin/port/fleet.ts";
import type { Fleet } from "../fleet/fleet.ts";
import { createGraphPort } from "./graph-port.ts";

/** Joins the admin to the graph and, where this replica has the role, to discovery. */
export function createFleetPort(fleet: Fleet): FleetPort {
  return {
    ...createGraphPort(fleet.world),
    rollout: () => Promise.resolve({ acked: 0, pending: [], refused: [] }),
    nodes: () => Promise.resolve([]),
    node: () => Promise.resolve(undefined),
  };
}
