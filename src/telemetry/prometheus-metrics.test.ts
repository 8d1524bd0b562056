import { describe, expect, it } from "vitest";
import { createPrometheusMetrics, MetricError } from "./prometheus-metrics.ts";

describe("createPrometheusMetrics", () => {
  it("counts, sets and observes with labels", async () => {
    const metrics = createPrometheusMetrics();
    metrics.counter({ name: "sluice_a_total", help: "A", labels: ["kind"] }).add(2, { kind: "Route" });
    metrics.gauge({ name: "sluice_b", help: "B" }).set(7);
    metrics.histogram({ name: "sluice_c_seconds", help: "C", buckets: [0.1, 1] }).observe(0.5);
    const page = await metrics.page();
    expect(page).toContain('sluice_a_total{kind="Route"} 2');
    expect(page).toContain("sluice_b 7");
    expect(page).toContain('sluice_c_seconds_bucket{le="0.1"} 0');
    expect(page).toContain('sluice_c_seconds_bucket{le="1"} 1');
    expect(metrics.contentType).toContain("text/plain");
  });

  it("answers the same metric for the same name", async () => {
    const metrics = createPrometheusMetrics();
    metrics.counter({ name: "sluice_a_total", help: "A" }).add();
    metrics.counter({ name: "sluice_a_total", help: "A" }).add();
    expect(await metrics.page()).toContain("sluice_a_total 2");
  });

  it("reads series that others keep, of one metric from several", async () => {
    const metrics = createPrometheusMetrics();
    const kept = { left: 1, right: 2 };
    const description = { name: "sluice_a_total", help: "A", labels: ["side"] };
    metrics.collected(description, () => [{ labels: { side: "left" }, value: kept.left }]);
    metrics.collected(description, () => [{ labels: { side: "right" }, value: kept.right }]);
    metrics.collected({ name: "sluice_c", help: "C", collectedAs: "gauge" }, () => [{ labels: {}, value: -1 }]);
    kept.left = 5;
    const page = await metrics.page();
    expect(page).toContain('sluice_a_total{side="left"} 5');
    expect(page).toContain('sluice_a_total{side="right"} 2');
    expect(page).toContain("# TYPE sluice_c gauge\nsluice_c -1");
  });

  it("shows a counter without labels from the start", async () => {
    const metrics = createPrometheusMetrics();
    metrics.counter({ name: "sluice_a_total", help: "A" });
    expect(await metrics.page()).toContain("sluice_a_total 0");
  });

  it("refuses a name that has another type or other labels", () => {
    const metrics = createPrometheusMetrics();
    metrics.counter({ name: "sluice_a_total", help: "A", labels: ["kind"] });
    expect(() => metrics.gauge({ name: "sluice_a_total", help: "A", labels: ["kind"] })).toThrow(MetricError);
    expect(() => metrics.counter({ name: "sluice_a_total", help: "A" })).toThrow(
      "Metric sluice_a_total is a counter with the labels [kind], it was asked for as a counter with the labels []",
    );
  });

  it("has the process's own metrics when asked, each in its own registry", async () => {
    expect(await createPrometheusMetrics({ process: true }).page()).toContain("process_cpu_seconds_total");
    expect(await createPrometheusMetrics().page()).not.toContain("process_cpu_seconds_total");
  });
});
