import type { Counter, Metrics } from "../../kit/telemetry.ts";

/** Counts what came of limits that were loaded. */
export function loadCounter(metrics: Metrics): Counter {
  return metrics.counter({
    name: "sluice_ratelimit_config_loads_total",
    help: "Times that limits were loaded from files or an xDS server",
    labels: ["outcome"],
  });
}
