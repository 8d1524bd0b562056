import type { Counter, Gauge, Histogram, Metrics } from "../kit/telemetry.ts";

/** What the admin role counts. */
export interface Meters {
  readonly requests: Counter;
  readonly duration: Histogram;
  readonly watches: Gauge;
}

/** Describes the metrics of the admin role. */
export function createMeters(metrics: Metrics): Meters {
  return {
    requests: metrics.counter({
      name: "sluice_admin_requests_total",
      help: "Requests to the admin API by operation and status code; operation is none where the address is unknown",
      labels: ["operation", "code"],
    }),
    duration: metrics.histogram({
      name: "sluice_admin_request_duration_seconds",
      help: "From the request's headers to the end of its answer",
      labels: ["operation"],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    }),
    watches: metrics.gauge({ name: "sluice_admin_watches", help: "Open watches" }),
  };
}
