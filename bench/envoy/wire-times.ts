import { type Counter, type Gauge, type Histogram, type MetricDescription, type Metrics, noMetrics } from "../../src/kit/telemetry.ts";

/** Metrics that note when the first route table went out and when it was acknowledged. */
export class WireTimes implements Metrics {
  sent = 0;
  acknowledged = 0;
  resources = 0;

  reset(): void {
    this.sent = 0;
    this.acknowledged = 0;
    this.resources = 0;
  }

  counter(description: MetricDescription): Counter {
    return {
      add: (value = 1, labels) => {
        const isRoute = labels?.["type"] === "route";
        if (description.name === "sluice_xds_resources_total") this.resources += value;
        if (description.name === "sluice_xds_responses_total" && isRoute && this.sent === 0) this.sent = performance.now();
        if (description.name === "sluice_xds_acks_total" && isRoute && this.acknowledged === 0) this.acknowledged = performance.now();
      },
    };
  }

  collected(): void {}

  gauge(description: MetricDescription): Gauge {
    return noMetrics.gauge(description);
  }

  histogram(description: MetricDescription): Histogram {
    return noMetrics.histogram(description);
  }
}
