import { expect, it } from "vitest";
import { codec } from "../../gen/codec.ts";
import type { ClusterStats } from "../../gen/envoy/config/endpoint/v3.ts";
import { readLoadReport, splitLoadStats } from "./read-load-report.ts";

function message(...cluster_stats: readonly ClusterStats[]): Uint8Array {
  return codec("envoy.service.load_stats.v3.LoadStatsRequest").encode({ node: { id: "edge-1" }, cluster_stats });
}

function stats(cluster_name: string, more: Partial<ClusterStats> = {}): ClusterStats {
  const locality = { region: "eu", zone: "a" };
  const upstream_locality_stats = [
    { locality, total_issued_requests: 3, total_successful_requests: 2, total_error_requests: 1, total_requests_in_progress: 4 },
  ];
  return { cluster_name, load_report_interval: { seconds: 10, nanos: 500_000_000 }, upstream_locality_stats, ...more };
}

const eu = { issued: 3, succeeded: 2, failed: 1, inProgress: 4 };

it("reads the load of services, versions and priorities together, and leaves the node unread", () => {
  const other = { locality: {}, total_issued_requests: 1 };
  const parts = splitLoadStats(
    message(
      stats("shop/cart", { total_dropped_requests: 2 }),
      stats("shop/cart/v2", { total_dropped_requests: 1 }),
      stats("shop/pay", { upstream_locality_stats: [other, { ...other, priority: 1 }] }),
    ),
  );
  expect(codec("envoy.config.core.v3.Node").decode(parts.node ?? new Uint8Array()).id).toBe("edge-1");
  expect(readLoadReport(parts, () => true)).toEqual({
    intervalMs: 10_500,
    services: new Map([
      ["shop/cart", { dropped: 3, zones: new Map([["eu/a", { issued: 6, succeeded: 4, failed: 2, inProgress: 8 }]]) }],
      ["shop/pay", { dropped: 0, zones: new Map([["", { issued: 2, succeeded: 0, failed: 0, inProgress: 0 }]]) }],
    ]),
  });
});

it("keeps nothing of clusters that there are not, but the time that they tell", () => {
  const report = readLoadReport(splitLoadStats(message(stats("sluice_discovery"), stats("shop/cart"))), (name) => name === "shop/cart");
  expect([...report.services]).toEqual([["shop/cart", { dropped: 0, zones: new Map([["eu/a", eu]]) }]]);
  expect(readLoadReport(splitLoadStats(message(stats("made-up"))), () => false)).toEqual({ intervalMs: 10_500, services: new Map() });
});

it("refuses what is no message", () => {
  expect(() => splitLoadStats(Buffer.from([10, 200, 1]))).toThrow();
});

it("adds up the zones that are too many, and cuts what is too long", () => {
  const upstream_locality_stats = Array.from({ length: 1500 }, (_, index) => ({ locality: { zone: `z${index}` }, total_issued_requests: 1 }));
  const long = { locality: { zone: "x".repeat(10_000) }, total_issued_requests: 1 };
  const parts = splitLoadStats(message(stats("shop/cart", { upstream_locality_stats }), stats("shop/pay", { upstream_locality_stats: [long] })));
  const { services } = readLoadReport(parts, () => true);
  expect(services.get("shop/cart")?.zones.size).toBe(1001);
  expect(services.get("shop/cart")?.zones.get("(others)")?.issued).toBe(500);
  expect([...(services.get("shop/pay")?.zones.keys() ?? [])].map(({ length }) => length)).toEqual([500]);
});
