import type { Metrics } from "../../kit/telemetry.ts";
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
  const responses = metrics.counter({ name: "sluice_xds_responses_total", help: "Responses sent", labels: ["type"] });
  const resources = metrics.counter({ name: "sluice_xds_resources_total", help: "Resources sent", labels: ["type"] });
  const acks = metrics.counter({ name: "sluice_xds_acks_total", help: "Responses that a proxy took", labels: ["type"] });
  const nacks = metrics.counter({ name: "sluice_xds_nacks_total", help: "Responses that a proxy refused", labels: ["type"] });
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
        responses.add(1, { type: action.message.type });
        resources.add(action.message.resources.length, { type: action.message.type });
      }
      if (action.kind === "acked") acks.add(1, { type: action.type });
      if (action.kind === "nacked") nacks.add(1, { type: action.type });
    },
  };
}
