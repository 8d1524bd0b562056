import { expect, it } from "vitest";
import { joinedPage, lastingSeries } from "./joined-metrics.ts";
import { createPrometheusMetrics } from "./prometheus-metrics.ts";

function processOf({ hits, open, reachable }: { readonly hits: number; readonly open: number; readonly reachable: number }) {
  const metrics = createPrometheusMetrics();
  metrics.collected({ name: "sluice_hits_total", help: "Hits", labels: ["limit"] }, () => [{ labels: { limit: "a" }, value: hits }]);
  metrics.gauge({ name: "sluice_open", help: "Open" }).set(open);
  metrics.gauge({ name: "sluice_reachable", help: "Reachable", joined: "min" }).set(reachable);
  metrics.gauge({ name: "sluice_skew", help: "Skew", joined: "max" }).set(open);
  const seconds = metrics.histogram({ name: "sluice_wait_seconds", help: "Wait", buckets: [1, 2] });
  seconds.observe(0.5);
  seconds.observe(1.5);
  return metrics;
}

it("sums counters, distributions and gauges, and takes the least or most of gauges that say so", async () => {
  const snapshots = await Promise.all([processOf({ hits: 3, open: 2, reachable: 1 }).snapshot(), processOf({ hits: 4, open: 5, reachable: 0 }).snapshot()]);
  const page = await joinedPage(snapshots);
  expect(page).toContain('sluice_hits_total{limit="a"} 7');
  expect(page).toContain("sluice_open 7");
  expect(page).toContain("sluice_reachable 0");
  expect(page).toContain("sluice_skew 5");
  expect(page).toContain('sluice_wait_seconds_bucket{le="1"} 2');
  expect(page).toContain('sluice_wait_seconds_bucket{le="+Inf"} 4');
  expect(page).toContain("sluice_wait_seconds_sum 4");
  expect(page).toContain("sluice_wait_seconds_count 4");
});

it("keeps the counts of a process that has ended, and none of its gauges", async () => {
  // As it comes from another process.
  const first = structuredClone(await processOf({ hits: 3, open: 2, reachable: 0 }).snapshot());
  const second = structuredClone(await processOf({ hits: 1, open: 1, reachable: 0 }).snapshot());
  const gone = lastingSeries([lastingSeries([first]), second]);
  const page = await joinedPage([await processOf({ hits: 10, open: 1, reachable: 1 }).snapshot(), gone]);
  expect(page).toContain('sluice_hits_total{limit="a"} 14');
  expect(page).toContain("sluice_open 1");
  expect(page).toContain("sluice_reachable 1");
  expect(page).toContain("sluice_wait_seconds_count 6");
});
