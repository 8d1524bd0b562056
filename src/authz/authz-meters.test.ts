import { expect, it } from "vitest";
import { createPrometheusMetrics } from "../telemetry/prometheus-metrics.ts";
import { authzMeters } from "./authz-meters.ts";
import type { Decision } from "./decide/decision.ts";

it("counts decisions by their outcome and whether they were kept, of all services that share the metrics", async () => {
  const metrics = createPrometheusMetrics();
  const [one, other] = [authzMeters(metrics), authzMeters(metrics)];
  const allowed = { kind: "allowed", layers: [] } as unknown as Decision;
  const denied = { kind: "denied", layers: [] } as unknown as Decision;
  one.onDecision(allowed, true);
  one.onDecision(allowed, true);
  one.onDecision(denied, false);
  other.onDecision(allowed, true);
  const page = await metrics.page();
  expect(page).toContain('sluice_authz_decisions_total{outcome="allowed",cached="true"} 3\n');
  expect(page).toContain('sluice_authz_decisions_total{outcome="allowed",cached="false"} 0\n');
  expect(page).toContain('sluice_authz_decisions_total{outcome="denied",cached="false"} 1\n');
});
