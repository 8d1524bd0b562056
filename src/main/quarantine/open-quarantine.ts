import type { ReplicaSummaries } from "../../discovery/fleet/replica-summaries.ts";
import type { OtherNodes } from "../../discovery/quarantine/other-nodes.ts";
import { Quarantine, type QuarantineOptions } from "../../discovery/quarantine/quarantine.ts";
import type { QuarantineTable } from "../../discovery/quarantine/quarantine-table.ts";
import { idText, type ResourceId } from "../../discovery/quarantine/resource-id.ts";
import type { Store } from "../../store/store.ts";
import type { Fleet } from "../fleet/fleet.ts";
import { createAttribution } from "./attribution.ts";

/** What the quarantine of a replica joins. */
export interface OpenQuarantineOptions extends Pick<QuarantineOptions, "sealKey" | "clock" | "random" | "logger"> {
  readonly store: Store;
  readonly fleet: Fleet;
  /** What all replicas know of their nodes. */
  readonly summaries: Pick<ReplicaSummaries, "list">;
  /** Name of this replica. */
  readonly replica: string;
}

/** Makes the quarantine of a replica: streams on one side, graph and store on the other. */
export function openQuarantine({ fleet, summaries, replica, ...rest }: OpenQuarantineOptions): Quarantine {
  const { world, quarantines: table } = fleet;
  const attribution = createAttribution({ world, table, snapshots: fleet.snapshots, inForce: fleet.inForce, store: rest.store });
  return new Quarantine({ ...rest, table, attribution, others: otherNodes({ fleet, summaries, replica }), plans: fleet.keptPlans });
}

function otherNodes({ fleet, summaries, replica }: Pick<OpenQuarantineOptions, "fleet" | "summaries" | "replica">): OtherNodes {
  return {
    known: () => new Set(summaries.list().flatMap(({ node, state }) => (state === "denied" ? [] : [node.id]))),
    holding: (id, version) => {
      const { view, type, name } = id;
      if (fleet.snapshots.view(view).current.types[type].get(name)?.version !== version) return nobody;
      // They have everything since the resource changed last, do not refuse it, and are not given another one.
      const changedAt = fleet.snapshots.view(view).changedAt(type, name);
      const excepted = exceptedFrom(id, fleet.quarantines);
      const nodes = summaries.list().filter(({ node, replica: where, view: of, state, agreedRevision, refused }) => {
        if (where === replica || of !== view || state !== "connected" || agreedRevision < changedAt || excepted.has(node.id)) return false;
        return refused.every((refusal) => refusal.type !== type || refusal.name !== name);
      });
      return new Set(nodes.map(({ node }) => node.id));
    },
  };
}

const nobody: ReadonlySet<string> = new Set();

/** Nodes that may be given another resource than the view has. */
function exceptedFrom(id: ResourceId, table: QuarantineTable): ReadonlySet<string> {
  const resource = table.resource(id)?.record.refused ?? [];
  const objects = table.objects().flatMap(({ record }) => (record.resources.includes(idText(id)) ? record.refused : []));
  return new Set([...resource, ...objects].flatMap(({ scope, nodes }) => (scope === "nodes" ? nodes : [])));
}
