import type { MetricDescription, Metrics } from "../../kit/telemetry.ts";
import type { ResourceType } from "../../snapshot/resource.ts";
import type { Action } from "../subscription/action.ts";
import type { StreamSession } from "./stream-session.ts";

/** Counts what happens on streams. */
export interface DiscoveryMeters {
  onOpen(session: StreamSession): void;
  onEnd(session: StreamSession): void;
  onDenied(code: string): void;
  onUnknownType(): void;
  onAction(action: Action): void;
}

/** Metrics by type and variant; nodes and resources are in the fleet table, not in labels. */
export function discoveryMeters(metrics: Metrics): DiscoveryMeters {
  const streams = metrics.gauge({ name: "sluice_xds_streams", help: "Open discovery streams", labels: ["variant", "scope"] });
  const responses = countByType(metrics, { name: "sluice_xds_responses_total", help: "Responses sent" });
  const resources = countByType(metrics, { name: "sluice_xds_resources_total", help: "Resources sent" });
  const acks = countByType(metrics, { name: "sluice_xds_acks_total", help: "Responses that a proxy took" });
  const nacks = countByType(metrics, { name: "sluice_xds_nacks_total", help: "Responses that a proxy refused" });
  const denied = metrics.counter({ name: "sluice_xds_denied_total", help: "Streams of nodes that were not admitted", labels: ["code"] });
  const unknown = metrics.counter({ name: "sluice_xds_unknown_types_total", help: "Requests for types that are not served" });
  const open = new Map<string, number>();
  const count = ({ options: { variant, scope } }: StreamSession, change: number): void => {
    const key = `${variant} ${scope}`;
    open.set(key, (open.get(key) ?? 0) + change);
    streams.set(open.get(key) ?? 0, { variant, scope });
  };
  return {
    onOpen: (session) => count(session, 1),
    onEnd: (session) => count(session, -1),
    onDenied: (code) => denied.add(1, { code }),
    onUnknownType: () => unknown.add(),
    onAction: (action) => {
      if (action.kind === "send") {
        responses(action.message.type, 1);
        resources(action.message.type, action.message.resources.length);
      }
      if (action.kind === "acked") acks(action.type, 1);
      if (action.kind === "nacked") nacks(action.type, 1);
    },
  };
}

/** Counts that are kept here and read when somebody looks: one change is counted three times a proxy. */
function countByType(metrics: Metrics, description: MetricDescription): (type: ResourceType, count: number) => void {
  const counts = new Map<ResourceType, number>();
  metrics.collected({ ...description, labels: ["type"] }, () => [...counts].map(([type, value]) => ({ labels: { type }, value })));
  return (type, count) => void counts.set(type, (counts.get(type) ?? 0) + count);
}
