import type { MetricSample, Metrics } from "../../kit/telemetry.ts";
import type { QuarantineTable } from "../quarantine/quarantine-table.ts";
import type { NodeStatus, NodeTable } from "./node-table.ts";

/** What is counted. */
export interface FleetMeterOptions {
  readonly metrics: Metrics;
  /** The nodes of this replica. */
  readonly nodes: NodeTable;
  readonly quarantines: QuarantineTable;
  /** Newest durable revision that this replica has built. */
  readonly revision: () => number;
}

/**
 * Counts the nodes of this replica, by what people define – node groups – and by what is fixed, never by node or resource: those are in the fleet
 * table. They are counted when somebody looks.
 */
export function meterFleet({ metrics, nodes, quarantines, revision }: FleetMeterOptions): void {
  metrics.collected({ name: "sluice_nodes", help: "Proxies of this replica, by node group and state", labels: ["group", "state"], collectedAs: "gauge" }, () =>
    count(nodes.list(), ({ group, state }) => [{ group: group ?? "", state }]),
  );
  metrics.collected(
    { name: "sluice_nodes_behind", help: "Connected proxies without the newest revision, by node group", labels: ["group"], collectedAs: "gauge" },
    () => count(nodes.list(), ({ group, state, agreedRevision }) => (state === "connected" && agreedRevision < revision() ? [{ group: group ?? "" }] : [])),
  );
  metrics.collected(
    {
      name: "sluice_nodes_refusing",
      help: "Connected proxies that refuse a resource, by node group and type",
      labels: ["group", "type"],
      collectedAs: "gauge",
    },
    () =>
      count(nodes.list(), ({ group, state, refused }) =>
        state === "connected" ? [...new Set(refused.map(({ type }) => type))].map((type) => ({ group: group ?? "", type })) : [],
      ),
  );
  metrics.collected(
    { name: "sluice_quarantines", help: "Records of what is held back, of the whole fleet", labels: ["holds"], joined: "max", collectedAs: "gauge" },
    () => [
      { labels: { holds: "object" }, value: quarantines.objects().length },
      { labels: { holds: "resource" }, value: quarantines.resources().length },
    ],
  );
}

/** One series a set of labels, counted. */
function count(nodes: readonly NodeStatus[], labelsOf: (node: NodeStatus) => readonly Readonly<Record<string, string>>[]): readonly MetricSample[] {
  const counted = Map.groupBy(nodes.flatMap(labelsOf), (labels) => Object.values(labels).join(" "));
  return [...counted.values()].flatMap((members) => members.slice(0, 1).map((labels) => ({ labels, value: members.length })));
}
