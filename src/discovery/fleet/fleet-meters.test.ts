import { describe, expect, it } from "vitest";
import { FakeClock } from "../../../test/kit/fake-clock.ts";
import { testSealKey } from "../../../test/kit/translate/translate.ts";
import { type MetricSample, noMetrics, silentLogger } from "../../kit/telemetry.ts";
import { QuarantineTable } from "../quarantine/quarantine-table.ts";
import type { TypeStatus } from "../subscription/describe.ts";
import { meterFleet } from "./fleet-meters.ts";
import { NodeTable } from "./node-table.ts";

const node = { cluster: "edge", metadata: {}, region: "", zone: "", subZone: "", userAgent: "envoy", version: "1.40.0" };

describe("the metrics of the fleet", () => {
  it("count nodes by group, state and what they lack, without naming any", () => {
    const nodes = new NodeTable(new FakeClock());
    const refused = [{ type: "route" as const, name: "r", version: "v", detail: "no" }];
    const status: TypeStatus = { type: "route", subscribed: 1, sent: 1, acked: 0, refused, doubted: [] };
    const join = (id: string, agreedRevision: number, statuses: readonly TypeStatus[]): void =>
      nodes.join(
        {
          options: { node: { ...node, id }, view: { name: "edge|envoy" }, scope: "ads", variant: "delta" },
          agreedRevision,
          settledRevision: agreedRevision,
          describe: () => statuses,
          facts: () => ({ openedAt: 0, unanswered: new Map() }),
          ledger: () => [],
          agedLedger: () => [],
          resource: () => undefined,
        },
        { group: "edge", peer: "10.0.0.1:1" },
      );
    join("a", 7, []);
    join("b", 6, [status]);
    nodes.deny({ ...node, id: "c" }, "No node group matches", "10.0.0.1:2");
    const read = new Map<string, () => Iterable<MetricSample>>();
    const metrics = { ...noMetrics, collected: ({ name }: { readonly name: string }, reader: () => Iterable<MetricSample>) => void read.set(name, reader) };
    meterFleet({ metrics, nodes, quarantines: new QuarantineTable({ sealKey: testSealKey, logger: silentLogger }), revision: () => 7 });
    const samples = (name: string): readonly MetricSample[] => [...(read.get(name)?.() ?? [])];
    expect(samples("sluice_nodes")).toEqual([
      { labels: { group: "edge", state: "connected" }, value: 2 },
      { labels: { group: "", state: "denied" }, value: 1 },
    ]);
    expect(samples("sluice_nodes_behind")).toEqual([{ labels: { group: "edge" }, value: 1 }]);
    expect(samples("sluice_nodes_refusing")).toEqual([{ labels: { group: "edge", type: "route" }, value: 1 }]);
    expect(samples("sluice_quarantines")).toEqual([
      { labels: { holds: "object" }, value: 0 },
      { labels: { holds: "resource" }, value: 0 },
    ]);
    expect(JSON.stringify([...read.keys()].map(samples))).not.toMatch(/"a"|"b"|"c"/u);
  });
});
