import type { Metrics } from "../kit/telemetry.ts";
import type { Decision } from "./decide/decision.ts";
import type { AuthzErrorCode } from "./errors.ts";

/** What the service counts. */
export interface AuthzMeters {
  onDecision(decision: Decision, cached: boolean): void;
  onError(code: AuthzErrorCode): void;
  /** A decision was kept, and made anew all the same, because the store is silent. */
  onDecidedAnew(): void;
}

/** Makes the counters. */
export function authzMeters(metrics: Metrics): AuthzMeters {
  const decisions = { allowed: { kept: 0, made: 0 }, denied: { kept: 0, made: 0 } };
  metrics.collected(
    { name: "sluice_authz_decisions_total", help: "Decisions, by their outcome and whether they were used again", labels: ["outcome", "cached"] },
    () =>
      Object.entries(decisions).flatMap(([outcome, { kept, made }]) => [
        { labels: { outcome, cached: "true" }, value: kept },
        { labels: { outcome, cached: "false" }, value: made },
      ]),
  );
  const errors = metrics.counter({ name: "sluice_authz_errors_total", help: "Requests that could not be decided, by reason", labels: ["code"] });
  const shadows = metrics.counter({
    name: "sluice_authz_shadow_total",
    help: "What policies in shadow would have decided",
    labels: ["source", "outcome"],
  });
  const anew = metrics.counter({ name: "sluice_authz_decided_anew_total", help: "Decisions that were made anew because the store is silent" });
  return {
    onDecision: (decision, cached) => {
      decisions[decision.kind][cached ? "kept" : "made"] += 1;
      for (const { shadow, source, outcome } of decision.layers) if (shadow) shadows.add(1, { source, outcome });
    },
    onError: (code) => errors.add(1, { code }),
    onDecidedAnew: () => anew.add(1),
  };
}
