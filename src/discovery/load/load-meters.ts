import type { Metrics } from "../../kit/telemetry.ts";
import type { LoadReport } from "./load-history.ts";

/** Counts what proxies report. */
export interface LoadMeters {
  onReport(report: LoadReport): void;
}

/** Metrics of the whole fleet: services, zones and nodes are in the history, not in labels. */
export function loadMeters(metrics: Metrics): LoadMeters {
  const reports = metrics.counter({ name: "sluice_load_reports_total", help: "Load reports that proxies sent" });
  const requests = metrics.counter({ name: "sluice_load_requests_total", help: "Requests to services that proxies reported", labels: ["result"] });
  return {
    onReport: ({ services }) => {
      reports.add();
      for (const { dropped, zones } of services.values()) {
        requests.add(dropped, { result: "dropped" });
        for (const { succeeded, failed } of zones.values()) {
          requests.add(succeeded, { result: "succeeded" });
          requests.add(failed, { result: "failed" });
        }
      }
    },
  };
}
