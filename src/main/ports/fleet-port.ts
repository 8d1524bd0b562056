import type { FleetPort } from "../../admin/port/fleet.ts";
import { type FleetPicture, pictureOf } from "../../discovery/fleet/fleet-picture.ts";
import type { NodeTable } from "../../discovery/fleet/node-table.ts";
import type { ReplicaSummaries } from "../../discovery/fleet/replica-summaries.ts";
import type { LoadHistory } from "../../discovery/load/load-history.ts";
import type { QuarantineTable } from "../../discovery/quarantine/quarantine-table.ts";
import type { Clock } from "../../kit/clock.ts";
import type { Model } from "../../model/model.ts";
import type { World } from "../fleet/world.ts";
import { blamesOn } from "../quarantine/blames.ts";
import { listQuarantines } from "../quarantine/list-quarantines.ts";
import { nodeRefusals } from "../quarantine/node-refusals.ts";
import { referrersInForce } from "../quarantine/referrers-in-force.ts";
import type { ReplicaAnswers } from "../replicas/replica-answers.ts";
import { createGraphPort } from "./graph-port.ts";
import { groupsOf } from "./groups-of.ts";
import { memoryNotices, withMemoryLosses } from "./memory-notices.ts";
import { createNodePort } from "./node-port.ts";
import { programmedCondition } from "./programmed.ts";
import { revocationNotices } from "./revocation-notices.ts";
import { createRolloutPort } from "./rollout-port.ts";

/** What the fleet port joins. */
export interface FleetPortOptions {
  readonly world: World;
  readonly model: Model;
  readonly nodes: ReplicaSummaries;
  /** The nodes of this replica. */
  readonly table: NodeTable;
  readonly loads: LoadHistory;
  readonly quarantines: QuarantineTable;
  /** The replicas that decide with each request. */
  readonly replicas: ReplicaAnswers;
  readonly clock: Clock;
  /** How long proxies have to come back after the start, milliseconds. */
  readonly settleMs: number;
}

/** Joins the admin to the graph and to what all replicas know of their nodes. */
export function createFleetPort({ world, model, nodes, table: own, loads, quarantines: table, replicas, clock, settleMs }: FleetPortOptions): FleetPort {
  const fleet = (): FleetPicture => pictureOf(nodes.list());
  const sources = { world, model, table, fleet, refusing: () => fleet().refusing };
  const graph = createGraphPort(world);
  return {
    ...graph,
    notices: (changes) => [
      ...graph.notices(changes),
      ...memoryNotices(changes, { model, memories: replicas.memories() }),
      ...revocationNotices(changes, (key) => world.written(key)),
    ],
    conditions: (key) => [
      ...withMemoryLosses(graph.conditions(key), world.written(key), { model, memories: replicas.memories() }),
      programmedCondition(key, sources),
    ],
    ...createNodePort({ fleet: nodes, table: own, refusalsOf: (status) => nodeRefusals(status, sources) }),
    load: (service) => loads.of(service),
    quarantines: () => listQuarantines(sources),
    referrersInForce: (key) => referrersInForce(key, sources),
    ...createRolloutPort({
      fleet: nodes,
      replicas,
      clock,
      settlesAt: clock.monotonic() + settleMs,
      groupsOf: (key) => groupsOf(world, model, key),
      revisionOf: (key) => world.written(key)?.revision,
      blamesOn: (key, list) => blamesOn(key, { ...sources, refusing: () => list }),
    }),
  };
}
